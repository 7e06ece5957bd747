"""The roles of an office. Their names are the field's own, as on screen and in approvals."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from zhiji.organisation.errors import RolesExclude, UnknownRole

if TYPE_CHECKING:
    from collections.abc import Collection


class Role(StrEnum):
    OFFICER = "执法人员"
    UNIT_HEAD = "承办机构负责人"
    LEGAL = "法制机构"
    DEPUTY = "分管负责人"
    HEAD = "机关负责人"
    KEEPER = "记录管理员"
    SUPERVISOR = "监督人员"
    SYSTEM_ADMIN = "系统管理员"
    SECURITY_ADMIN = "安全管理员"
    AUDIT_ADMIN = "审计管理员"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: each excludes every other role, so that nobody who runs the system also works, or hides his work, in it."""


def role_named(name: str) -> Role:
    """Raises UnknownRole."""
    try:
        return Role(name)
    except ValueError:
        raise UnknownRole(f"没有“{name}”这个角色；可用：{'、'.join(Role)}。") from None


def require_compatible(roles: Collection[Role]) -> None:
    """Raise RolesExclude where one of the 三员 would hold a second role."""
    administrators = ADMINISTRATORS.intersection(roles)
    if administrators and len(set(roles)) > 1:
        raise RolesExclude(f"{min(administrators)}不得兼任其他角色（三员分立），请另设账号。")
