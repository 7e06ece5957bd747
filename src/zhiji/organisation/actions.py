"""What people do with units, officers and accounts. Each leaves one entry in the trail."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import IntegrityError, transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import Account, Officer, Unit
from zhiji.organisation.roles import require_compatible, role_named
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from zhiji.organisation.roles import Role
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

Row = TypeVar("Row", bound="Tracked")


def hash_password(password: str) -> str:
    """Slow on purpose."""
    return make_password(password)


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """`valid_until`: last day of the 执法证, None without one."""

    name: str
    badge: str
    unit: Unit
    valid_until: date | None
    on_staff: bool = True


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`password`: its hash, as `hash_password` gives it."""

    username: str
    name: str
    password: str
    roles: tuple[Role, ...]
    unit: Unit | None = None
    officer: Officer | None = None


def add_unit(name: str, *, under: Unit | None = None, by: Actor, at: datetime) -> Unit:
    unit = Unit(name=_wanted(name, "机构名称"), parent=under)
    return _log_new(unit, EntryType.ORGANISATION_CHANGED, f"已有名为“{name}”的机构，请换一个名称。", by=by, at=at)


def register_officer(new: NewOfficer, *, by: Actor, at: datetime) -> Officer:
    """Raises OrganisationError where the badge is registered already."""
    _wanted(new.name, "姓名")
    badge = _wanted(new.badge, "执法证号")
    officer = Officer(**_fields(new))
    return _log_new(officer, EntryType.ORGANISATION_CHANGED, f"执法证号“{badge}”已登记，请核对。", by=by, at=at)


def open_account(new: NewAccount, *, by: Actor, at: datetime) -> Account:
    """Raises OrganisationError where the name is taken, RolesExclude for roles that may not go together."""
    _wanted(new.username, "账号")
    _check_roles(new.roles)
    roles = [str(role) for role in new.roles]
    identify_hasher(new.password)  # a plain password must never be stored, not even by mistake
    account = Account(**{**_fields(new), "roles": roles})
    taken = f"账号“{new.username}”已被使用，请换一个。"
    return _log_new(account, EntryType.ACCOUNT_CHANGED, taken, by=by, at=at)


def set_roles(account: Account, roles: Sequence[Role], *, by: Actor, at: datetime) -> None:
    _check_roles(roles)
    _log_change(account, {"roles": [str(role) for role in roles]}, by=by, at=at)


def set_password(account: Account, password: str, *, by: Actor, at: datetime) -> None:
    _log_change(account, {"password": hash_password(password)}, by=by, at=at)


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
    require_compatible([role_named(role) for role in roles])


def _wanted(text: str, label: str) -> str:
    if not text.strip():
        raise OrganisationError(f"{label}不能为空，请填写。")
    return text.strip()


def _fields(new: NewOfficer | NewAccount) -> dict[str, Any]:
    return {field.name: getattr(new, field.name) for field in fields(new)}
