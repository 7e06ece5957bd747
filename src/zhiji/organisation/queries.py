"""Questions about people and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Model

from zhiji.organisation.errors import NotFound, OrganisationError
from zhiji.organisation.models import Account, Certificate, Officer, Post, StandIn, Unit
from zhiji.organisation.permissions import Reach, Verb, grants
from zhiji.organisation.roles import ADMINISTRATORS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from zhiji.organisation.capacities import Capacity
    from zhiji.organisation.roles import Role
    from zhiji.trail.actor import Actor

Row = TypeVar("Row", bound=Model)
LONG_GONE = timedelta(days=365)


def accounts() -> QuerySet[Account]:
    return Account.objects.select_related("unit", "officer").order_by("username")


def units() -> QuerySet[Unit]:
    return Unit.objects.order_by("pk")


def officers() -> QuerySet[Officer]:
    return Officer.objects.select_related("unit").order_by("pk")


def staff(account: Account) -> QuerySet[Officer]:
    """The officers whom the account may see in 管理."""
    reached = visible_units(account, Verb.VIEW_OFFICE)
    return officers() if reached is None else officers().filter(unit__in=reached)


def stand_ins() -> QuerySet[StandIn]:
    """The latest first."""
    return StandIn.objects.select_related("absent__unit", "substitute__unit").order_by("-since", "-pk")


def who_may_stand_in() -> list[Account]:
    """Accounts in use, without the 三员, who neither stand in nor are stood in for."""
    return [account for account in accounts().filter(is_active=True) if not ADMINISTRATORS.intersection(account.roles)]


def found(rows: QuerySet[Row], pk: int) -> Row:
    """The one of them with that key. Raises NotFound."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound("没有这一条，或者它不在您可以查看的范围内；请回列表重新选择。")
    return row


def officers_by_badge(badges: Collection[str]) -> Mapping[str, Officer]:
    return {officer.badge: officer for officer in Officer.objects.filter(badge__in=badges)}


def shortcoming(officer: Officer, act: str | None, day: date) -> str:
    """Why the officer may not enforce that act on that day, in a few words; "" where he may. None: whatever the act.

    Where no 执法证 is recorded (an office older than their records), the last day on the officer's row decides.
    """
    held = list(officer.certificates.all())
    if not held:
        return "" if officer.valid_until and day <= officer.valid_until else "没有有效的执法证"
    valid = [one for one in held if one.holds_on(day)]
    if not valid:
        return f"执法证不在有效期内（{max(one.valid_until for one in held)} 止）"
    return "" if act is None or any(one.covers(act) for one in valid) else f"执法证的范围不含{act}"


def expiring(by: date, *, today: date) -> QuerySet[Officer]:
    """Officers whose latest 执法证 has run out or does so until `by`, the most urgent first. Those long gone are left out."""
    working = officers().filter(valid_until__lte=by).exclude(account__is_active=False)
    return working.filter(valid_until__gte=today - LONG_GONE).order_by("valid_until", "pk")


def certificates(officer: Officer) -> QuerySet[Certificate]:
    return Certificate.objects.filter(officer=officer).order_by("-valid_until", "-pk")


def all_certificates(account: Account) -> QuerySet[Certificate]:
    """Those of the officers whom the account may see in 管理."""
    return Certificate.objects.filter(officer__in=staff(account)).select_related("officer")


def posts_of(account: Account) -> QuerySet[Post]:
    """Every post that the account has held, the latest first."""
    return Post.objects.filter(account=account).select_related("unit").order_by("-since", "-pk")


def holders(role: Role) -> list[Account]:
    """Active accounts with this role. An office has some hundred accounts: JSON is searched here, not in SQL."""
    return [account for account in accounts().filter(is_active=True) if account.has_role(role)]


def with_units_below(unit_id: int) -> frozenset[int]:
    """The unit and all below it. One query: an office has some dozen units."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    found = {unit_id}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def account_of(actor: Actor, *, at: datetime | None = None) -> Account | None:
    """The account that acts, with what it may do at that moment; None for the system itself."""
    try:
        key = UUID(actor.id)
    except ValueError:
        return None
    account = Account.objects.select_related("unit", "officer").filter(key=key).first()
    return at_work(account, at) if account and at else account


def account_by_name(username: str) -> Account | None:
    """The account in use of that name."""
    return Account.objects.filter(username=username, is_active=True).first()


def signed_in(pk: int, *, at: datetime) -> Account | None:
    """The account of a session, with what it may do at that moment; None once it is closed."""
    account = Account.objects.select_related("unit", "officer").filter(pk=pk, is_active=True).first()
    return at_work(account, at) if account else None


def at_work(account: Account, at: datetime) -> Account:
    """The same account, knowing for whom it stands in at that moment, and whether its own posts have ended."""
    filled = StandIn.objects.filter(substitute=account, since__lte=at, until__gt=at).select_related("absent")
    account.stand_ins = tuple(row.capacity for row in filled.order_by("pk") if row.role in row.absent.roles)
    account.has_left = account.leaves_at is not None and account.leaves_at <= at
    return account


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases: all of them, or those of these units, opened by these accounts, or worked by these officers."""

    everything: bool = False
    units: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()
    officers: frozenset[int] = frozenset()


def scope(granted: Iterable[tuple[Capacity, Reach]]) -> Scope:
    """What `permissions.grants` come to. At most one query."""
    held = list(granted)
    whose = [one for one, _ in held]
    return Scope(
        everything=any(far is Reach.ALL for _, far in held),
        units=frozenset().union(*(_units_within(one, far) for one, far in held)),
        accounts=frozenset(one.account_id for one in whose if one.account_id),
        officers=frozenset(one.officer_id for one in whose if one.officer_id),
    )


def visible_units(account: Account, verb: Verb) -> frozenset[int] | None:
    """The units whose cases the verb reaches for the account; None: all."""
    reached = scope(grants(account, verb))
    return None if reached.everything else reached.units


def _units_within(capacity: Capacity, far: Reach) -> frozenset[int]:
    if capacity.unit_id is None or far not in {Reach.UNIT, Reach.BELOW}:
        return frozenset()
    return with_units_below(capacity.unit_id) if far is Reach.BELOW else frozenset({capacity.unit_id})


def unit_named(name: str) -> Unit:
    """Raises OrganisationError."""
    unit = Unit.objects.filter(name=name).first()
    if unit is None:
        known = "、".join(Unit.objects.order_by("pk").values_list("name", flat=True)[:10]) or "还没有任何机构"
        raise OrganisationError(f"没有机构“{name}”；现有：{known}。")
    return unit


def account_named(username: str) -> Account:
    """Raises OrganisationError."""
    account = accounts().filter(username=username).first()
    if account is None:
        raise OrganisationError(f"没有账号“{username}”，请核对。")
    return account
