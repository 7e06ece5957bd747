from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from zhiji.compliance import confirming, holidays
from zhiji.compliance.errors import HolidayError
from zhiji.core.calendar import local_day
from zhiji.external import library
from zhiji.trail.errors import StaleRow
from zhiji.web.holidays.forms import NoticeForm, blank
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn

YEARS = range(1999, 2201)


def index(request: SignedIn) -> HttpResponse:
    """Every notice, and where a new one is entered."""
    at = now()
    form = NoticeForm(request.POST) if request.method == "POST" else blank(local_day(at).year + 1)
    if request.method == "POST" and form.is_valid():
        try:
            row = confirming.propose(form.cleaned_data["text"], by=request.user.actor, at=at)
        except HolidayError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"已录入 {row.number}，请另一个人对照原件确认。")
            return redirect("holiday-year", row.year)
    shipped = library.working_calendar().notices
    return render(request, "holidays/index.html", {"form": form, "taken_in": holidays.taken_in(), "shipped": shipped})


def show(request: SignedIn, year: int) -> HttpResponse:
    """A year as it is, or as the notice that waits would make it, and what whoever confirms has to decide."""
    if year not in YEARS:
        raise Http404(f"只有 {YEARS[0]} 年至 {YEARS[-1]} 年的日历，请核对年份。")
    refusal = ""
    if request.method == "POST":
        try:
            return _decided(request, year)
        except (HolidayError, StaleRow) as error:
            refusal = str(error)
    at, row = now(), holidays.waiting().filter(year=year).first()
    changed = holidays.what_changes(row, at) if row else ()
    return render(
        request,
        "holidays/show.html",
        {
            "year": year,
            "drawn": holidays.drawn(year, at),
            "row": row,
            "own": row is not None and row.proposed_by == request.user.actor.person,
            "changed": len(changed),
            "to_rest": [day for day in changed if not day.works],
            "to_work": [day for day in changed if day.works],
            "doubts": holidays.doubts_about(row) if row else (),
            "refusal": refusal,
        },
    )


def _decided(request: SignedIn, year: int) -> HttpResponse:
    by, at = request.user.actor, now()
    if request.POST.get("decision") == "confirm":
        row = confirming.confirm(year, by=by, at=at)
        messages.success(request, f"{row.number} 已生效，管 {row.in_force_on} 以后的日子。")
        return redirect("holiday-year", year)
    row = confirming.withdraw(year, by=by, at=at)
    messages.success(request, f"已撤回 {row.number}。")
    return redirect("holidays")
