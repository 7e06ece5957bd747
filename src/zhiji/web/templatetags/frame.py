"""The rail and the tab bar: where one may go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import template

from zhiji.cases.queries import waiting_for
from zhiji.organisation.permissions import Verb, may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template import Context

    from zhiji.organisation.models import Account

register = template.Library()


class Place(NamedTuple):
    area: str  # the sub-package of its views
    page: str
    word: str
    icon: str
    needs: Verb | None
    on_phone: bool = True


PLACES = (
    Place("workbench", "workbench", "工作台", "home", None),
    Place("cases", "case-list", "案件", "case", Verb.VIEW_CASE),
    Place("approvals", "approval-list", "审批", "approval", Verb.DECIDE),
    Place("recordings", "intake-list", "采集", "upload", Verb.TAKE_IN, on_phone=False),
    Place("regulations", "regulation-list", "制度", "regulation", Verb.VIEW_REGULATIONS),
    Place("ledger", "ledger", "账本", "ledger", Verb.VIEW_TRAIL, on_phone=False),
)
OF_A_CASE = frozenset({"events", "documents"})
"""Areas whose pages belong to a case."""


@register.inclusion_tag("parts/rail.html", takes_context=True)
def rail(context: Context) -> dict[str, Any]:
    return _frame(context["request"])


@register.inclusion_tag("parts/tabbar.html", takes_context=True)
def tabbar(context: Context) -> dict[str, Any]:
    frame = _frame(context["request"])
    return {**frame, "places": [place for place in frame["places"] if place.on_phone]}


def _frame(request: HttpRequest) -> dict[str, Any]:
    account = request.user
    places = [place for place in PLACES if place.needs is None or may(account, place.needs)]
    return {"account": account, "places": places, "area": _area(request), "waiting": _waiting(request, account)}


def _area(request: HttpRequest) -> str:
    match = request.resolver_match
    area = match.func.__module__.split(".")[2] if match else ""
    return "cases" if area in OF_A_CASE else area


def _waiting(request: HttpRequest, account: Account) -> int:
    """Asked once a request, though rail and tab bar both show it."""
    if not hasattr(request, "approvals_waiting"):
        request.approvals_waiting = waiting_for(account).count() if may(account, Verb.DECIDE) else 0
    return request.approvals_waiting
