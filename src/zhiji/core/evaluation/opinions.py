"""Opinions that a form must carry (承办人意见 …): given as an approval with that role, or as a field of the document."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiji.core.evaluation.names import REMEMBERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from zhiji.core.casefile import Approval, Record
    from zhiji.core.regulations.model import Regulation
    from zhiji.core.vocabulary import Vocabulary

OPINION = "意见"
REFUSAL = re.compile(r"[不未]予?(?:同意|批准|准许|通过)")
DATES_OF_APPROVAL = ("签发时间", "签发日期", "审批时间", "审批日期")
EXAMINERS = ("审查人", "审核人")
LEGAL_REVIEW = "法制机构"
HANDLER = "承办人"

OFFICES: Mapping[str, str] = {
    "经办人": HANDLER,
    "承办机构": "承办机构负责人",
    "承办单位": "承办机构负责人",
    "经办机构": "承办机构负责人",
    "办案机构": "承办机构负责人",
    "承办部门": "承办机构负责人",
    "法制机构": "法制机构",
    "法制审核": "法制机构",
    "法制部门": "法制机构",
}
"""Offices that give an opinion as such: it is that of the role at its head."""
ANY_HEAD = "负责人"  # 相关负责人: no single role is named, so any above the handler


class Opinions:
    """Knows the roles by their names in the vocabulary and in one regulation."""

    def __init__(self, vocabulary: Vocabulary, regulation: Regulation) -> None:
        roles = vocabulary.approval_roles
        names = {name: found[0] for name, found in vocabulary.meanings["approval_role"].items() if len(found) == 1}
        own = {name: role for group in regulation.aliases.values() for name, role in group.items() if role in roles}
        self._roles = sorted(({**OFFICES, **names, **own}).items(), key=lambda item: -len(item[0]))
        self._heads = frozenset(roles) - {HANDLER, LEGAL_REVIEW}
        self.roles_of = lru_cache(REMEMBERED)(self._roles_of)

    def _roles_of(self, name: str) -> frozenset[str]:
        """Whose opinion the name asks for; empty where it is not the name of an opinion."""
        if OPINION not in name:
            return frozenset()
        for alias, role in self._roles:
            if alias in name:
                return frozenset({role})
        return self._heads if ANY_HEAD in name else frozenset()

    def come_with_approval(self, name: str) -> bool:
        """Whether an approval itself says what the name asks for: an opinion, its date, or who examined."""
        return name in DATES_OF_APPROVAL or name in EXAMINERS or bool(self.roles_of(name))

    def given(self, name: str, approvals: Iterable[Approval]) -> bool:
        """Whether approvals give what a form must carry: an opinion, its date, or who examined."""
        if name in DATES_OF_APPROVAL:
            return any(True for _ in approvals)
        if name in EXAMINERS:
            return any(approval.by and approval.role == LEGAL_REVIEW for approval in approvals)
        roles = self.roles_of(name)
        return bool(roles) and any(approval.role in roles for approval in approvals)

    def said(self, name: str, names: Iterable[str]) -> bool:
        """Whether one of the names is that of the same opinion: 经办人员意见 is 承办人意见."""
        roles = self.roles_of(name)
        return bool(roles) and any(self.roles_of(other) == roles for other in names)

    def of_roles(self, roles: tuple[str, ...], *, listed: bool) -> Callable[[Record], bool]:
        """Whether a document shows that one of the roles agrees: by a field that is filled.

        `listed`: where it is the record of the opinion that is asked for, the opinion may also be listed among what the
        document covers, if no field says that it is a refusal.
        """

        def is_theirs(name: str) -> bool:
            whose = self.roles_of(name)
            return bool(whose) and whose.issubset(roles)

        def shown(record: Record) -> bool:
            said = [value for name, value in record.fields.items() if is_theirs(name)]
            if any(map(_agrees, said)):
                return True
            return listed and not said and any(map(is_theirs, record.covers))

        return shown


def _agrees(said: str) -> bool:
    """Whatever is said and does not refuse: 同意, 情况属实，请按程序办理."""
    return bool(said.strip()) and REFUSAL.search(said) is None
