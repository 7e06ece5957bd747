"""An event of a story, and what was made, signed and decided at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, TypedDict, Unpack

from zhiji.cases import actions as cases
from zhiji.cases import approving
from zhiji.cases.queries import event_of
from zhiji.cli.demo_media import make_film, make_photo
from zhiji.core.casefile import model
from zhiji.documents.actions import write_document
from zhiji.evidence.actions import take_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.cases.models import ApprovalRequest, Event
    from zhiji.cli.demo.story import Story
    from zhiji.core.casefile import FactValue
    from zhiji.evidence.arrivals import Description
    from zhiji.trail.actor import Actor

BOTH = ("o1", "o2")
MINUTE = timedelta(minutes=1)
FILM_SIZE = (480, 270)
FILM_RATE = Fraction(1, 30)  # a picture every half minute: a film as long as what it shows, made in a second


class Details(TypedDict, total=False):
    """More about an event. `meets`: parties who take part; `notice`: the recording was announced a minute before."""

    who: tuple[str, ...]
    meets: tuple[str, ...]
    place: str
    facts: Mapping[str, FactValue]
    traits: tuple[str, ...]
    duties: Mapping[str, tuple[str, ...]]
    notice: bool
    of: Scene | Paper


class Contents(TypedDict, total=False):
    """More about a paper. `signed`, `refused`: who signs and who will not; `after`: minutes from the end of the event."""

    signed: tuple[str, ...]
    refused: tuple[str, ...]
    sealed: bool
    fields: Mapping[str, str]
    covers: tuple[str, ...]
    text: str
    after: int


class Footage(TypedDict, total=False):
    """More about a recording. `stored`: how long after its end it came in (2 hours)."""

    proves: str
    full_course: bool
    covers: tuple[str, ...]
    stored: timedelta


@dataclass(slots=True)
class Paper:
    """A document of a story; its id is known once it was made."""

    ref: str = ""


@dataclass(slots=True)
class Scene:
    """An event of a story. What is made at it is said in a chain: scene.paper(…).film(…).approved(…)."""

    story: Story
    kind: str
    start: datetime
    end: datetime
    details: Details
    papers: dict[str, Paper] = field(default_factory=dict)
    row: Event | None = None

    @property
    def ref(self) -> str:
        if self.row is None:
            raise RuntimeError("this event has not begun")
        return self.row.ref

    def __getitem__(self, doc_type: str) -> Paper:
        return self.papers[doc_type]

    def paper(self, doc_type: str, **contents: Unpack[Contents]) -> Scene:
        self.papers[doc_type] = Paper()
        return self._write(self.papers[doc_type], "文书", doc_type, contents)

    def note(self, **contents: Unpack[Contents]) -> Scene:
        """A note in the system."""
        return self._write(Paper(), "系统记录", None, contents)

    def film(self, **footage: Unpack[Footage]) -> Scene:
        """The last seconds of the event from a body camera."""
        return self._store("录像", footage)

    def photo(self, **footage: Unpack[Footage]) -> Scene:
        return self._store("照片", footage)

    def approved(self, role: str, opinion: str, *, after: int | None = None) -> Scene:
        """Asked for at the beginning; agreed half-way through the event, or `after` so many minutes from its start."""
        decided = self.start + (after * MINUTE if after is not None else (self.end - self.start) / 2)
        asked: list[ApprovalRequest] = self.requested(role)
        decider = self.story.decider(role)
        self.story.script.plan(decided, lambda at: _agree(asked, opinion, by=decider, at=at))
        return self

    def requested(self, role: str, *, matter: str | None = None) -> list[ApprovalRequest]:
        """Asked for a minute after the beginning; the list holds the request then."""
        asked: list[ApprovalRequest] = []
        story = self.story

        def ask(at: datetime) -> None:
            asked.append(approving.request_approval(story.case, self.ref, role, matter=matter, by=story.by, at=at))

        story.script.plan(self.start + MINUTE, ask)
        return asked

    def begin(self, at: datetime) -> None:
        self.row = cases.record_event(self.story.case, self._value(), by=self.story.by, at=at)

    def finish(self, at: datetime) -> None:
        if self.row is not None and self.end > self.start:
            self.row = cases.end_event(event_of(self.story.case, self.ref), self.end, by=self.story.by, at=at)

    def _value(self) -> model.Event:
        told = self.details
        of = told.get("of")
        return model.Event(
            id="",
            type=self.kind,
            start=self.start,
            end=self.end if self.end == self.start else None,
            place=told.get("place", self.story.place) or None,
            officers=told.get("who", BOTH),
            parties=told.get("meets", ()),
            facts=told.get("facts", {}),
            traits=told.get("traits", ()),
            duties=told.get("duties", {}),
            av_notice_at=self.start - MINUTE if told.get("notice") else None,
            of=of.ref if of else None,
        )

    def _write(self, paper: Paper, medium: str, doc_type: str | None, contents: Contents) -> Scene:
        made_at = self.end + contents.get("after", 5) * MINUTE

        def write(at: datetime) -> None:
            record = _record(self.ref, medium, doc_type, made_at, contents)
            text = contents.get("text", "")
            paper.ref = write_document(self.story.case, record, text=text, by=self.story.by, at=at).ref

        self.story.script.plan(made_at + MINUTE, write)
        return self

    def _store(self, medium: str, footage: Footage) -> Scene:
        made_at = self.end
        stored = made_at + footage.get("stored", timedelta(hours=2))

        def store(at: datetime) -> None:
            name = f"DSJ_{made_at:%Y%m%d_%H%M%S}.{'mp4' if medium == '录像' else 'jpg'}"
            take_in(
                self._shoot(medium, made_at),
                name=name,
                by=self.story.by,
                at=at,
                case=self.story.case,
                device="DSJ-00017",
                **_description(self.ref, medium, footage),
            )

        self.story.script.plan(stored, store)
        return self

    def _shoot(self, medium: str, made_at: datetime) -> BytesIO:
        place, caption = self.details.get("place", self.story.place), f"{self.kind}　执法记录仪 DSJ-00017"
        target = BytesIO()
        if medium == "录像":
            seconds = max(int((made_at - self.start).total_seconds()), 30)
            start = made_at - timedelta(seconds=seconds)
            make_film(
                target, start=start, seconds=seconds, place=place, caption=caption, size=FILM_SIZE, rate=FILM_RATE
            )
        else:
            make_photo(target, taken_at=made_at, place=place, caption=caption)
        target.seek(0)
        return target


def _agree(asked: list[ApprovalRequest], opinion: str, *, by: Actor, at: datetime) -> None:
    for request in asked:
        approving.decide(request, approving.Decision(approving.AGREED, opinion), by=by, at=at)


def _record(event: str, medium: str, doc_type: str | None, made_at: datetime, contents: Contents) -> model.Record:
    signed = [model.Signature(who, "签名", made_at) for who in contents.get("signed", ())]
    signed += [model.Signature(who, "拒签", made_at) for who in contents.get("refused", ())]
    if contents.get("sealed"):
        signed.append(model.Signature("行政机关", "盖章", made_at))
    return model.Record(
        id="",
        event=event,
        medium=medium,
        made_at=made_at,
        doc_type=doc_type,
        made_by="o1",
        covers=contents.get("covers", ()),
        fields=contents.get("fields", {}),
        signatures=tuple(signed),
    )


def _description(event: str, medium: str, footage: Footage) -> Description:
    told: Description = {"event": event, "medium": medium, "method": "执法记录仪", "made_by": "o1", "transcript": True}
    told["full_course"] = footage.get("full_course", False)
    told["covers"] = list(footage.get("covers", ()))
    if "proves" in footage:
        told["proves"] = footage["proves"]
    return told
