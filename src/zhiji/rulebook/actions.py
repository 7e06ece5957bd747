"""What people do with the rulebook: adopt a rule file of their own, take a law into use. Each leaves one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.core.regulations import RuleFileError
from zhiji.external import laws, library
from zhiji.rulebook import queries
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.models import LawInUse, OwnRules
from zhiji.trail import actions as trail
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from zhiji.core.regulations import Regulation
    from zhiji.organisation.models import Unit
    from zhiji.trail.actor import Actor


@dataclass(frozen=True, slots=True)
class Use:
    """For which cases a law is taken into use. No acts: for none; no units: in every unit."""

    acts: Collection[str]
    since: date
    units: Collection[Unit] = ()


@transaction.atomic
def adopt(rules: bytes, *, source: str, wording: str = "", by: Actor, at: datetime) -> OwnRules:
    """采用 a rule file of the office: from now on cases opened while it is in force are judged by it.

    `source` names the file in messages. Raises RulebookError with every mistake of it, and where it does not fit the
    versions that there are. Its dates alone decide which cases fall under it; what was adopted stays.
    """
    regulation = read(rules, source)
    _require_fit(regulation)
    row = OwnRules(
        regulation=regulation.id,
        effective=regulation.since,
        sha256=regulation.sha256,
        rules=rules.decode(),
        wording=wording,
        adopted_at=at,
    )
    tracked.create(row)
    facts = {"regulation": row.regulation, "effective": str(row.effective or ""), "sha256": row.sha256}
    trail.record(EntryType.REGULATION_CHANGED, by=by, at=at, rows=[row], facts=facts)
    return row


@transaction.atomic
def use_law(law_id: str, use: Use, *, by: Actor, at: datetime) -> LawInUse:
    """启用 a law beside the office's own regulations, or change for which cases. Raises RulebookError."""
    if law_id not in laws.law_ids():
        raise RulebookError(f"没有法律“{law_id}”，可用：{'、'.join(laws.law_ids())}。")
    if foreign := set(use.acts) - set(laws.law(law_id).acts):
        raise RulebookError(f"这部法律不管“{min(foreign)}”，请去掉它。")
    said = {
        "acts": sorted(use.acts),
        "units": sorted(unit.pk for unit in use.units),
        "since": use.since,
        "set_at": at,
    }
    row = LawInUse.objects.select_for_update().filter(law=law_id).first()
    row = tracked.update(row, **said) if row else tracked.create(LawInUse(law=law_id, **said))
    facts = {"law": law_id, "acts": row.acts, "units": len(row.units), "since": str(row.since)}
    trail.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[row], facts=facts)
    return row


def read(rules: bytes, source: str) -> Regulation:
    """Raises RulebookError with every mistake of the file."""
    try:
        return library.read_rules(rules, source=source)
    except RuleFileError as error:
        raise RulebookError(str(error)) from error
    except UnicodeDecodeError as error:
        raise RulebookError(f"{source}：不是 UTF-8 文本，请另存为 UTF-8") from error


def _require_fit(regulation: Regulation) -> None:
    if OwnRules.objects.filter(sha256=regulation.sha256).exists():
        raise RulebookError(f"这个文件（{regulation.reference}）已经采用过，内容没有变。")
    if regulation.id in laws.law_ids():
        raise RulebookError(f"“{regulation.id}”是国家法律的编号，请给本单位的制度另取编号。")
    book = queries.current()
    others = book.versions(regulation.id) if regulation.id in book.ids() else ()
    if regulation.since is None and any(one.since for one in others):
        raise RulebookError(f"“{regulation.id}”已有写明施行日期的版本，这一版也要写明“施行”的日期。")
    overlapping = [one for one in others if one.since and _overlap(regulation, one)]
    if overlapping:
        raise RulebookError(
            f"这一版（{regulation.reference}）到 {regulation.lapses} 才失效，{overlapping[0].since} 起已有下一版，"
            f"两版重叠；请把“失效”改为 {overlapping[0].since}，或者删去。"
        )


def _overlap(one: Regulation, other: Regulation) -> bool:
    if one.lapses is None or one.since is None or other.since is None:
        return False
    return one.since < other.since < one.lapses
