from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhiji.core.calendar import local_day
from zhiji.organisation import actions, queries
from zhiji.organisation.errors import OrganisationError
from zhiji.web.now import now
from zhiji.web.office.acting import acted, done, form_page
from zhiji.web.office.forms import UnitForm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse

    from zhiji.organisation.actions import UnitPlan
    from zhiji.organisation.models import Unit
    from zhiji.web.access import SignedIn


def index(request: SignedIn) -> HttpResponse:
    working = Count("officers", distinct=True), Count("accounts", filter=Q(accounts__is_active=True), distinct=True)
    rows = list(queries.units().annotate(staff=working[0], logins=working[1]))
    return render(request, "office/units.html", {"units": list(_tree(rows, None, 0))})


def new(request: SignedIn) -> HttpResponse:
    form = UnitForm(request.POST or None, rows={"under": _open_units()}, initial={"under": request.GET.get("under")})
    if acted(request, form, lambda _: _found(form.plan(), request)):
        return done(request, f"已设机构：{form.cleaned_data['name']}。", "unit-list")
    return form_page(request, form, "新设机构", "设立", back="unit-list")


def amend(request: SignedIn, pk: int) -> HttpResponse:
    unit = queries.found(queries.units(), pk)
    said = {"name": unit.name, "under": unit.parent, "letters": unit.prefix}
    form = UnitForm(request.POST or None, rows={"under": _open_units()}, initial=said)

    if acted(request, form, lambda _: actions.amend_unit(unit, form.plan(), by=request.user.actor, at=now())):
        return done(request, f"{unit} 已保存。", "unit-list")
    return form_page(request, form, unit.name, "保存", back="unit-list", closing=None if unit.closed_on else unit)


@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    unit, at = queries.found(queries.units(), pk), now()
    try:
        actions.close_unit(unit, on=local_day(at), by=request.user.actor, at=at)
    except OrganisationError as refusal:
        return form_page(
            request,
            UnitForm(rows={"under": _open_units()}, initial={"name": unit.name, "under": unit.parent}),
            unit.name,
            "保存",
            back="unit-list",
            closing=unit,
            refusal=str(refusal),
        )
    return done(request, f"{unit} 已撤销。", "unit-list")


def _found(plan: UnitPlan, request: SignedIn) -> Unit:
    return actions.add_unit(plan.name, under=plan.under, prefix=plan.prefix, by=request.user.actor, at=now())


def _open_units() -> Iterator[Unit]:
    return (unit for unit in queries.units() if not unit.closed_on)


def _tree(rows: Sequence[Unit], parent: int | None, depth: int) -> Iterator[tuple[int, Unit]]:
    """The units below one, each with its depth, in the order in which a reader goes down the tree."""
    for unit in rows:
        if unit.parent_id == parent:
            yield depth, unit
            yield from _tree(rows, unit.pk, depth + 1)
