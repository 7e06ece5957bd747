from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render

from zhiji.core.calendar import local_day
from zhiji.organisation import actions, queries
from zhiji.organisation.actions import NewOfficer
from zhiji.web.now import now
from zhiji.web.office.acting import acted, done, form_page
from zhiji.web.office.forms import (
    STATES,
    EndCertificateForm,
    LicenceForm,
    NewOfficerForm,
    OfficerForm,
    StaffFilter,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.organisation.models import Officer
    from zhiji.web.access import SignedIn

PAGE = 30
SOON = timedelta(days=30)


def index(request: SignedIn) -> HttpResponse:
    form, today = StaffFilter(request.GET, rows={"unit": queries.units()}), local_day(now())
    said = form.cleaned_data if form.is_valid() else {}
    wanted = _matching(said.get("q", "")) & (Q(unit=said["unit"]) if said.get("unit") else Q())
    wanted &= _in_state(said.get("state", ""), today)
    found = Paginator(queries.staff(request.user).filter(wanted), PAGE).get_page(request.GET.get("page"))
    rows = [(officer, standing(officer.valid_until, today)) for officer in found]
    narrowed = any(said.values())
    return render(request, "office/staff.html", {"form": form, "page": found, "rows": rows, "narrowed": narrowed})


def show(request: SignedIn, pk: int) -> HttpResponse:
    officer, today = queries.found(queries.staff(request.user), pk), local_day(now())
    held = [(one, one.holds_on(today)) for one in queries.certificates(officer)]
    account = queries.accounts().filter(officer=officer).first()
    shown = {"officer": officer, "held": held, "account": account, "standing": standing(officer.valid_until, today)}
    return render(request, "office/officer.html", shown)


def new(request: SignedIn) -> HttpResponse:
    form = NewOfficerForm(request.POST or None, rows={"unit": queries.units().filter(closed_on=None)})

    def register(said: dict[str, object]) -> Officer:
        licence, person = form.licence(), {key: said[key] for key in ("name", "unit", "on_staff")}
        return actions.register_officer(_new_officer(person, licence), by=request.user.actor, at=now())

    if acted(request, form, register):
        return done(request, f"{form.cleaned_data['name']}已登记。", "staff-list")
    return form_page(request, form, "登记执法人员", "登记", back="staff-list")


def amend(request: SignedIn, pk: int) -> HttpResponse:
    officer = queries.found(queries.staff(request.user), pk)
    said = {"name": officer.name, "unit": officer.unit, "on_staff": officer.on_staff}
    form = OfficerForm(request.POST or None, rows={"unit": queries.units().filter(closed_on=None)}, initial=said)
    if acted(request, form, lambda said: actions.amend_officer(officer, **said, by=request.user.actor, at=now())):
        return done(request, f"{officer.name}已保存。", "staff", pk)
    return form_page(request, form, officer.name, "保存", back="staff", pk=pk)


def issue(request: SignedIn, pk: int) -> HttpResponse:
    officer = queries.found(queries.staff(request.user), pk)
    form = LicenceForm(request.POST or None, initial={"number": officer.badge})
    by = request.user.actor
    if acted(request, form, lambda _: actions.issue_certificate(officer, form.licence(), by=by, at=now())):
        return done(request, "执法证已登记。", "staff", pk)
    return form_page(request, form, f"{officer.name}：发证、换证", "登记执法证", back="staff", pk=pk)


def end(request: SignedIn, pk: int) -> HttpResponse:
    """注销、吊销 of a certificate."""
    at = now()
    certificate = queries.found(queries.all_certificates(request.user), pk)
    form = EndCertificateForm(request.POST or None, initial={"on": local_day(at)})
    by = request.user.actor
    if acted(request, form, lambda said: actions.end_certificate(certificate, **said, by=by, at=at)):
        return done(request, f"执法证 {certificate} 已登记失效。", "staff", certificate.officer_id)
    title = f"{certificate.officer.name}：执法证 {certificate} 失效"
    return form_page(request, form, title, "登记失效", back="staff", pk=certificate.officer_id)


def standing(valid_until: date | None, today: date) -> str:
    """Which of STATES the latest certificate is in."""
    if valid_until is None:
        return STATES[3]
    if valid_until < today:
        return STATES[2]
    return STATES[1] if valid_until <= today + SOON else STATES[0]


def _in_state(state: str, today: date) -> Q:
    return {
        STATES[0]: Q(valid_until__gt=today + SOON),
        STATES[1]: Q(valid_until__range=(today, today + SOON)),
        STATES[2]: Q(valid_until__lt=today),
        STATES[3]: Q(valid_until=None),
    }.get(state, Q())


def _matching(words: str) -> Q:
    wanted = Q()
    for word in words.split():
        wanted &= Q(name__icontains=word) | Q(badge__icontains=word)
    return wanted


def _new_officer(person: dict[str, object], licence: actions.Licence) -> NewOfficer:
    return NewOfficer(
        **person,  # type: ignore[arg-type]
        badge=licence.number,
        valid_until=licence.valid_until,
        valid_from=licence.valid_from,
        acts=licence.acts,
        issuer=licence.issuer,
    )
