"""What `zhiji check` does with one case file; it travels to other processes and compiles there what it needs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from zhiji.cli.case_laws import Laws
from zhiji.cli.check_report import report
from zhiji.core.calendar import MomentError, local_day, read_moment
from zhiji.core.casefile import CaseFileError, decode, oddities, parse
from zhiji.core.evaluation import compile_regulation
from zhiji.core.evaluation.explanation import UnknownError, explain, explanations_document, lines_of
from zhiji.core.regulations import Version, with_aliases
from zhiji.external import library

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhiji.cli.case_inputs import CaseInput
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judge, Judgement
    from zhiji.core.regulations.model import Regulation
    from zhiji.core.vocabulary import Vocabulary

SOUND, NOT_SOUND, UNREADABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one case, on standard error where it could not be read."""

    text: str
    code: int
    remarks: tuple[str, ...] = ()  # what is odd about a file that could be read; for standard error


@dataclass(frozen=True, slots=True)
class Checker:
    """`fixed`: governs every case instead of its own regulation. `alone`: one file, so its JSON may be indented."""

    at: datetime
    fixed: Regulation | None = None
    laws: tuple[Regulation, ...] = ()
    as_json: bool = False
    alone: bool = False
    explain: tuple[str, ...] = ()  # requirements to be explained instead

    def started(self) -> Checking:
        return Checking(self, Laws.of(self.laws), Bench.of(self.fixed) if self.fixed else None)


@dataclass(frozen=True, slots=True)
class Bench:
    """A regulation ready to judge, with the vocabulary that also knows the regulation's own names."""

    regulation: Regulation
    vocabulary: Vocabulary
    judge: Judge

    @classmethod
    def of(cls, regulation: Regulation) -> Bench:
        vocabulary = with_aliases(library.vocabulary(), regulation.aliases)
        return cls(regulation, vocabulary, compile_regulation(regulation, vocabulary, library.working_calendar()))

    def judged(self, case_file: CaseFile, *, at: datetime) -> Judgement:
        version = Version.of(self.regulation, local_day(case_file.case.opened_at))
        return replace(self.judge.judge(case_file, at=at), versions=(version,))


@dataclass(slots=True)
class Checking:
    """A checker at work in one process: every version compiled once, when the first case comes under it."""

    asked: Checker
    laws: Laws
    fixed: Bench | None = None
    _by_reference: dict[str, Bench] = field(default_factory=dict)

    def answer(self, found: CaseInput) -> Answer:
        try:
            case_file, bench = self.read(found)
        except CaseFileError as error:
            reason = f"{error}" if error.path else error.reason
            return Answer(f"{found.place}：{reason}", UNREADABLE)
        answer = self._judged(found, case_file, bench)
        return replace(answer, remarks=tuple(f"{found.place}：提醒：{odd}" for odd in oddities(case_file)))

    def _judged(self, found: CaseInput, case_file: CaseFile, bench: Bench) -> Answer:
        judgement = self.laws.joined(bench.judged(case_file, at=self.asked.at), case_file, at=self.asked.at)
        code = SOUND if judgement.sound else NOT_SOUND
        if self.asked.explain:
            return self._explained(found, case_file, bench, code)
        if self.asked.as_json:
            return Answer(self._json(judgement.to_document(), found), code)
        return Answer(report(judgement, case_file, bench.regulation), code)

    def _explained(self, found: CaseInput, case_file: CaseFile, bench: Bench, code: int) -> Answer:
        judges, at = [bench.judge, *self.laws.speaking_of(case_file)], self.asked.at
        try:
            said = [one for asked in self.asked.explain for one in explain(judges, case_file, asked, at=at)]
        except UnknownError as error:
            return Answer(f"{found.place}：{error}", UNREADABLE)
        if self.asked.as_json:
            return Answer(self._json(explanations_document(case_file.case.id, at, said), found), code)
        return Answer("\n\n".join("\n".join(lines_of(one)) for one in said), code)

    def read(self, found: CaseInput) -> tuple[CaseFile, Bench]:
        """The case, and what governs it. Raises `CaseFileError`."""
        if found.problem is not None:
            raise CaseFileError("", found.problem)
        document = decode(found.data)
        bench = self._governing(document)
        return parse(document, bench.vocabulary), bench

    def _governing(self, document: object) -> Bench:
        """Raises `CaseFileError` where the document names no regulation of the library."""
        if self.fixed is not None:
            return self.fixed
        named = document.get("case") if isinstance(document, dict) else None
        regulation_id = named.get("regulation") if isinstance(named, dict) else None
        if not isinstance(named, dict) or not isinstance(regulation_id, str):
            parse(document, library.vocabulary())  # says what is wrong
        return self._bench(str(regulation_id), _opened(named))

    def _bench(self, regulation_id: str, opened: date | None) -> Bench:
        try:
            regulation = library.regulation(regulation_id, on=opened)
        except library.LibraryError as error:
            raise CaseFileError("$.case.regulation", str(error)) from None
        if regulation.reference not in self._by_reference:
            self._by_reference[regulation.reference] = Bench.of(regulation)
        return self._by_reference[regulation.reference]

    def _json(self, document: dict[str, Any], found: CaseInput) -> str:
        return json.dumps(document, ensure_ascii=False, indent=2 if self.asked.alone and not found.of_many else None)


def _opened(case: object) -> date | None:
    """The day on which the case opened, as the document says; what it says wrongly is for its reader to name."""
    try:
        return local_day(read_moment(case["opened_at"])) if isinstance(case, dict) else None
    except (KeyError, TypeError, MomentError):
        return None
