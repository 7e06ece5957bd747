"""Keep what the rules say of each case beside it, in the transaction that changes the case. For lists and worklists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from zhiji.cases.models import Case
from zhiji.compliance.facts import case_files
from zhiji.compliance.holidays import last_confirmed_at
from zhiji.compliance.judging import yardstick
from zhiji.compliance.models import OpenFinding, Standing
from zhiji.core.evaluation import PROBLEMS, Status
from zhiji.core.procedure import stage_of_case
from zhiji.external import laws
from zhiji.rulebook.queries import adopted, laws_in_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Finding, Judgement

SETTLED = frozenset({Status.SATISFIED, Status.WAIVED})
BATCH = 200
WHILE_CONFIRMING = timedelta(minutes=1)
"""A case judged in the very moment may have been counted by the calendar before."""
WHILE_CHANGING = timedelta(seconds=10)
"""A case judged in the very moment of a change may have been judged by the rulebook before it."""


def refresh(cases: Sequence[Case], at: datetime) -> None:
    """Judge the cases as of `at` and replace what is kept of them."""
    _keep(cases, case_files(cases), at)


def rejudge(cases: QuerySet[Case], at: datetime) -> int:
    """Refresh all of them, in batches; how many there were."""
    numbers = list(cases.values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            refresh(list(Case.objects.filter(pk__in=numbers[start : start + BATCH])), at)
    return len(numbers)


def refresh_due(at: datetime) -> int:
    """Judge again the cases of which a limit has run out since they were judged; how many."""
    return rejudge(Case.objects.filter(standing__next_due_at__lt=at), at)


def refresh_after_notices(at: datetime) -> int:
    """Judge again, once a holiday notice was confirmed, the cases with a limit ahead; how many."""
    confirmed_at = last_confirmed_at()
    if confirmed_at is None:
        return 0
    before = Case.objects.filter(standing__judged_at__lt=confirmed_at + WHILE_CONFIRMING)
    return rejudge(before.filter(standing__next_due_at__isnull=False), at)


def refresh_after_changes(at: datetime, done: set[tuple[str, datetime]]) -> int:
    """Judge again the cases that a change of the rulebook reaches and that were judged before it; how many.

    `done`: the changes that the caller has followed already, so that they are not looked for in every case again.
    """
    count = 0
    for name, when, reached in _changes():
        if (name, when) not in done and when <= at - WHILE_CHANGING:
            count += rejudge(Case.objects.filter(reached, standing__judged_at__lt=when + WHILE_CHANGING), at)
            done.add((name, when))
    return count


def _changes() -> Iterator[tuple[str, datetime, Q]]:
    """What was changed, when, and which cases it reaches."""
    for row in adopted():
        yield row.sha256, row.adopted_at, Q(regulation=row.regulation)
    for setting in laws_in_use():
        yield setting.law, setting.set_at, Q(act__in=laws.law(setting.law).acts)


def _keep(cases: Sequence[Case], files: Iterable[CaseFile], at: datetime) -> None:
    standings, findings, by = [], [], yardstick()
    for case, file in zip(cases, files, strict=True):
        judgement = by.judge(file, at=at)
        unsettled = [finding for finding in judgement.findings if finding.status not in SETTLED] if judgement else []
        standings.append(_standing(case, file, judgement, at))
        references = {version.regulation: version.reference for version in judgement.versions} if judgement else {}
        findings += [_row(case, finding, references) for finding in unsettled]
    OpenFinding.objects.filter(case__in=cases).delete()
    Standing.objects.filter(case__in=cases).delete()
    Standing.objects.bulk_create(standings)
    OpenFinding.objects.bulk_create(findings)


def _standing(case: Case, file: CaseFile, judgement: Judgement | None, at: datetime) -> Standing:
    findings = judgement.findings if judgement else ()
    due = [finding.due_at for finding in findings if finding.status is Status.PENDING and finding.due_at]
    return Standing(
        case=case,
        stage=stage_of_case(file),
        summary=dict(judgement.summary) if judgement else {},
        versions=[version.to_document() for version in judgement.versions] if judgement else [],
        open_count=sum(finding.status in PROBLEMS for finding in findings),
        next_due_at=min(due, default=None),
        judged_at=at,
    )


def _row(case: Case, finding: Finding, references: Mapping[str, str]) -> OpenFinding:
    regulation = finding.requirement.partition("/")[0]
    return OpenFinding(
        case=case,
        requirement=finding.requirement,
        regulation=references.get(regulation, regulation),
        law=finding.rule.law or "",
        article=finding.rule.article,
        gist=finding.gist,
        basis=finding.basis or "",
        stage=finding.stage,
        modality=finding.modality,
        status=finding.status.value,
        subject=finding.subject,
        what=finding.what,
        due_at=finding.due_at,
        message=finding.message,
        evidence=list(finding.evidence),
    )
