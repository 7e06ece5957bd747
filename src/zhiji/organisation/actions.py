"""What people do with units, officers and accounts. Each leaves one entry in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import Account, Unit
from zhiji.organisation.roles import Role, require_compatible
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.organisation.models import Officer
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

Row = TypeVar("Row", bound="Tracked")


def add_unit(name: str, *, under: Unit | None = None, by: Actor, at: datetime) -> Unit:
    unit = Unit(name=_wanted(name, "机构名称"), parent=under)
    return _log_new(unit, EntryType.ORGANISATION_CHANGED, f"已有名为“{name}”的机构，请换一个名称。", by=by, at=at)


def register_officer(officer: Officer, *, by: Actor, at: datetime) -> Officer:
    """`officer`: not saved yet. Raises OrganisationError where the badge is registered already."""
    _wanted(officer.name, "姓名")
    badge = _wanted(officer.badge, "执法证号")
    return _log_new(officer, EntryType.ORGANISATION_CHANGED, f"执法证号“{badge}”已登记，请核对。", by=by, at=at)


def open_account(account: Account, *, password: str, by: Actor, at: datetime) -> Account:
    """`account`: not saved yet. Raises OrganisationError where the name is taken, RolesExclude for forbidden roles."""
    _wanted(account.username, "账号")
    _check_roles(account.roles)
    account.password = make_password(password)
    taken = f"账号“{account.username}”已被使用，请换一个。"
    return _log_new(account, EntryType.ACCOUNT_CHANGED, taken, by=by, at=at)


def set_roles(account: Account, roles: Sequence[Role], *, by: Actor, at: datetime) -> None:
    _check_roles(roles)
    _log_change(account, {"roles": [str(role) for role in roles]}, by=by, at=at)


def set_password(account: Account, password: str, *, by: Actor, at: datetime) -> None:
    _log_change(account, {"password": make_password(password)}, by=by, at=at)


def deactivate(account: Account, *, by: Actor, at: datetime) -> None:
    """Accounts are never deleted: what they did keeps its author."""
    _log_change(account, {"is_active": False}, by=by, at=at)


def _log_change(account: Account, changes: dict[str, Any], *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        tracked.update(account, **changes)
        trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, rows=[account])


def _log_new(row: Row, entry: EntryType, taken: str, *, by: Actor, at: datetime) -> Row:
    try:
        with transaction.atomic():
            tracked.create(row)
            trail.record(entry, by=by, at=at, rows=[row])
    except IntegrityError as error:
        raise OrganisationError(taken) from error
    return row


def _check_roles(roles: Sequence[str]) -> None:
    unknown = [role for role in roles if role not in set(Role)]
    if unknown:
        raise OrganisationError(f"没有“{unknown[0]}”这个角色；可用：{'、'.join(Role)}。")
    require_compatible([Role(role) for role in roles])


def _wanted(text: str, label: str) -> str:
    if not text.strip():
        raise OrganisationError(f"{label}不能为空，请填写。")
    return text.strip()
