"""Situations a lawyer can read: `tests/rules/<regulation>/*.yaml`, made into case files.

A situation says what happened (案卷), when it is looked at (时刻, else at the end of April) and what follows (应得: the
serial of an obligation, where it has several subjects also the subject, and the status; 无 for no finding; 保存: how
long each record is kept). Ids are given in the order of writing: e1 e2 … for events, r1 r2 … for records, a1 … x1 …
for approvals and accesses. What is left out is the usual: two officers and the party at each event, a paper made when
its event ended, a recording stored within the hour. What serves (针对) or is approved (事) may also be named: the first
document or event of that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from zhiji.core.calendar import SHANGHAI
from zhiji.core.casefile import CaseFile, parse
from zhiji.core.regulations import with_aliases
from zhiji.external import laws, library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.regulations import Regulation
    from zhiji.core.vocabulary import Vocabulary

FOLDER = Path(__file__).parent
VOCABULARY = library.vocabulary()
FACTS = {label: fact for fact, label in VOCABULARY.fact_labels.items()}
DEFAULT_MOMENT = "04-30 12:00"
YES_NO = {"是": True, "否": False}
WHEN = re.compile(r"(\d\d-\d\d) (\d\d:\d\d)(?:—(?:(\d\d-\d\d) )?(\d\d:\d\d))?")
CASE_KEYS = {
    "执法行为": "act",
    "程序": "procedure",
    "特征": "traits",
    "办结": "concluded_at",
    "归档": "archived_at",
    "地点": "place",
}


@dataclass(frozen=True)
class Situation:
    regulation: str
    source: str
    told: str
    case: CaseFile
    at: datetime
    expected: dict[str, str | dict[str, Any]]

    def __str__(self) -> str:
        return f"{self.regulation} {self.source}：{self.told}"


def situations(regulation: str) -> list[Situation]:
    files = sorted((FOLDER / regulation).glob("*.yaml"))
    return [situation for file in files for situation in _situations_in(file, regulation)]


def _situations_in(file: Path, regulation: str) -> Iterator[Situation]:
    """A situation that tells no case of its own looks at the one before it at another moment."""
    case = None
    for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
        case = case_file(regulation, entry["案卷"]) if "案卷" in entry else case
        at = moment(entry.get("时刻", DEFAULT_MOMENT))
        yield Situation(regulation, file.stem, entry["情形"], case, at, entry["应得"])


def case_file(regulation: str, told: dict[str, Any]) -> CaseFile:
    return parse(Telling(regulation, told).document(), words_of(regulation))


@lru_cache
def words_of(regulation: str) -> Vocabulary:
    """The vocabulary, and the regulation's own names for its terms."""
    return with_aliases(VOCABULARY, rules_of(regulation).aliases)


def rules_of(regulation: str) -> Regulation:
    """A regulation, or a law of rules/law."""
    return laws.law(regulation) if regulation in laws.law_ids() else library.regulation(regulation)


def moment(text: str) -> datetime:
    """03-02 09:30, of 2026 unless the year is given."""
    full = text if re.match(r"\d{4}-", text) else f"2026-{text}"
    pattern = "%Y-%m-%d %H:%M:%S" if full.count(":") == 2 else "%Y-%m-%d %H:%M"
    return datetime.strptime(full, pattern).replace(tzinfo=SHANGHAI)


def iso(text: str) -> str:
    return moment(text).isoformat()


