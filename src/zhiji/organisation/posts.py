"""Who holds which post: its beginning and its end are rows, and a stand-in fills it while its holder is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import OrganisationError, RolesExclude
from zhiji.organisation.models import Post, StandIn
from zhiji.organisation.roles import ADMINISTRATORS
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor


@dataclass(frozen=True, slots=True)
class Absence:
    """`substitute` is to fill `role` of `absent` from `since` until before `until`."""

    absent: Account
    substitute: Account
    role: str
    since: datetime
    until: datetime


def take_up(account: Account, roles: Iterable[str], at: datetime) -> list[Post]:
    """Rows of posts that begin; the caller's action logs them."""
    return [tracked.create(Post(account=account, role=role, unit=account.unit, since=at)) for role in roles]


def give_up(account: Account, roles: Collection[str], at: datetime) -> list[Post]:
    """Rows of posts that end; the caller's action logs them."""
    held = Post.objects.filter(account=account, role__in=roles, until=None)
    return [tracked.update(post, until=at) for post in held]


@transaction.atomic
def appoint_stand_in(plan: Absence, *, by: Actor, at: datetime) -> StandIn:
    """设置代理. Raises OrganisationError for what makes no sense, RolesExclude where one of the 三员 is concerned."""
    _require_sense(plan, at)
    row = StandIn(absent=plan.absent, substitute=plan.substitute, role=plan.role, since=plan.since, until=plan.until)
    tracked.create(row)
    trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def end_stand_in(row: StandIn, *, by: Actor, at: datetime) -> StandIn:
    """The absent is back before time. Raises OrganisationError where it is over anyway."""
    if row.until <= at:
        raise OrganisationError("这项代理已经结束，无需再办。")
    tracked.update(row, until=max(row.since, at))
    trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, rows=[row])
    return row


def require_no_conflict(account: Account, roles: Collection[str], at: datetime) -> None:
    """Raise RolesExclude where an account would become one of the 三员 while it stands in for somebody."""
    if ADMINISTRATORS.intersection(roles) and StandIn.objects.filter(substitute=account, until__gt=at).exists():
        raise RolesExclude(f"{account}正代理他人的职务，不能兼任三员；请先结束代理。")


def _require_sense(plan: Absence, at: datetime) -> None:
    if plan.role in ADMINISTRATORS or ADMINISTRATORS.intersection(plan.substitute.roles):
        raise RolesExclude("三员互不代理，也不代理他人（三员分立）；请由安全管理员另行授予角色。")
    if plan.role not in plan.absent.roles:
        raise OrganisationError(f"{plan.absent}没有“{plan.role}”这一角色，请选择他现有的角色。")
    if plan.absent == plan.substitute or not plan.substitute.is_active:
        raise OrganisationError("代理人须是另一名在用账号的人，请另选。")
    if plan.since >= plan.until or plan.until <= at:
        raise OrganisationError("代理的结束时间须晚于开始时间和现在，请核对。")
    taken = StandIn.objects.filter(absent=plan.absent, role=plan.role, since__lt=plan.until, until__gt=plan.since)
    if other := taken.select_related("substitute").first():
        raise OrganisationError(f"这段时间已由{other.substitute}代理，请先结束那一项，或错开时间。")
