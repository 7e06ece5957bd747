"""Questions about people and units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import Account, Officer, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from zhiji.organisation.roles import Role
    from zhiji.trail.actor import Actor


def accounts() -> QuerySet[Account]:
    return Account.objects.select_related("unit", "officer").order_by("username")


def units() -> QuerySet[Unit]:
    return Unit.objects.order_by("pk")


def officers() -> QuerySet[Officer]:
    return Officer.objects.select_related("unit").order_by("pk")


def officers_by_badge(badges: Collection[str]) -> Mapping[str, Officer]:
    return {officer.badge: officer for officer in Officer.objects.filter(badge__in=badges)}


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


def account_of(actor: Actor) -> Account | None:
    """The account that acts; None for the system itself."""
    try:
        key = UUID(actor.id)
    except ValueError:
        return None
    return Account.objects.select_related("unit", "officer").filter(key=key).first()


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
