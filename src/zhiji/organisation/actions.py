"""What people do with units, officers and accounts. Each leaves one entry in the trail."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation import posts
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.models import Account, Certificate, Officer, Unit
from zhiji.organisation.queries import with_units_below
from zhiji.organisation.roles import require_compatible, role_named
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from zhiji.organisation.roles import Role
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

Row = TypeVar("Row", bound="Tracked")


WEAK = {
    "password_too_short": "不足十个字",
    "password_too_similar": "和账号或姓名太像",
    "password_too_common": "太常见",
    "password_entirely_numeric": "全是数字",
}
"""What is wrong with a password, by the code of Django's validators."""


def hash_password(password: str) -> str:
    """Slow on purpose."""
    return make_password(password)


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit as it is to be. `prefix`: what its 文号 begin with."""

    name: str
    under: Unit | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Licence:
    """An 执法证. `acts`: what it covers, none named: all; both days belong to it."""

    number: str
    valid_until: date
    valid_from: date | None = None
    acts: tuple[str, ...] = ()
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """`valid_until`: last day of the 执法证, None without one; the other fields as in `Licence`."""

    name: str
    badge: str
    unit: Unit
    valid_until: date | None
    on_staff: bool = True
    valid_from: date | None = None
    acts: tuple[str, ...] = ()
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`password`: its hash, as `hash_password` gives it; `must_change`: it is to be replaced at the first sign-in."""

    username: str
    name: str
    password: str
    roles: tuple[Role, ...]
    unit: Unit | None = None
    officer: Officer | None = None
    must_change: bool = False


def add_unit(name: str, *, under: Unit | None = None, prefix: str = "", by: Actor, at: datetime) -> Unit:
    unit = Unit(name=_wanted(name, "机构名称"), parent=under, prefix=prefix.strip())
    _logged(EntryType.ORGANISATION_CHANGED, _is_taken(name), lambda: [tracked.create(unit)], by=by, at=at)
    return unit


def amend_unit(unit: Unit, plan: UnitPlan, *, by: Actor, at: datetime) -> Unit:
    """Rename a unit or put it elsewhere in the tree. Raises OrganisationError where it would hang below itself."""
    name = _wanted(plan.name, "机构名称")
    if plan.under and plan.under.pk in with_units_below(unit.pk):
        raise OrganisationError(f"“{plan.under}”就在“{unit}”之下，不能作它的上级机构，请另选。")

    def amend() -> list[Unit]:
        return [tracked.update(unit, name=name, parent=plan.under, prefix=plan.prefix.strip())]

    _logged(EntryType.ORGANISATION_CHANGED, _is_taken(name), amend, by=by, at=at)
    return unit


def close_unit(unit: Unit, *, on: date, by: Actor, at: datetime) -> Unit:
    """撤销. Units are never deleted, and none is closed over the heads of those who work there."""
    staff = Account.objects.filter(unit=unit, is_active=True).count()
    if staff or unit.children.filter(closed_on=None).exists():
        raise OrganisationError(f"“{unit}”还有下级机构或 {staff} 个在用账号，请先调整到别的机构，再撤销。")
    _logged(EntryType.ORGANISATION_CHANGED, "", lambda: [tracked.update(unit, closed_on=on)], by=by, at=at)
    return unit


def register_officer(new: NewOfficer, *, by: Actor, at: datetime) -> Officer:
    """Raises OrganisationError where the badge is registered already."""
    name, badge = _wanted(new.name, "姓名"), _wanted(new.badge, "执法证号")
    officer = Officer(name=name, badge=badge, unit=new.unit, on_staff=new.on_staff, valid_until=new.valid_until)

    def register() -> list[Tracked]:
        rows: list[Tracked] = [tracked.create(officer)]
        if new.valid_until:
            licence = Licence(badge, new.valid_until, new.valid_from, new.acts, new.issuer)
            rows.append(tracked.create(_certificate(officer, licence)))
        return rows

    _logged(EntryType.ORGANISATION_CHANGED, f"执法证号“{badge}”已登记，请核对。", register, by=by, at=at)
    return officer


def amend_officer(officer: Officer, *, name: str, unit: Unit, on_staff: bool, by: Actor, at: datetime) -> Officer:
    changes = {"name": _wanted(name, "姓名"), "unit": unit, "on_staff": on_staff}
    _logged(EntryType.ORGANISATION_CHANGED, "", lambda: [tracked.update(officer, **changes)], by=by, at=at)
    return officer


def issue_certificate(officer: Officer, licence: Licence, *, by: Actor, at: datetime) -> Certificate:
    """发证、换证: one more 执法证; those before stay as they were. The latest gives the officer his number."""
    number = _wanted(licence.number, "执法证号")
    if licence.valid_from and licence.valid_from > licence.valid_until:
        raise OrganisationError("执法证的有效期自不能晚于有效期至，请核对两个日期。")

    certificate = _certificate(officer, licence)

    def issue() -> list[Tracked]:
        row = tracked.create(certificate)
        latest = officer.valid_until is None or licence.valid_until >= officer.valid_until
        return [row, tracked.update(officer, badge=number, valid_until=licence.valid_until)] if latest else [row]

    taken = f"执法证号“{number}”已登记在别人名下，请核对。"
    _logged(EntryType.ORGANISATION_CHANGED, taken, issue, by=by, at=at)
    return certificate


