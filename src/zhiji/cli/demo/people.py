"""The bureau of the demonstration: invented people of 福州市鼓楼区, one or more in every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from zhiji.core.calendar import local_day
from zhiji.documents.numbering import rule_number
from zhiji.external import laws
from zhiji.organisation import actions
from zhiji.organisation.demonstration import DemoAccount, keep_demo_accounts
from zhiji.organisation.queries import account_named, unit_named
from zhiji.organisation.roles import Role
from zhiji.rulebook.actions import Use, use_law
from zhiji.trail.actor import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.organisation.models import Account, Unit

BUREAU = "鼓楼区城市管理和综合执法局"
UNITS = ("东街执法中队", "温泉执法中队", "行政审批科", "政策法规科", "档案信息室")
PASSWORD = "zhiji-demo"  # noqa: S105  # printed for everybody: nothing here is secret


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    name: str
    role: Role
    unit: str
    badge: str = ""


PEOPLE = (
    Person("linzhi", "林志远", Role.OFFICER, "东街执法中队", "闽A01020311"),
    Person("chenyan", "陈燕", Role.OFFICER, "东街执法中队", "闽A01020312"),
    Person("wujun", "吴俊", Role.OFFICER, "温泉执法中队", "闽A01020321"),
    Person("huangmin", "黄敏", Role.OFFICER, "温泉执法中队", "闽A01020322"),
    Person("panxiao", "潘晓", Role.OFFICER, "行政审批科", "闽A01020331"),
    Person("zhengguo", "郑国栋", Role.UNIT_HEAD, "东街执法中队", "闽A01020301"),
    Person("cailihua", "蔡丽华", Role.UNIT_HEAD, "温泉执法中队", "闽A01020302"),
    Person("dengwei", "邓伟", Role.UNIT_HEAD, "行政审批科", "闽A01020303"),
    Person("fanglan", "方岚", Role.LEGAL, "政策法规科", "闽A01020341"),
    Person("xuping", "许平", Role.DEPUTY, BUREAU),
    Person("yehong", "叶宏", Role.HEAD, BUREAU),
    Person("gaojing", "高静", Role.KEEPER, "档案信息室"),
    Person("suwen", "苏文", Role.SUPERVISOR, BUREAU),
    Person("xitong", "何系统", Role.SYSTEM_ADMIN, BUREAU),
    Person("anquan", "罗安全", Role.SECURITY_ADMIN, BUREAU),
    Person("shenji", "简审计", Role.AUDIT_ADMIN, BUREAU),
)
NUMBERED = {"行政处罚决定书": "罚字", "准予许可决定书": "许字", "责令改正通知书": "责改字"}
"""文号字 by kind of document."""
HEADS = {person.unit: person.username for person in PEOPLE if person.role is Role.UNIT_HEAD}
DECIDES = {"法制机构": "fanglan", "分管负责人": "xuping", "机关负责人": "yehong", "集体讨论": "yehong"}


def settle(*, at: datetime) -> dict[str, Account]:
    """Found the bureau a year before `at`. The accounts by username."""
    founded = at - timedelta(days=365)
    bureau = actions.add_unit(BUREAU, prefix="鼓城管", by=SYSTEM, at=founded)
    for kind, word in NUMBERED.items():
        rule_number(kind, word, by=SYSTEM, at=founded)
    units = {name: actions.add_unit(name, under=bureau, by=SYSTEM, at=founded) for name in UNITS} | {BUREAU: bureau}
    password = actions.hash_password(PASSWORD)
    for person in PEOPLE:
        _employ(person, units[person.unit], password, founded)
    return {person.username: account_named(person.username) for person in PEOPLE}


def use_laws(reviewer: Account, *, at: datetime) -> None:
    """Two units have national law judged beside the local regulation: how papers are served, and how licences are given."""
    units = tuple(unit_named(name) for name in ("温泉执法中队", "行政审批科"))
    for law, where in (("law-service", units), ("law-permit", units[1:])):
        use_law(law, Use(laws.law(law).acts, local_day(at), where), by=reviewer.actor, at=at)


def publish() -> None:
    """Let the sign-in page show the accounts."""
    keep_demo_accounts([DemoAccount(one.username, PASSWORD, f"{one.name}　{one.role}　{one.unit}") for one in PEOPLE])


def _employ(person: Person, unit: Unit, password: str, at: datetime) -> None:
    until = (at + timedelta(days=3 * 365)).date()
    licence = actions.NewOfficer(person.name, person.badge, unit, until) if person.badge else None
    officer = actions.register_officer(licence, by=SYSTEM, at=at) if licence else None
    account = actions.NewAccount(person.username, person.name, password, (person.role,), unit, officer)
    actions.open_account(account, by=SYSTEM, at=at)
