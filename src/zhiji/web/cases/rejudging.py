"""One case judged by another version or another regulation: only to compare, nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from zhiji.cases.queries import case_for
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import yardstick
from zhiji.core.calendar import local_day
from zhiji.core.rejudging import changes
from zhiji.rulebook.errors import RulebookError
from zhiji.web.cases.subjects import subjects
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.core.regulations import Regulation
    from zhiji.rulebook.queries import Rulebook
    from zhiji.web.access import SignedIn


def show(request: SignedIn, number: str) -> HttpResponse:
    """`?by=`: a reference; by default the newest version of the case's own regulation."""
    case = case_for(request.user, number)
    file, by = case_file(case), yardstick()
    try:
        governing = by.rules.regulation(file.case.regulation, on=local_day(file.case.opened_at))
        other = by.rules.find(request.GET.get("by") or file.case.regulation)
    except RulebookError as error:
        raise Http404(str(error)) from error
    before, after = (by.judge_by(one, file, at=now()) for one in (governing, other))
    found = changes(before, after)
    return render(
        request,
        "cases/rejudge.html",
        {
            "case": case,
            "governing": governing,
            "other": other,
            "note": after.versions[0].remark,
            "choices": _choices(by.rules, governing),
            "counts": [(judgement, judgement.summary) for judgement in (before, after)],
            "groups": [
                ("多出的问题", [one for one in found if one.worse]),
                ("不再是问题", [one for one in found if one.better]),
            ],
            "others": [one for one in found if not (one.worse or one.better)],
            "subjects": subjects(file),
        },
    )


def _choices(rules: Rulebook, governing: Regulation) -> list[tuple[str, str]]:
    """The other versions of its regulation first."""
    own = [(one.reference, f"本制度 {one.since or '原版'} 施行的版本") for one in rules.versions(governing.id)]
    others = [(key, rules.regulation(key).title) for key in rules.ids() if key != governing.id]
    return [*own, *others]
