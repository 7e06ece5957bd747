"""For which cases a national law is judged beside the office's regulations: shown to all, set by the legal reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from zhiji.core.calendar import local_day
from zhiji.external import laws
from zhiji.organisation.queries import units
from zhiji.rulebook.actions import Use, use_law
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.queries import laws_in_use
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import DayField, SomeOf, refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from zhiji.core.regulations import Regulation
    from zhiji.web.access import SignedIn


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list says of a law in use."""

    acts: str
    units: str
    since: date


class UseForm(forms.Form):
    acts = SomeOf((), label="用于哪些执法行为", required=False, help_text="一项也不选，就是不启用。")
    since = DayField(label="自哪一日启动的案件起", help_text="这一日以前启动的案件照旧，不会多出结论。")
    units = SomeOf((), label="用于哪些机构", required=False, help_text="不选就是全部机构；选了的，连同它的下级机构。")

    def __init__(self, *given: Any, law: Regulation, **options: Any) -> None:
        super().__init__(*given, **options)
        choices = {"acts": [(act, act) for act in law.acts], "units": [(str(unit.pk), unit.name) for unit in units()]}
        for name, values in choices.items():
            cast("SomeOf", self.fields[name]).choices = values

    def use(self) -> Use:
        said = self.cleaned_data
        return Use(said["acts"], said["since"], list(units().filter(pk__in=said["units"])))


def in_use() -> dict[str, Shown]:
    names = {unit.pk: unit.name for unit in units()}
    return {
        row.law: Shown("、".join(row.acts), "、".join(names.get(key, "") for key in row.units) or "全部机构", row.since)
        for row in laws_in_use()
        if row.acts
    }


def change(request: SignedIn, law: str) -> HttpResponse:
    found = _found(law)
    row = laws_in_use().filter(law=law).first()
    before = {"acts": row.acts, "units": row.units, "since": row.since} if row else {"since": local_day(now())}
    form = UseForm(request.POST or None, law=found, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            use_law(law, form.use(), by=request.user.actor, at=now())
        except (RulebookError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, f"《{found.title}》的启用范围已保存；清单立即照此判定，工作台一两分钟内更新。")
            return redirect("regulation-list")
    return render(request, "regulations/law.html", {"law": found, "form": form})


def _found(law_id: str) -> Regulation:
    if law_id not in laws.law_ids():
        raise Http404(f"没有法律“{law_id}”，请从制度页面进入。")
    return laws.law(law_id)
