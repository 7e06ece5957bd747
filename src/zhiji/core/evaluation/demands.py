"""Which parts a requirement demands: the one table from the words of a rule to what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation import deeds
from zhiji.core.evaluation.approvals import approval_part, extension_part
from zhiji.core.evaluation.index import WRITTEN
from zhiji.core.evaluation.metadata import metadata_part
from zhiji.core.evaluation.occurrences import addressee_part, events_part
from zhiji.core.evaluation.papers import asks_for_content, contents_part, documents_part, media_part, signing_off_part
from zhiji.core.evaluation.reports import report_part
from zhiji.core.evaluation.waiting import waiting_part
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Context, Part
    from zhiji.core.regulations.model import Requirement

SPEAKS_OF_MEDIA = frozenset({Kind.STORING, Kind.ARCHIVING, Kind.METADATA, Kind.LIMIT, Kind.APPROVAL})
"""Kinds whose media are those spoken of, not media to be made."""
PERMISSION = "可以"

PLAIN_DEEDS: Mapping[str, Part] = {
    "av_notice": deeds.av_notice_part,
    "not_altered": deeds.unaltered_part,
    "copies_approved": deeds.copies_approved_part,
    "copy_kept": deeds.copy_kept_part,
    "handler": deeds.handler_part,
}
"""Parts of a demand that need nothing but to be asked for."""


def demand_parts(requirement: Requirement, binds: Holds, context: Context) -> tuple[Part, ...]:
    """In the order in which the finding names them."""
    parts = (*_papers(requirement, context), *_people(requirement, context), *_deeds(requirement, binds, context))
    if not parts and requirement.kind is Kind.LIMIT:
        limit = f"（{write_limit(requirement.due)}）" if requirement.due else ""
        return (deeds.itself_part(f"时限{limit}"),)
    return parts


def is_permission_to_ask(requirement: Requirement) -> bool:
    """An approval that may be sought: where it was not, nothing is lacking."""
    return requirement.modality == PERMISSION and requirement.kind is Kind.APPROVAL


def is_signing_off(requirement: Requirement, context: Context) -> bool:
    """A record of the opinion and the date with which something was signed off, and of nothing else."""
    demand = requirement.demand
    is_record = requirement.kind is Kind.RECORD and bool(demand.media) and asks_for_content(demand)
    points = (*demand.fields, *demand.content_points)
    return is_record and requirement.approval is not None and all(map(context.opinions.come_with_approval, points))


def makes_media(requirement: Requirement) -> bool:
    """Whether the media of a demand must be made. A prohibition to be without them speaks of an event."""
    demand = requirement.demand
    if not demand.media or requirement.kind in SPEAKS_OF_MEDIA:
        return False
    return requirement.kind is not Kind.PROHIBITION or requirement.subject.kind is SubjectKind.EVENT


def _papers(requirement: Requirement, context: Context) -> Iterator[Part]:
    """A document asked for is itself the text record asked for beside it."""
    demand = requirement.demand
    if is_signing_off(requirement, context):
        yield signing_off_part(requirement, context)
        return
    if demand.documents:
        yield documents_part(requirement, context)
    if makes_media(requirement) and not (demand.documents and context.media(demand.media) <= context.media((WRITTEN,))):
        yield media_part(requirement, context)
    elif not demand.documents and asks_for_content(demand):
        is_noted = requirement.kind is Kind.METADATA or requirement.subject.kind is SubjectKind.ACCESS
        yield metadata_part(requirement, context) if is_noted else contents_part(requirement, context)


def _people(requirement: Requirement, context: Context) -> Iterator[Part]:
    demand = requirement.demand
    if demand.events:
        yield events_part(requirement)
    elif demand.to and not demand.av_notice:
        yield addressee_part(requirement)
    if requirement.approval is not None and is_permission_to_ask(requirement):
        yield extension_part(requirement.approval, context)
    elif requirement.approval is not None and not is_signing_off(requirement, context):
        yield approval_part(requirement, requirement.approval, context)
    if requirement.report is not None:
        yield report_part(requirement.report, context)


def _deeds(requirement: Requirement, binds: Holds, context: Context) -> Iterator[Part]:
    demand = requirement.demand
    if demand.officers is not None and demand.officers.impartial_host:
        yield deeds.impartial_host_part
    elif demand.officers is not None:
        yield deeds.officers_part(demand.officers)
    if demand.facts:
        yield deeds.facts_part(requirement)
    if demand.stored_in:
        yield deeds.storing_part(requirement)
    if demand.not_stored_in:
        yield deeds.kept_out_of_part(requirement)
    if demand.at_most is not None:
        yield deeds.at_most_part(requirement, binds)
    if demand.not_before is not None and demand.not_before.within is not None:
        yield waiting_part(demand.not_before, demand.not_before.within, context)
    if demand.working_hours:
        yield deeds.working_hours_part(context.working)
    yield from (part for name, part in PLAIN_DEEDS.items() if getattr(demand, name))
    if demand.full_course and not makes_media(requirement):
        yield deeds.full_course_part
