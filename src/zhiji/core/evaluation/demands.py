"""Which parts a requirement demands: the one table from the words of a rule to what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation import deeds
from zhiji.core.evaluation.approvals import ApprovalPart, ExtensionPart
from zhiji.core.evaluation.index import WRITTEN
from zhiji.core.evaluation.metadata import MetadataPart
from zhiji.core.evaluation.occurrences import AddresseePart, EventsAsked, EventsPart
from zhiji.core.evaluation.papers import ContentsPart, DocumentsPart, MediaPart, SigningOffPart, asks_for_content
from zhiji.core.evaluation.reports import ReportPart
from zhiji.core.evaluation.staffing import ImpartialHostPart, OfficersPart
from zhiji.core.evaluation.waiting import WaitingPart
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import Kind, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiji.core.evaluation.conditions import Holds
    from zhiji.core.evaluation.context import Context
    from zhiji.core.evaluation.parts import Part
    from zhiji.core.regulations.model import Requirement

SPEAKS_OF_MEDIA = frozenset({Kind.STORING, Kind.ARCHIVING, Kind.METADATA, Kind.LIMIT, Kind.APPROVAL})
"""Kinds whose media are those spoken of, not media to be made."""
PERMISSION = "可以"

PLAIN_DEEDS: Mapping[str, type[Part]] = {
    "av_notice": deeds.AvNoticePart,
    "not_altered": deeds.UnalteredPart,
    "copies_approved": deeds.CopiesApprovedPart,
    "copy_kept": deeds.CopyKeptPart,
    "handler": deeds.HandlerPart,
}
"""Parts of a demand that need nothing but to be asked for."""


def demand_parts(requirement: Requirement, binds: Holds, context: Context) -> tuple[Part, ...]:
    """In the order in which the finding names them."""
    asked = EventsAsked(requirement, context)
    parts = (
        *_papers(requirement, asked, context),
        *_people(requirement, asked, context),
        *_deeds(requirement, asked, binds, context),
    )
    if not parts and requirement.kind is Kind.LIMIT:
        limit = f"（{write_limit(requirement.due)}）" if requirement.due else ""
        return (deeds.ItselfPart(f"时限{limit}"),)
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


def _papers(requirement: Requirement, asked: EventsAsked, context: Context) -> Iterator[Part]:
    """A document asked for is itself the text record asked for beside it."""
    demand = requirement.demand
    if requirement.approval is not None and is_signing_off(requirement, context):
        yield SigningOffPart(requirement, requirement.approval, asked, context)
        return
    if demand.documents:
        yield DocumentsPart(requirement, asked, context)
    if makes_media(requirement) and not (demand.documents and context.media(demand.media) <= context.media((WRITTEN,))):
        yield MediaPart(requirement, asked, context)
    elif not demand.documents and asks_for_content(demand):
        is_noted = requirement.kind is Kind.METADATA or requirement.subject.kind is SubjectKind.ACCESS
        yield MetadataPart(requirement, context) if is_noted else ContentsPart(requirement, asked, context)


def _people(requirement: Requirement, asked: EventsAsked, context: Context) -> Iterator[Part]:
    demand = requirement.demand
    if demand.events:
        yield EventsPart(requirement, asked)
    elif demand.to and not demand.av_notice:
        yield AddresseePart(requirement)
    if requirement.approval is not None and is_permission_to_ask(requirement):
        yield ExtensionPart(requirement.approval, context)
    elif requirement.approval is not None and not is_signing_off(requirement, context):
        yield ApprovalPart(requirement, requirement.approval, asked, context)
    if requirement.report is not None:
        yield ReportPart(requirement.report, context)


def _deeds(requirement: Requirement, asked: EventsAsked, binds: Holds, context: Context) -> Iterator[Part]:
    demand = requirement.demand
    if demand.officers is not None:
        yield ImpartialHostPart() if demand.officers.impartial_host else OfficersPart(demand.officers)
    if demand.facts:
        yield deeds.FactsPart(demand.facts, asked, context)
    if demand.stored_in:
        yield deeds.StoringPart(demand.stored_in)
    if demand.not_stored_in:
        yield deeds.KeptOutOfPart(demand.not_stored_in)
    if demand.at_most is not None:
        yield deeds.AtMostPart(requirement, binds)
    if demand.not_before is not None and demand.not_before.within is not None:
        yield WaitingPart(demand.not_before, demand.not_before.within, context)
    if demand.working_hours:
        yield deeds.WorkingHoursPart(context.working)
    yield from (part() for name, part in PLAIN_DEEDS.items() if getattr(demand, name))
    if demand.full_course and not makes_media(requirement):
        yield deeds.FullCoursePart()
