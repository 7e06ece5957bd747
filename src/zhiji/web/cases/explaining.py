"""Why a requirement says what it says of one subject of a case, with its article beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from zhiji.cases.queries import case_for
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import yardstick
from zhiji.core.evaluation.explanation import UnknownError, limit_lines
from zhiji.core.regulations import article_of
from zhiji.rulebook.queries import wording
from zhiji.web import statuses
from zhiji.web.cases.checklist import anchor
from zhiji.web.cases.subjects import subjects
from zhiji.web.now import now
from zhiji.web.regulations.reading import articles

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.core.regulations import Regulation
    from zhiji.core.regulations.model import Requirement
    from zhiji.web.access import SignedIn
    from zhiji.web.regulations.reading import Article


def show(request: SignedIn, number: str, regulation: str, serial: str, subject: str) -> HttpResponse:
    case = case_for(request.user, number)
    file, by = case_file(case), yardstick()
    try:
        explanation = by.explain(f"{regulation}/{serial}@{subject}", file, at=now())
    except UnknownError as error:
        raise Http404(str(error)) from error
    law = next(one for one in by.rules.speaking_of(file.case) if one.id == regulation)
    requirement = explanation.requirement
    return render(
        request,
        "cases/explanation.html",
        {
            "case": case,
            "explanation": explanation,
            "requirement": requirement,
            "regulation": law,
            "look": statuses.LOOKS[explanation.status] if explanation.status else None,
            "subject": subjects(file).get(subject, "本案"),
            "names": subjects(file),
            "limit": list(limit_lines(explanation.limit)) if explanation.limit else (),
            "anchor": anchor(requirement.id, subject),
            "article": _article(law, requirement),
        },
    )


def _article(law: Regulation, requirement: Requirement) -> Article:
    number = article_of(requirement.article)
    return next(each for each in articles(law, wording(law)) if each.number == number)
