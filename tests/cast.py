"""The cast: a small bureau with one person in each role. Views and actions are tried as each of them.

| who | is |
| --- | --- |
| lin, chen | 执法人员 of 东街中队 |
| wu | 执法人员 of another unit, 温泉中队 |
| zheng | 承办机构负责人 of 东街中队 |
| fang, xu, ye | 法制机构, 分管负责人, 机关负责人 |
| gao, su | 记录管理员, 监督人员 |
| system, security, audit | 三员 |
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from zhiji.core.calendar import SHANGHAI
from zhiji.organisation import actions
from zhiji.organisation.roles import Role
from zhiji.trail.actor import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.organisation.models import Account, Officer, Unit

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
PASSWORD = "东街-2026"
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True, slots=True)
class Cast:
    lin: Account
    chen: Account
    wu: Account
    zheng: Account
    fang: Account
    xu: Account
    ye: Account
    gao: Account
    su: Account
    system: Account
    security: Account
    audit: Account

    def everybody(self) -> list[Account]:
        return [getattr(self, field.name) for field in fields(self)]

    @property
    def unit(self) -> Unit:
        assert self.lin.unit
        return self.lin.unit


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        yield


@pytest.fixture
def cast(db: None, quick_passwords: None) -> Cast:
    bureau = unit("鼓楼区城市管理和综合执法局", None)
    east, hot_springs = unit("东街中队", bureau), unit("温泉中队", bureau)
    return Cast(
        lin=account("lin", "林执", east, Role.OFFICER, badge="闽A01001"),
        chen=account("chen", "陈法", east, Role.OFFICER, badge="闽A01002"),
        wu=account("wu", "吴泉", hot_springs, Role.OFFICER, badge="闽A01003"),
        zheng=account("zheng", "郑队", east, Role.UNIT_HEAD, badge="闽A01004"),
        fang=account("fang", "方审", bureau, Role.LEGAL),
        xu=account("xu", "许管", bureau, Role.DEPUTY),
        ye=account("ye", "叶局", bureau, Role.HEAD),
        gao=account("gao", "高档", bureau, Role.KEEPER),
        su=account("su", "苏督", bureau, Role.SUPERVISOR),
        system=account("system", "系统员", bureau, Role.SYSTEM_ADMIN),
        security=account("security", "安全员", bureau, Role.SECURITY_ADMIN),
        audit=account("audit", "审计员", bureau, Role.AUDIT_ADMIN),
    )


def unit(name: str, under: Unit | None) -> Unit:
    return actions.add_unit(name, under=under, by=SYSTEM, at=LONG_AGO)


def account(username: str, name: str, of: Unit, role: Role, badge: str = "") -> Account:
    person = officer(name, badge, of) if badge else None
    new = actions.NewAccount(username, name, actions.hash_password(PASSWORD), (role,), of, person)
    return actions.open_account(new, by=SYSTEM, at=LONG_AGO)


def officer(name: str, badge: str, of: Unit) -> Officer:
    return actions.register_officer(actions.NewOfficer(name, badge, of, date(2028, 12, 31)), by=SYSTEM, at=LONG_AGO)
