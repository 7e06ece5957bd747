"""Who may do what: one table, verb by role, each with how far it reaches.

| reach | cases |
| --- | --- |
| 本人 | those the account opened or works on as an officer |
| 本机构 | those, and the cases of its unit and of the units below |
| 全部 | all |

Verbs that concern no case are either allowed (全部) or not. The 三员 see no case at all.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.organisation.models import Account


class Reach(IntEnum):
    OWN = 1  # 本人
    UNIT = 2  # 本机构
    ALL = 3  # 全部


class Verb(StrEnum):
    VIEW_CASE = "查看案件"
    OPEN_CASE = "新建案件"
    HANDLE_CASE = "办理案件"
    DECIDE = "审批"
    CONCLUDE = "办结案件"
    ARCHIVE = "归档案件"
    TAKE_IN = "采集音像"
    ASSIGN = "归集音像"
    VIEW_EVIDENCE = "查看音像"
    DOWNLOAD_EVIDENCE = "下载音像"
    EXPORT = "导出案卷"
    VIEW_REGULATIONS = "查看制度"
    VIEW_TRAIL = "查看账本"
    MANAGE_ACCOUNTS = "管理账号"
    GRANT_ROLES = "授予角色"


_OWN, _UNIT, _ALL = Reach.OWN, Reach.UNIT, Reach.ALL

PERMISSIONS: Mapping[Verb, Mapping[Role, Reach]] = {
    Verb.VIEW_CASE: {
        Role.OFFICER: _OWN,
        Role.UNIT_HEAD: _UNIT,
        Role.LEGAL: _ALL,
        Role.DEPUTY: _ALL,
        Role.HEAD: _ALL,
        Role.KEEPER: _ALL,
        Role.SUPERVISOR: _ALL,
    },
    Verb.OPEN_CASE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT},
    Verb.HANDLE_CASE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT},
    Verb.DECIDE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT, Role.LEGAL: _ALL, Role.DEPUTY: _ALL, Role.HEAD: _ALL},
    Verb.CONCLUDE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT},
    Verb.ARCHIVE: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT, Role.KEEPER: _ALL},
    Verb.TAKE_IN: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT, Role.KEEPER: _ALL},
    Verb.ASSIGN: {Role.OFFICER: _OWN, Role.UNIT_HEAD: _UNIT, Role.KEEPER: _ALL},
    Verb.VIEW_EVIDENCE: {
        Role.OFFICER: _OWN,
        Role.UNIT_HEAD: _UNIT,
        Role.LEGAL: _ALL,
        Role.DEPUTY: _ALL,
        Role.HEAD: _ALL,
        Role.KEEPER: _ALL,
        Role.SUPERVISOR: _ALL,
    },
    Verb.DOWNLOAD_EVIDENCE: {Role.KEEPER: _ALL, Role.LEGAL: _ALL},
    Verb.EXPORT: {Role.KEEPER: _ALL, Role.LEGAL: _ALL},
    Verb.VIEW_REGULATIONS: dict.fromkeys(Role, _ALL),
    Verb.VIEW_TRAIL: {Role.SUPERVISOR: _ALL, Role.AUDIT_ADMIN: _ALL},
    Verb.MANAGE_ACCOUNTS: {Role.SYSTEM_ADMIN: _ALL},
    Verb.GRANT_ROLES: {Role.SECURITY_ADMIN: _ALL},
}


def reach(account: Account, verb: Verb) -> Reach | None:
    """How far `verb` reaches for this account: the farthest of its roles; None: not at all."""
    if not account.is_active:
        return None
    return max((far for role, far in PERMISSIONS[verb].items() if role in account.roles), default=None)


def may(account: Account, verb: Verb) -> bool:
    return reach(account, verb) is not None


def require(account: Account, verb: Verb) -> Reach:
    """Raise NotAllowed unless the account may; else how far."""
    far = reach(account, verb)
    if far is None:
        allowed = "、".join(PERMISSIONS[verb])
        raise NotAllowed(f"您的账号没有“{verb}”的权限；可以这样做的是：{allowed}。如工作需要，请向安全管理员申请。")
    return far
