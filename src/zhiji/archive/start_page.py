"""The page a volume opens with: readable from a disk, without a network and without scripts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from zhiji.archive.catalogue import titles_of, with_subject
from zhiji.core.evaluation import PROBLEMS, Status
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhiji.archive.inventory import Inventory
    from zhiji.core.casefile.model import CaseFile, Event
    from zhiji.core.evaluation import Judgement
    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.core.vocabulary import Vocabulary
    from zhiji.trail.anchoring.standing import Standing


@dataclass(frozen=True, slots=True)
class Exported:
    """When, by whom and under which key of the log. `regulation`: the name of the one that was judged by.

    outside: how far the log was bound to the outside at the moment of the export.
    """

    at: datetime
    by: str
    key: VerifierKey
    regulation: str
    outside: Standing

    @property
    def fingerprint(self) -> str:
        """As the verifier prints it: SHA-256 of the public key, its first half, in groups of four."""
        text = hashlib.sha256(self.key.public).hexdigest()[:32]
        return " ".join(text[place : place + 4] for place in range(0, 32, 4))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the course of the case: an event or an approval."""

    at: datetime
    end: datetime | None
    title: str
    place: str
    people: str
    note: str


def start_page(file: CaseFile, inventory: Inventory, judgement: Judgement | None, exported: Exported) -> str:
    """A complete HTML page; its links lead to files beside it."""
    items = inventory.items
    findings = judgement.findings if judgement else ()
    return render_to_string(
        "archive/start_page.html",
        {
            "case": file.case,
            "parties": file.parties,
            "officers": file.officers,
            "parts": [(part, list(lines)) for part, lines in groupby(items, key=lambda item: item.part)],
            "items": items,
            "size": sum(item.size or 0 for item in items),
            "recordings": [item for item in items if item.part == "音像"],
            "loose": inventory.loose,
            "struck": inventory.struck_lines,
            "steps": course(file, library.vocabulary()),
            "judgement": judgement,
            "problems": [finding for finding in findings if finding.status in PROBLEMS],
            "pending": [finding for finding in findings if finding.status is Status.PENDING],
            "exported": exported,
        },
    )


def course(file: CaseFile, vocabulary: Vocabulary) -> list[Step]:
    """Events and approvals in the order of time."""
    names = {party.id: party.name for party in file.parties} | {officer.id: officer.name for officer in file.officers}
    titles = titles_of(file)
    steps = [
        Step(
            at=event.start,
            end=event.end,
            title=with_subject(event.type, event, titles),
            place=event.place or "",
            people="、".join(names.get(ref, ref) for ref in (*event.officers, *event.parties)),
            note="；".join(_facts(event, vocabulary)),
        )
        for event in file.events
    ]
    steps += [
        Step(
            at=approval.at,
            end=None,
            title=f"{approval.role}{approval.decision}",
            place="",
            people=names.get(approval.by or "", approval.by or ""),
            note="：".join(filter(None, (approval.matter or titles.get(approval.of, ""), approval.opinion))),
        )
        for approval in file.approvals
    ]
    return sorted(steps, key=lambda step: step.at)


def _facts(event: Event, vocabulary: Vocabulary) -> Iterator[str]:
    """What is said of an event beside time and place; of yes and no only the yes."""
    for fact, value in event.facts.items():
        if value:
            yield vocabulary.fact_label(fact) if value is True else f"{vocabulary.fact_label(fact)}：{value}"