@dataclass
class Telling:
    """A case as told, on its way to a document `zhiji-case/1`."""

    regulation: str
    told: dict[str, Any]
    records: list[dict[str, Any]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        told = self.told
        events = [self._event(number, event) for number, event in enumerate(told.get("环节", ()), 1)]
        for paper in told.get("案件记录", ()):
            self._record(paper, None, iso("03-02 12:00"))
        approvals = [self._approval(number, one) for number, one in enumerate(told.get("审批", ()), 1)]
        reports = [{"of": one["事"], "to": one["向"], "at": iso(one["于"])} for one in told.get("报告", ())]
        self._resolve([*events, *approvals, *reports], events)
        return {
            "format": "zhiji-case/1",
            "case": self._case(),
            "parties": [self._party(one, role) for one, role in told.get("当事方", {"p1": "当事人"}).items()],
            "officers": [
                {"id": one, "name": f"执法员{one}", "badge": "FZ-01", **told.get("人员", {}).get(one, {})}
                for one in OFFICERS
            ],
            "events": events,
            "records": self.records,
            "approvals": approvals,
            "reports": reports,
            "accesses": [self._access(number, one) for number, one in enumerate(told.get("利用", ()), 1)],
        }

    def _resolve(self, pointers: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        """Names in `of` become the id of the first document, else of the first event, so named."""
        named = {one["type"]: one["id"] for one in reversed(events)}
        named |= {one["doc_type"]: one["id"] for one in reversed(self.records) if one["doc_type"]}
        for pointer in pointers:
            pointer["of"] = named.get(pointer["of"], pointer["of"])

    def _case(self) -> dict[str, Any]:
        act = self.told.get("执法行为", "行政处罚")
        case = {"id": "C-1", "title": "某店占道经营案", "regulation": self.regulation, "act": act, "unit": "鼓楼大队"}
        case |= {
            "place": "东街口",
            "procedure": "普通程序" if act == "行政处罚" else None,
            "opened_at": iso("03-02 08:00"),
        }
        case |= {CASE_KEYS[key]: value for key, value in self.told.items() if key in CASE_KEYS}
        return {
            key: iso(value) if key.endswith("ed_at") and value and "T" not in value else value
            for key, value in case.items()
        }

    def _party(self, one: str, told: str | dict[str, Any]) -> dict[str, Any]:
        """A role, or {角色, 具名} where it matters who can be told."""
        told = {"角色": told} if isinstance(told, str) else told
        role = told["角色"]
        return {
            "id": one,
            "role": role,
            "kind": "自然人",
            "name": f"{role}{one}",
            "named": YES_NO[told.get("具名", "是")],
        }

    def _event(self, number: int, told: dict[str, Any]) -> dict[str, Any]:
        event_type, when = next(iter(told.items()))
        start, end = span(when)
        event = {
            "id": f"e{number}",
            "type": event_type,
            "start": start.isoformat(),
            "end": end.isoformat() if end else None,
            "officers": told.get("人员", ["o1", "o2"]),
            "parties": told.get("到场", list(self.told.get("当事方", {"p1": "当事人"}))),
            "facts": {FACTS.get(key, key): YES_NO.get(value, value) for key, value in told.get("事实", {}).items()},
            "traits": told.get("特征", []),
            "duties": told.get("职责", {}),
            "of": told.get("针对"),
            "av_notice_at": iso(told["告知音像"]) if "告知音像" in told else None,
            "returned_at": iso(told["返回"]) if "返回" in told else None,
        }
        for record in told.get("记录", ()):
            self._record(record, f"e{number}", (end or start).isoformat())
        return event

    def _record(self, told: str | dict[str, Any], event: str | None, usual: str) -> None:
        told = {told: None} if isinstance(told, str) else told
        name, when = next(iter(told.items()))
        made_at = iso(when) if when else usual
        medium = words_of(self.regulation).canonical("medium", name)
        is_medium = medium in VOCABULARY.medium_groups
        record: dict[str, Any] = {
            "id": f"r{len(self.records) + 1}",
            "event": event,
            "medium": medium if is_medium else "文书",
            "doc_type": None if is_medium else name,
            "made_at": made_at,
            "made_by": "o1",
            "covers": told.get("载明", []),
            "fields": told.get("填", {}) if isinstance(told.get("填", {}), dict) else dict.fromkeys(told["填"], "已填"),
            "signatures": [self._signature(by, kind, made_at) for by, kind in told.get("签", {}).items()],
            "full_course": "全程" in told,
            "proves": told.get("证明"),
            "device": told.get("设备"),
            "transcript": "文字稿" in told,
            "altered": "删改" in told,
            "copies": [
                {"at": made_at, "to": "某人", "approved": approved}
                for approved in map(YES_NO.get, told.get("复制", ()))
            ],
            "retain_until": told.get("保存至"),
        }
        if is_medium and VOCABULARY.medium_groups[medium] == "音像":
            stored = moment_of(made_at) + timedelta(hours=1)
            record |= {"stored_at": stored.isoformat(), "stored_in": "执法信息系统"}
            record["method"] = told.get("设备名", "执法记录仪")
        if "存" in told:
            record |= {
                "stored_at": iso(told["存"]) if told["存"] else None,
                "stored_in": told.get("存于", "执法信息系统") if told["存"] else None,
            }
        elif "存于" in told:
            record["stored_in"] = told["存于"]
        record |= dict.fromkeys(NOTES[name] for name in told.get("未注明", ()))
        self.records.append(record)

    def _signature(self, by: str, kind: str, made_at: str) -> dict[str, Any]:
        """签名, 盖章 …; “签名（无日期）” where it bears none, “签名（逐页）” on each page."""
        return {
            "by": by,
            "kind": kind.partition("（")[0],
            "at": None if "无日期" in kind else made_at,
            "each_page": "逐页" in kind,
        }

    def _approval(self, number: int, told: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": f"a{number}",
            "of": told["事"],
            "role": told["层级"],
            "by": told.get("人", "o9"),
            "at": iso(told["于"]),
            "decision": told.get("结果", "同意"),
            "matter": told.get("事项"),
        }

    def _access(self, number: int, told: dict[str, Any]) -> dict[str, Any]:
        kind, when = next(iter(told.items()))
        return {
            "id": f"x{number}",
            "kind": kind,
            "requester": "王某",
            "requester_kind": told.get("利用人", "内部人员"),
            "records": told.get("记录", []),
            "reason": told.get("事由"),
            "at": iso(when),
            "handler": told.get("管理员"),
        }


OFFICERS = ("o1", "o2", "o9")
NOTES = {"制作方法": "method", "制作人": "made_by"}


def span(when: str) -> tuple[datetime, datetime | None]:
    """“03-02 09:30—10:10”, “03-02 09:30—03-03 10:10”, or a moment."""
    day, start, end_day, end = WHEN.fullmatch(when).groups()
    return moment(f"{day} {start}"), moment(f"{end_day or day} {end}") if end else None


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)
