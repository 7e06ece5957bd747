"""What is open where: lists of cases with their standing, and the worklist of an account.

A kept finding that was 待完成 when its case was judged is 逾期 once its limit has passed (`OpenFinding.status_at`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from zhiji.cases import queries as cases
from zhiji.cases.models import Event
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.compliance.models import OpenFinding, Passage, Standing
from zhiji.compliance.narrowing import Order, narrow, ordered
from zhiji.core.calendar import SHANGHAI
from zhiji.organisation.permissions import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.cases.models import ApprovalRequest, Case
    from zhiji.compliance.narrowing import CaseFilter
    from zhiji.core.evaluation import Judgement
    from zhiji.organisation.models import Account

MISSING = ("缺失", "不完整", "违规")


@dataclass(frozen=True, slots=True)
class Worklist:
    """Findings by urgency, each list in the order of its limits, and requests that wait for this account.

    Each is a query that its page may slice; nothing is fetched before.
    """

    overdue: QuerySet[OpenFinding]
    today: QuerySet[OpenFinding]
    this_week: QuerySet[OpenFinding]
    missing: QuerySet[OpenFinding]
    waiting: QuerySet[ApprovalRequest]


def standing(case: Case, *, at: datetime) -> Judgement | None:
    """Every finding of the case, judged afresh as of `at`; None where the library lacks the case's regulation."""
    return judge(case_file(case), at=at)


def case_list(account: Account, wanted: CaseFilter, *, now: datetime, order: str = Order.NEWEST) -> QuerySet[Case]:
    """Cases that the account may see, with `standing` joined and `open_now`: how many problems now."""
    seen = cases.visible(account).select_related("standing", "unit")
    found = ordered(narrow(seen, wanted, now=now), order)
    # A subquery, not a join: a page of fifty counts for its fifty rows, however many cases there are.
    ran_out = OpenFinding.objects.filter(case=OuterRef("pk"), status="待完成", due_at__lt=now)
    count = ran_out.order_by().values("case").annotate(count=Count("pk")).values("count")
    return found.annotate(open_now=F("standing__open_count") + Coalesce(Subquery(count), 0))


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with what is open in it."""

    case: Case
    stage: str
    open: tuple[OpenFinding, ...]


def office_cases() -> Iterator[CaseLine]:
    """Every case of the office by number, for whoever runs commands on its machine; a few queries a thousand."""
    found = cases.of_the_office().select_related("standing").prefetch_related("open_findings")
    for case in found.iterator(chunk_size=1000):
        standing = getattr(case, "standing", None)
        yield CaseLine(case, standing.stage if standing else "", tuple(case.open_findings.all()))


def cases_by_stage() -> dict[str, int]:
    """Of the whole office, archived cases included."""
    return dict(Standing.objects.order_by().values_list("stage").annotate(Count("pk")))


def open_by_status() -> dict[str, int]:
    """Of the whole office, as judged last."""
    return dict(OpenFinding.objects.order_by().values_list("status").annotate(Count("pk")))


def passages_of(case: Case) -> QuerySet[Passage]:
    """Moves of the case that were made although something lacked."""
    return Passage.objects.filter(case=case)


def approval_limits(requests: Sequence[ApprovalRequest]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Of each request: until when the rules want that approval, and when the event began that it is about."""
    cases, of = {request.case_id for request in requests}, {request.of for request in requests}
    wanted = OpenFinding.objects.filter(case__in=cases, subject__in=of, due_at__isnull=False).order_by("-due_at")
    due = {(finding.case_id, finding.subject, finding.what): finding.due_at for finding in wanted}
    began = {(event.case_id, event.ref): event.start for event in Event.objects.filter(case__in=cases, ref__in=of)}
    return {
        request.pk: (
            due.get((request.case_id, request.of, request.role)),
            began.get((request.case_id, request.of)),
        )
        for request in requests
    }


def open_findings(case: Case) -> QuerySet[OpenFinding]:
    return OpenFinding.objects.filter(case=case).order_by("pk")


def worklist(account: Account, *, now: datetime) -> Worklist:
    """What the account has to do: in the cases that it handles, and as one who decides."""
    local = now.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow, monday = midnight + timedelta(days=1), midnight + timedelta(days=7 - local.weekday())
    mine = OpenFinding.objects.filter(case__in=cases.visible(account, Verb.HANDLE_CASE))
    mine = mine.select_related("case").order_by(F("due_at").asc(nulls_last=True), "pk")
    return Worklist(
        overdue=mine.filter(Q(status="逾期") | Q(status="待完成", due_at__lt=now)),
        today=mine.filter(status="待完成", due_at__gte=now, due_at__lt=tomorrow),
        this_week=mine.filter(status="待完成", due_at__gte=tomorrow, due_at__lt=monday),
        missing=mine.filter(status__in=MISSING),
        waiting=cases.waiting_for(account),
    )
