"""Who may do what: one table, verb by role, each with how far it reaches.

| reach | cases |
| --- | --- |
| 本人 | those the account opened or works on as an officer |
| 本机构 | those, and the cases of its unit |
| 本机构及下级 | those, and the cases of its unit and of the units below |
| 全部 | all |

Verbs that concern no case are either allowed (全部) or not. The 三员 see no case at all.
Which cases that comes to is answered by `queries.scope`, and by nothing else.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.organisation.capacities import Capacity
    from zhiji.organisation.models import Account


class Reach(IntEnum):
    OWN = 1  # 本人
    UNIT = 2  # 本机构
    BELOW = 3  # 本机构及下级
    ALL = 4  # 全部


class Verb(StrEnum):
    VIEW_CASE = "查看案件"
    OPEN_CASE = "新建案件"
    HANDLE_CASE = "办理案件"
    DECIDE = "审批"
    OVERRIDE = "放行"
    CONCLUDE = "办结案件"
    HAND_OVER = "移交案件"
    ARCHIVE = "归档案件"
    TAKE_IN = "采集音像"
    ASSIGN = "归集音像"
    VIEW_EVIDENCE = "查看音像"
    DOWNLOAD_EVIDENCE = "下载音像"
    EXPORT = "导出案卷"
    MANAGE_NUMBERS = "管理文号"
    VIEW_REGULATIONS = "查看制度"
    MANAGE_CALENDAR = "管理放假安排"
    MANAGE_REGULATIONS = "管理制度"
    VIEW_TRAIL = "查看账本"
    APPROVE_DESTRUCTION = "批准依法销毁"
    VIEW_OFFICE = "查看机构和人员"
    MANAGE_OFFICE = "管理机构和人员"
    VIEW_ACCOUNTS = "查看账号"
    MANAGE_ACCOUNTS = "管理账号"
    GRANT_ROLES = "授予角色"


_OWN, _UNIT, _BELOW, _ALL = Reach

PERMISSIONS: Mapping[Verb, Mapping[Role, Reach]] = {
    Verb.VIEW_CASE: {
        Role.OFFICER: _UNIT,
        Role.UNIT_HEAD: _BELOW,
        Role.LEGAL: _ALL,
        Role.DEPUTY: _ALL,
        Role.HEAD: _ALL,
        Role.KEEPER: _ALL,
        Role.SUPERVISOR: _ALL,
    },
    Verb.OPEN_CASE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW},
    Verb.HANDLE_CASE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW},
    Verb.DECIDE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW, Role.LEGAL: _ALL, Role.DEPUTY: _ALL, Role.HEAD: _ALL},
    Verb.CONCLUDE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW},
    Verb.OVERRIDE: {Role.UNIT_HEAD: _BELOW, Role.DEPUTY: _ALL, Role.HEAD: _ALL},
    Verb.HAND_OVER: {Role.UNIT_HEAD: _BELOW, Role.DEPUTY: _ALL, Role.HEAD: _ALL},
    Verb.ARCHIVE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW, Role.KEEPER: _ALL},
    Verb.TAKE_IN: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW, Role.KEEPER: _ALL},
    Verb.ASSIGN: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _BELOW, Role.KEEPER: _ALL},
    Verb.VIEW_EVIDENCE: {
        Role.OFFICER: _UNIT,
        Role.UNIT_HEAD: _BELOW,
        Role.LEGAL: _ALL,
        Role.DEPUTY: _ALL,
        Role.HEAD: _ALL,
        Role.KEEPER: _ALL,
        Role.SUPERVISOR: _ALL,
    },
    Verb.DOWNLOAD_EVIDENCE: {Role.KEEPER: _ALL, Role.LEGAL: _ALL},
    Verb.EXPORT: {Role.KEEPER: _ALL, Role.LEGAL: _ALL},
    Verb.MANAGE_NUMBERS: {Role.KEEPER: _ALL, Role.LEGAL: _ALL},
    Verb.VIEW_REGULATIONS: dict.fromkeys(Role, _ALL),
    Verb.MANAGE_CALENDAR: {Role.LEGAL: _ALL, Role.SYSTEM_ADMIN: _ALL},
    Verb.MANAGE_REGULATIONS: {Role.LEGAL: _ALL},
    Verb.APPROVE_DESTRUCTION: {Role.HEAD: _ALL, Role.DEPUTY: _ALL, Role.SUPERVISOR: _ALL},
    Verb.VIEW_TRAIL: {Role.SUPERVISOR: _ALL, Role.AUDIT_ADMIN: _ALL},
    Verb.VIEW_OFFICE: {
        Role.UNIT_HEAD: _BELOW,
        Role.DEPUTY: _ALL,
        Role.HEAD: _ALL,
        Role.SYSTEM_ADMIN: _ALL,
        Role.SECURITY_ADMIN: _ALL,
        Role.AUDIT_ADMIN: _ALL,
    },
    Verb.MANAGE_OFFICE: {Role.SYSTEM_ADMIN: _ALL},
    Verb.VIEW_ACCOUNTS: {Role.SYSTEM_ADMIN: _ALL, Role.SECURITY_ADMIN: _ALL, Role.AUDIT_ADMIN: _ALL},
    Verb.MANAGE_ACCOUNTS: {Role.SYSTEM_ADMIN: _ALL},
    Verb.GRANT_ROLES: {Role.SECURITY_ADMIN: _ALL},
}


def grants(account: Account, verb: Verb) -> list[tuple[Capacity, Reach]]:
    """In which capacities the account may, and how far in each."""
    if not account.is_active:
        return []
    allowed: Mapping[str, Reach] = {str(role): far for role, far in PERMISSIONS[verb].items()}
    return [(one, allowed[one.role]) for one in account.capacities if one.role in allowed]


def reach(account: Account, verb: Verb) -> Reach | None:
    """How far `verb` reaches for this account: the farthest of its capacities; None: not at all."""
    return max((far for _, far in grants(account, verb)), default=None)


def may(account: Account, verb: Verb) -> bool:
    return reach(account, verb) is not None


def require(account: Account, verb: Verb) -> Reach:
    """Raise NotAllowed unless the account may; else how far."""
    far = reach(account, verb)
    if far is None:
        allowed = "、".join(PERMISSIONS[verb])
        raise NotAllowed(f"您的账号没有“{verb}”的权限；可以这样做的是：{allowed}。如工作需要，请向安全管理员申请。")
    return far