def end_certificate(certificate: Certificate, *, on: date, because: str, by: Actor, at: datetime) -> Certificate:
    """注销、吊销、收回: from that day on it no longer holds. Raises OrganisationError where it has ended before."""
    if certificate.ended_on:
        raise OrganisationError(f"执法证 {certificate} 已于 {certificate.ended_on} 失效，无需再办。")
    changes = {"ended_on": on, "ended_because": _wanted(because, "失效原因")}

    def end() -> list[Tracked]:
        row = tracked.update(certificate, **changes)
        officer, others = certificate.officer, Certificate.objects.filter(officer=certificate.officer, ended_on=None)
        last = others.order_by("-valid_until").values_list("valid_until", flat=True).first()
        return [row] if last == officer.valid_until else [row, tracked.update(officer, valid_until=last)]

    _logged(EntryType.ORGANISATION_CHANGED, "", end, by=by, at=at)
    return certificate


def open_account(new: NewAccount, *, by: Actor, at: datetime) -> Account:
    """Raises OrganisationError where the name is taken, RolesExclude for roles that may not go together."""
    _wanted(new.username, "账号")
    _check_roles(new.roles)
    identify_hasher(new.password)  # a plain password must never be stored, not even by mistake
    account = Account(**{**_fields(new), "roles": [str(role) for role in new.roles]})
    taken = f"账号“{new.username}”已被使用，或这名执法人员已有账号，请核对。"

    def opened() -> list[Tracked]:
        return [tracked.create(account), *posts.take_up(account, account.roles, at)]

    _logged(EntryType.ACCOUNT_CHANGED, taken, opened, by=by, at=at)
    return account


def amend_account(
    account: Account, *, name: str, unit: Unit | None, officer: Officer | None, by: Actor, at: datetime
) -> None:
    """Whose account it is. In another unit the same roles are other posts: those before end, and begin anew."""
    moved = account.unit != unit
    taken = f"{officer}已有别的账号，一人一个账号，请核对。"

    def amend() -> list[Tracked]:
        row = tracked.update(account, name=_wanted(name, "姓名"), unit=unit, officer=officer)
        changed = [*posts.give_up(row, row.roles, at), *posts.take_up(row, row.roles, at)] if moved else []
        return [row, *changed]

    _logged(EntryType.ACCOUNT_CHANGED, taken, amend, by=by, at=at)


def set_roles(account: Account, roles: Sequence[Role], *, by: Actor, at: datetime) -> None:
    """授予角色. What is no longer held ends, what is new begins at this moment."""
    _check_roles(roles)
    posts.require_no_conflict(account, roles, at)
    after, before = [str(role) for role in roles], list(account.roles)

    def change() -> list[Tracked]:
        row = tracked.update(account, roles=after, leaves_at=None)
        return [
            row,
            *posts.give_up(row, [role for role in before if role not in after], at),
            *posts.take_up(row, [role for role in after if role not in before], at),
        ]

    _logged(EntryType.ACCOUNT_CHANGED, "", change, by=by, at=at)


def set_password(account: Account, password: str, *, must_change: bool = False, by: Actor, at: datetime) -> None:
    """`must_change`: somebody else chose it, so that its owner replaces it when he signs in."""
    _log_change(account, {"password": hash_password(password), "must_change": must_change}, by=by, at=at)


def choose_password(account: Account, password: str, *, by: Actor, at: datetime) -> None:
    """Its owner's own choice. Raises OrganisationError with what is wrong with it."""
    if account.check_password(password):
        raise OrganisationError("新口令不能和现在的一样，请另想一个。")
    try:
        validate_password(password, account)
    except ValidationError as error:
        faults = [WEAK.get(str(one.code), "不合要求") for one in error.error_list]
        raise OrganisationError(f"新口令{'，'.join(faults)}，请另想一个。") from error
    set_password(account, password, by=by, at=at)


def deactivate(account: Account, *, by: Actor, at: datetime) -> None:
    """Accounts are never deleted: what they did keeps its author."""
    _log_change(account, {"is_active": False}, by=by, at=at)


def reactivate(account: Account, *, by: Actor, at: datetime) -> None:
    _log_change(account, {"is_active": True}, by=by, at=at)


def _log_change(account: Account, changes: dict[str, Any], *, by: Actor, at: datetime) -> None:
    _logged(EntryType.ACCOUNT_CHANGED, "", lambda: [tracked.update(account, **changes)], by=by, at=at)


def _logged(entry: EntryType, taken: str, change: Callable[[], Sequence[Tracked]], *, by: Actor, at: datetime) -> None:
    """Do the change and log its rows in one transaction. `taken`: said where a key is used already."""
    try:
        with transaction.atomic():
            trail.record(entry, by=by, at=at, rows=change())
    except IntegrityError as error:
        raise OrganisationError(taken) from error


def _certificate(officer: Officer, licence: Licence) -> Certificate:
    return Certificate(
        officer=officer,
        number=licence.number.strip(),
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        acts=list(licence.acts),
        issuer=licence.issuer.strip(),
    )


def _is_taken(name: str) -> str:
    return f"已有名为“{name.strip()}”的机构，请换一个名称。"


def _check_roles(roles: Iterable[str]) -> None:
    require_compatible([role_named(role) for role in roles])


def _wanted(text: str, label: str) -> str:
    if not text.strip():
        raise OrganisationError(f"{label}不能为空，请填写。")
    return text.strip()


def _fields(new: NewAccount) -> dict[str, Any]:
    return {field.name: getattr(new, field.name) for field in fields(new)}
