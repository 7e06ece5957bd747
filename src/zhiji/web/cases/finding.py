"""The list of cases: found, read in an order, and taken away as a table. All of it stands in the address."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhiji.cases.looks import listed
from zhiji.compliance.queries import case_list
from zhiji.core.calendar import local_day
from zhiji.organisation.queries import units
from zhiji.web.cases.finding_form import FindForm
from zhiji.web.now import now
from zhiji.web.paging import MOST, BoundedPages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhiji.cases.models import Case
    from zhiji.web.access import SignedIn

PAGE = 30
BOM = "\ufeff"
"""Without it spreadsheets take Chinese CSV for something else."""
COLUMNS = (
    "案件编号",
    "案件名称",
    "执法行为",
    "程序",
    "适用制度",
    "承办机构",
    "地点",
    "启动时间",
    "阶段",
    "进展",
    "问题数",
)


def index(request: SignedIn) -> HttpResponse:
    form = FindForm(request.GET, units=units())
    wanted = form.wanted
    found = BoundedPages(_found(request, form), PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/index.html", {"form": form, "cases": found, "narrowed": bool(wanted)})


def table(request: SignedIn) -> HttpResponse:
    """What the list shows under this address, as CSV; entered in the trail before it is sent."""
    form = FindForm(request.GET, units=units())
    if not form.is_valid():
        return redirect(f"{reverse('case-list')}?{request.GET.urlencode()}")
    at = now()
    rows = list(_found(request, form)[:MOST])
    listed(len(rows), form.narrowed_by, by=request.user.actor, at=at)
    answer = HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{local_day(at)}.csv"'
    return answer


def _found(request: SignedIn, form: FindForm) -> QuerySet[Case]:
    return case_list(request.user, form.wanted, now=now(), order=form.order)


def _csv(cases: Iterable[Case]) -> str:
    text = io.StringIO()
    text.write(BOM)
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows(map(_line, cases))
    return text.getvalue()


def _line(case: Case) -> list[str]:
    standing = getattr(case, "standing", None)
    said = [case.number, case.title, case.act, case.procedure or "", case.regulation, case.unit_name, case.place or ""]
    said += [str(local_day(case.opened_at)), standing.stage if standing else "", _progress(case)]
    return [*map(_inert, said), str(getattr(case, "open_now", None) or 0)]


def _progress(case: Case) -> str:
    return "已归档" if case.archived_at else "已办结" if case.concluded_at else "在办"


def _inert(cell: str) -> str:
    """Text that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
