from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from zhiji.compliance.queries import worklist
from zhiji.core.calendar import local_day
from zhiji.external import library
from zhiji.web.cases.checklist import anchor
from zhiji.web.now import now
from zhiji.web.workbench.strip import strip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from django.http import HttpResponse

    from zhiji.compliance.models import OpenFinding
    from zhiji.web.access import SignedIn

MOST = 20
CASES = 8


def show(request: SignedIn) -> HttpResponse:
    at = now()
    work = worklist(request.user, now=at)
    overdue, today, week = (_rows(found[:MOST]) for found in (work.overdue, work.today, work.this_week))
    dues = [
        (row["finding"].due_at, _short(row["finding"]), row["url"]) for row in overdue + today if row["finding"].due_at
    ]
    return render(
        request,
        "workbench/show.html",
        {
            "day": local_day(at),
            "strip": strip(at, dues),
            "overdue": overdue,
            "due_count": len(overdue) + len(today),
            "today": today,
            "week": week,
            "waiting": work.waiting[:MOST],
            "missing": _by_case(work.missing[: MOST * 2]),
        },
    )


def _rows(findings: Iterable[OpenFinding]) -> list[dict[str, Any]]:
    return [{"finding": finding, "gist": finding.gist or finding.what, "url": _url(finding)} for finding in findings]


def _by_case(findings: Iterable[OpenFinding]) -> list[dict[str, Any]]:
    ordered = sorted(findings, key=lambda finding: finding.case.number, reverse=True)
    cases = [(case, _rows(rows)) for case, rows in groupby(ordered, key=lambda finding: finding.case)]
    return [{"case": case, "rows": rows[:3], "more": max(0, len(rows) - 3)} for case, rows in cases][:CASES]


def _short(finding: OpenFinding) -> str:
    """What is asked for, in a word; an approval is named by who gives it."""
    return f"{finding.what}审批" if finding.what in library.vocabulary().approval_roles else finding.what


def _url(finding: OpenFinding) -> str:
    """Where the page of its case shows it; the browser unfolds the line."""
    return f"{reverse('case', args=[finding.case.number])}#{anchor(finding.requirement, finding.subject)}"
