"""A 文书 as it looks on paper: one HTML page that needs nothing else, for the screen, the printer and the volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from zhiji.cases.rows import read_record
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.utils.safestring import SafeString

    from zhiji.cases.models import Case
    from zhiji.core.casefile.model import Record, Signature
    from zhiji.documents.models import Document

ORGAN = "行政机关"
ADDRESSED = ("当事人", "申请人")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    who: str
    mark: str  # what stands in the place of the signature
    how: str  # kind and moment
    stamped: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the page shows, as text."""

    organ: str
    title: str
    number: str
    fields: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    signatures: tuple[SignatureLine, ...]
    case_title: str
    case_number: str
    record: str
    made_by: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Codes:
    """What is printed on an issued page. address: of the public page; checkpoint: a signed note."""

    code: str
    address: str
    checkpoint: str

    @property
    def drawn_address(self) -> SafeString:
        return _drawn(self.address)

    @property
    def drawn_checkpoint(self) -> SafeString:
        return _drawn(self.checkpoint)


def as_html(document: Document, case: Case, codes: Codes | None = None) -> str:
    """A complete HTML page without links, scripts or picture files."""
    return render_to_string("documents/paper.html", {"paper": paper_of(document, case), "codes": codes})


def _drawn(text: str) -> SafeString:
    """A QR code as SVG inside the page (ISO/IEC 18004, level M)."""
    code = segno.make_qr(text, error="m")
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  (paths only)


def paper_of(document: Document, case: Case) -> Paper:
    record, people, organ = read_record(document), _people(case), _organ(case)
    return Paper(
        organ=organ,
        title=record.doc_type or record.medium,
        number=record.number or "",
        fields=(*_scene(record, case, people), *record.fields.items()),
        paragraphs=tuple(line.strip() for line in document.text.splitlines() if line.strip()),
        signatures=tuple(_line(signature, people, organ) for signature in record.signatures),
        case_title=case.title,
        case_number=case.number,
        record=record.id,
        made_by=people.get(record.made_by or "", ("", ""))[0],
        made_at=_moment(record.made_at),
    )


def _organ(case: Case) -> str:
    """Who acts towards the outside: the office that the unit belongs to."""
    unit = case.unit
    while unit is not None and unit.parent is not None:
        unit = unit.parent
    return unit.name if unit else case.unit_name


def _people(case: Case) -> Mapping[str, tuple[str, str]]:
    """Ref: name, and what he is in this case."""
    parties = {party.ref: (party.name, party.role) for party in case.parties.all()}
    return parties | {officer.ref: (officer.name, "执法人员") for officer in case.officers.all()}


def _scene(record: Record, case: Case, people: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Time, place and those present, as the event of the document has them; what a field says already is left out."""
    event = case.events.filter(ref=record.event).first() if record.event else None
    if event is None:
        return ()
    addressed = event.parties or [ref for ref, (_, role) in people.items() if role in ADDRESSED]
    known = (
        ("时间", _span(event.start, event.end)),
        ("地点", event.place or ""),
        ("当事人等", "、".join(people[ref][0] for ref in addressed if ref in people)),
        ("执法人员", "、".join(people[ref][0] for ref in event.officers if ref in people)),
    )
    return tuple((name, value) for name, value in known if value and not any(name in field for field in record.fields))


def _line(signature: Signature, people: Mapping[str, tuple[str, str]], organ: str) -> SignatureLine:
    name, role = (organ, ORGAN) if signature.by == ORGAN else people.get(signature.by, (signature.by, ""))
    how = "，".join(part for part in (signature.kind, "逐页" if signature.each_page else "", _at(signature)) if part)
    mark = "拒绝签名" if signature.kind == "拒签" else name
    return SignatureLine(role or name, mark, how, stamped=signature.kind in {"盖章", "捺印"})


def _at(signature: Signature) -> str:
    return _moment(signature.at) if signature.at else ""


def _span(start: datetime, end: datetime | None) -> str:
    if end is None:
        return _moment(start)
    same_day = start.astimezone(SHANGHAI).date() == end.astimezone(SHANGHAI).date()
    until = f"{end.astimezone(SHANGHAI):%H:%M}" if same_day else _moment(end)
    return f"{_moment(start)} 至 {until}"


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
