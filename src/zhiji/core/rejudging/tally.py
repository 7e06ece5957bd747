"""What changes over many cases, in memory that does not grow with their number."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from zhiji.core.rejudging.changes import Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiji.core.rejudging.changes import Change

EXAMPLES = 3  # of each obligation
CASES = 20  # listed by name, of those that fare worse and of those that fare better


class Listed(NamedTuple):
    """A case that is named. It sorts by how far it moves; of equals, the one that came first stays."""

    moved: int
    order: int  # the later, the smaller
    case: str
    title: str
    more: int  # problems that come
    fewer: int  # problems that go

    def to_document(self) -> dict[str, Any]:
        return {"case": self.case, "title": self.title, "more": self.more, "fewer": self.fewer}


@dataclass(slots=True)
class Obligation:
    """What becomes of one obligation. `moves`: how often a status became another."""

    article: str
    gist: str
    moves: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    worse: int = 0
    better: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, case: str, change: Change) -> None:
        self.moves[change.statuses] += 1
        self.worse += change.worse
        self.better += change.better
        if len(self.examples) < EXAMPLES and all(one["case"] != case for one in self.examples):
            before, after = change.statuses
            message = change.finding.message
            example = {"case": case, "subject": change.subject, "before": before, "after": after, "message": message}
            self.examples.append(example)

    def to_document(self, serial: str) -> dict[str, Any]:
        moves = sorted(self.moves.items(), key=lambda move: (-move[1], str(move[0])))
        return {
            "serial": serial,
            "article": self.article,
            "gist": self.gist,
            "worse": self.worse,
            "better": self.better,
            "moves": [{"before": before, "after": after, "count": count} for (before, after), count in moves],
            "examples": self.examples,
        }


@dataclass(slots=True)
class Tally:
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    _listed: dict[Verdict, list[Listed]] = field(default_factory=lambda: {Verdict.WORSE: [], Verdict.BETTER: []})

    @property
    def cases(self) -> int:
        return self.verdicts.total()

    def add(self, case: str, title: str, found: Sequence[Change]) -> None:
        decided = verdict(found)
        self.verdicts[decided] += 1
        for change in found:
            self._obligation(change).add(case, change)
        more, fewer = sum(one.worse for one in found), sum(one.better for one in found)
        if decided in {Verdict.WORSE, Verdict.MIXED}:
            self._list(Verdict.WORSE, Listed(more - fewer, -self.cases, case, title, more, fewer))
        elif decided is Verdict.BETTER:
            self._list(Verdict.BETTER, Listed(fewer, -self.cases, case, title, more, fewer))

    def _obligation(self, change: Change) -> Obligation:
        if change.serial not in self.obligations:
            rule = change.finding
            self.obligations[change.serial] = Obligation(rule.article, rule.gist)
        return self.obligations[change.serial]

    def _list(self, decided: Verdict, case: Listed) -> None:
        listed = self._listed[decided]
        (heapq.heappush if len(listed) < CASES else heapq.heappushpop)(listed, case)

    def to_document(self) -> dict[str, Any]:
        """The body of `zhiji-rejudging/1`: what touches most problems first."""
        ordered = sorted(self.obligations.items(), key=lambda item: _weight(item[1]), reverse=True)
        return {
            "cases": self.cases,
            "verdicts": {str(one): self.verdicts[one] for one in Verdict},
            "obligations": [one.to_document(serial) for serial, one in ordered],
            "worse": list(_documents(self._listed[Verdict.WORSE])),
            "better": list(_documents(self._listed[Verdict.BETTER])),
        }


def _weight(one: Obligation) -> tuple[int, int, int]:
    return one.worse, one.better, one.moves.total()


def _documents(listed: Iterable[Listed]) -> Iterator[dict[str, Any]]:
    return (case.to_document() for case in sorted(listed, reverse=True))
