"""A regulation compiled once, and cases judged by it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from zhiji.core.evaluation.context import Context
from zhiji.core.evaluation.findings import Judgement
from zhiji.core.evaluation.index import CaseIndex
from zhiji.core.evaluation.names import Wording
from zhiji.core.evaluation.opinions import Opinions
from zhiji.core.evaluation.retention import RetentionRule, longest
from zhiji.core.evaluation.rules import Rule
from zhiji.core.regulations.model import HoldsIn, Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.core.calendar import WorkingCalendar
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation.retention import Terms
    from zhiji.core.regulations.model import Regulation, Requirement
    from zhiji.core.vocabulary import Vocabulary


def compile_regulation(regulation: Regulation, vocabulary: Vocabulary, calendar: WorkingCalendar) -> Judge:
    """Only what a case file can show is judged: obligations of the software, of the office and definitions are not."""
    wording = Wording.of(vocabulary.terms.get("wording", ()), regulation.aliases.get("content"))
    articles = {requirement.id: requirement.article for requirement in regulation.requirements}
    context = Context(vocabulary, calendar, wording, Opinions(vocabulary, regulation), articles)
    return Judge(regulation, context)


def judge_all(judges: Sequence[Judge], case: CaseFile, *, at: datetime) -> list[Judgement]:
    """What several regulations say of one case, in their order.

    Judges compiled with the same vocabulary share what is found out about the case.
    """
    indexes: dict[Vocabulary, CaseIndex] = {}
    found = []
    for judge in judges:
        index = indexes.get(judge.vocabulary)
        if index is None:
            index = indexes[judge.vocabulary] = CaseIndex(case, judge.vocabulary)
        found.append(judge.judge_indexed(index, at=at))
    return found


class Judge:
    """A regulation ready to judge. It keeps nothing of the cases it judges."""

    def __init__(self, regulation: Regulation, context: Context) -> None:
        self.regulation = regulation
        self.vocabulary = context.vocabulary
        shown = [
            each
            for each in regulation.requirements
            if each.holds_in is HoldsIn.CASE and each.kind is not Kind.DEFINITION
        ]
        self.rules = tuple(_compiled(requirement, regulation, context) for requirement in shown)

    def judge(self, case: CaseFile, *, at: datetime) -> Judgement:
        """`at` decides whether what is lacking is owed by now; what the file says is there counts as there."""
        return self.judge_indexed(CaseIndex(case, self.vocabulary), at=at)

    def judge_indexed(self, index: CaseIndex, *, at: datetime) -> Judgement:
        """The same of a case that is already arranged."""
        terms: Terms = {}
        found = [rule.judge(index, at, terms) for rule in self.rules]
        findings = tuple(chain.from_iterable(found))
        return Judgement(index.case.id, self.regulation.id, at, findings, longest(terms, index))


def _compiled(requirement: Requirement, regulation: Regulation, context: Context) -> Rule | RetentionRule:
    """The rule, with the media that the names of its subject stand for."""
    subject = requirement.subject
    if subject.kind is SubjectKind.MEDIUM:
        media = context.media(subject.names)
        subject = replace(subject, names=tuple(name for name in context.vocabulary.medium_groups if name in media))
    if requirement.kind is Kind.RETENTION and requirement.keep is not None:
        return RetentionRule(requirement, subject, requirement.keep, context)
    return Rule(requirement, subject, regulation, context)
