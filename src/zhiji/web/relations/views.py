from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from zhiji.cases import relations
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, visible
from zhiji.organisation.permissions import Verb, may
from zhiji.organisation.queries import units
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.relations.forms import HandOverForm, OtherCaseForm, ReferForm, RelationForm, SplitForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from zhiji.cases.models import Case
    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn

    Act = Callable[[Case, RelationForm, Account, datetime], str]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of relating a case: its form, what it does and what that means. `act` returns the address to go to."""

    word: str
    form: type[RelationForm]
    act: Act
    needs: Verb
    help: str


def show(request: SignedIn, number: str) -> HttpResponse:
    case = case_for(request.user, number)
    held = list(case.relations.select_related("other"))
    mine = set(visible(request.user).filter(pk__in=[row.other_id for row in held]).values_list("pk", flat=True))
    ways = [] if case.archived_at else [(name, way) for name, way in WAYS.items() if may(request.user, way.needs)]
    return render(request, "relations/show.html", {"case": case, "relations": held, "mine": mine, "ways": ways})


def merge(request: SignedIn, number: str) -> HttpResponse:
    return _relate(request, number, WAYS["merge"])


def split(request: SignedIn, number: str) -> HttpResponse:
    return _relate(request, number, WAYS["split"])


def hand_over(request: SignedIn, number: str) -> HttpResponse:
    return _relate(request, number, WAYS["hand-over"])


def refer(request: SignedIn, number: str) -> HttpResponse:
    return _relate(request, number, WAYS["refer"])


def link(request: SignedIn, number: str) -> HttpResponse:
    return _relate(request, number, WAYS["link"])


def _relate(request: SignedIn, number: str, way: Way) -> HttpResponse:
    case = case_for(request.user, number, way.needs)
    form = way.form(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            target = way.act(case, form, request.user, now())
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{way.word}已登记，{number} 的账本里有这一笔。")
            return redirect(target)
    shown = {"case": case, "form": form, "title": way.word, "verb": way.word, "help": way.help}
    return render(request, "cases/add.html", shown)


def _merge(case: Case, form: RelationForm, account: Account, at: datetime) -> str:
    into = case_for(account, form.cleaned_data["other"].strip(), Verb.HANDLE_CASE)
    relations.merge(case, into, form.cleaned_data["reason"], by=account.actor, at=at)
    return reverse("case", args=[into.number])


def _split(case: Case, form: RelationForm, account: Account, at: datetime) -> str:
    said = form.cleaned_data
    concerning = list(case.parties.filter(ref__in=said["parties"]))
    new = relations.split(case, said["title"], concerning, said["reason"], by=account.actor, at=at)
    return reverse("case", args=[new.number])


def _hand_over(case: Case, form: RelationForm, account: Account, at: datetime) -> str:
    to = units().get(pk=form.cleaned_data["unit"])
    relations.hand_over(case, to, form.cleaned_data["reason"], by=account.actor, at=at)
    return reverse("case-list")


def _refer(case: Case, form: RelationForm, account: Account, at: datetime) -> str:
    said = form.cleaned_data
    relations.refer(case, said["agency"], said["ground"], said["reason"], by=account.actor, at=at)
    return reverse("case", args=[case.number])


def _link(case: Case, form: RelationForm, account: Account, at: datetime) -> str:
    other = case_for(account, form.cleaned_data["other"].strip())
    relations.link(case, other, form.cleaned_data["reason"], by=account.actor, at=at)
    return reverse("relations", args=[case.number])


WAYS = {
    "merge": Way(
        "并案", OtherCaseForm, _merge, Verb.HANDLE_CASE, "并入另一案件后，本案随即办结，以后在那个案件里办理。"
    ),
    "split": Way("分案", SplitForm, _split, Verb.HANDLE_CASE, "另立一案，承办人和选中的当事人随之进入新案。"),
    "hand-over": Way("移交", HandOverForm, _hand_over, Verb.HAND_OVER, "移交后由选定的机构承办，原机构不再看到本案。"),
    "refer": Way(
        "移送", ReferForm, _refer, Verb.HANDLE_CASE, "移送会登记为一个环节，清单随之列出移送要做的文书和审批。"
    ),
    "link": Way("关联", OtherCaseForm, _link, Verb.HANDLE_CASE, "两案各自办理，只是互相指明。"),
}
