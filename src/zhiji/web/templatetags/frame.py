"""The rail and the tab bar: where one may go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django import template

from zhiji.cases.queries import waiting_for
from zhiji.organisation.permissions import Verb, may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template import Context

    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn

register = template.Library()


class Place(NamedTuple):
    area: str  # the sub-package of its views
    page: str
    word: str
    icon: str
    needs: Verb | None
    on_phone: bool = True


class Frame(NamedTuple):
    account: Account
    places: list[Place]
    on_phone: list[Place]
    area: str
    waiting: int  # approvals that wait for this account


PLACES = (
    Place("workbench", "workbench", "工作台", "home", None),
    Place("cases", "case-list", "案件", "case", Verb.VIEW_CASE),
    Place("approvals", "approval-list", "审批", "approval", Verb.DECIDE),
    Place("recordings", "intake-list", "采集", "upload", Verb.TAKE_IN, on_phone=False),
    Place("regulations", "regulation-list", "制度", "regulation", Verb.VIEW_REGULATIONS),
    Place("holidays", "holidays", "放假安排", "clock", Verb.MANAGE_CALENDAR, on_phone=False),
    Place("numbers", "numbers", "文号", "document", Verb.MANAGE_NUMBERS, on_phone=False),
    Place("office", "unit-list", "管理", "people", Verb.VIEW_OFFICE),
    Place("ledger", "ledger", "账本", "ledger", Verb.VIEW_TRAIL, on_phone=False),
)


ON_PHONE = 4
"""Beside one's own account: more do not fit under a thumb."""


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    request: SignedIn = context["request"]
    account = request.user
    places = [place for place in PLACES if place.needs is None or may(account, place.needs)]
    return Frame(
        account=account,
        places=places,
        on_phone=[place for place in places if place.on_phone][:ON_PHONE],
        area=_area(request),
        waiting=waiting_for(account).count() if may(account, Verb.DECIDE) else 0,
    )


def _area(request: HttpRequest) -> str:
    """The sub-package of the page; whatever has a case number in its address belongs to the cases."""
    match = request.resolver_match
    if match is None:
        return ""
    if "number" in match.kwargs:
        return "cases"
    return match.func.__module__.removeprefix("zhiji.web.").split(".")[0]
