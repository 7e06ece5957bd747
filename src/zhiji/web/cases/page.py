"""What the page of one case shows, from one reading of its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.cases.queries import struck_parts, visible
from zhiji.cases.words import part_words
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import yardstick
from zhiji.compliance.queries import passages_of
from zhiji.core.calendar import local_day
from zhiji.core.procedure import stage_of_case
from zhiji.external import library
from zhiji.organisation.permissions import Verb
from zhiji.web.cases.checklist import checklist
from zhiji.web.cases.steps import Steps
from zhiji.web.cases.subjects import subjects
from zhiji.web.cases.timeline import timeline
from zhiji.web.recordings.tapes import tapes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.core.casefile import CaseFile
    from zhiji.organisation.models import Account


def case_page(account: Account, case: Case, at: datetime) -> dict[str, Any]:
    file = case_file(case)
    stages = library.vocabulary().stages
    current = stage_of_case(file)
    by = yardstick()
    judgement = by.judge(file, at=at)
    words = subjects(file)
    return {
        "case": case,
        "file": file,
        "subjects": words,
        "stage": current,
        "stages": [(stage, _reached(stage, current, stages)) for stage in stages],
        "applied": by.rules.speaking_of(file.case),
        "newer": by.rules.newer_than(file.case, local_day(at)),
        "versions": judgement.versions if judgement else (),
        "people": people(file),
        "checklist": judgement
        and checklist(
            judgement,
            subjects=words,
            step=Steps(file).after,
            stages=_current_first(stages, current),
        ),
        "related": list(case.relations.select_related("other")),
        "struck": [(part, part_words(part)) for part in struck_parts(case)],
        "timeline": timeline(file, judgement.findings if judgement else (), tapes(case), _said(case)),
        "now": at,
        "may_handle": visible(account, Verb.HANDLE_CASE).filter(pk=case.pk).exists(),
    }


def people(file: CaseFile) -> dict[str, list[str]]:
    """Party names by role, those whom the case is about first."""
    found: dict[str, list[str]] = {}
    for party in file.parties:
        found.setdefault(party.role, []).append(party.name)
    return found


def _reached(stage: str, current: str, stages: Sequence[str]) -> str:
    place = stages.index(stage) - stages.index(current)
    return "done" if place < 0 else "current" if place == 0 else ""


def _current_first(stages: Sequence[str], current: str) -> tuple[str, ...]:
    """The stage under way, those to come, then what lies behind."""
    place = stages.index(current)
    return (*stages[place:], *stages[:place])


def _said(case: Case) -> dict[str, str]:
    """Why moves were made although something lacked, by event."""
    return {passage.of: f"{passage.kind}：{passage.reason}（{passage.said_by}）" for passage in passages_of(case)}
