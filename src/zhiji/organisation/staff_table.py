"""A table of officers as a personnel office keeps it (CSV or XLSX), read line by line with what is wrong in each.

The first line names the columns, in any order: 姓名, 执法证号, 机构, 有效期自, 有效期至, 执法范围 (separated by 、), 发证机关, 在编.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.organisation import actions
from zhiji.organisation.actions import Licence, NewOfficer
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.queries import officers_by_badge, units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from zhiji.organisation.models import Officer, Unit
    from zhiji.trail.actor import Actor

NEEDED = ("姓名", "执法证号", "机构", "有效期至")
COLUMNS = (*NEEDED, "有效期自", "执法范围", "发证机关", "在编")
MOST_LINES = 5000
NO_TABLE = "读不出表格：请另存为 CSV（UTF-8）或 XLSX 再上传。"
NEW, RENEWED, SAME = "新增", "更新执法证", "没有变化"


class TableError(OrganisationError):
    """The file as a whole cannot be used."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `number`: as a spreadsheet counts; `step`: what it would do, "" where `problems` forbid it."""

    number: int
    cells: Mapping[str, str]
    new: NewOfficer | None
    known: Officer | None
    problems: tuple[str, ...]

    @property
    def step(self) -> str:
        if self.problems or self.new is None:
            return ""
        if self.known is None:
            return NEW
        return SAME if self.known.valid_until == self.new.valid_until else RENEWED


def read_table(content: bytes, name: str) -> str:
    """The file as CSV text, the form in which it is checked and kept. Raises TableError."""
    if not name.lower().endswith(".xlsx"):
        return _decoded(content)
    out = io.StringIO()
    csv.writer(out).writerows(_sheet(content))
    return out.getvalue()


def read_lines(text: str, acts: Collection[str]) -> list[Line]:
    """Every line with its problems; `acts`: the 执法行为 there are. Raises TableError where columns are missing."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    head = [cell.strip().removeprefix("\ufeff") for cell in rows[0]] if rows else []
    if missing := [column for column in NEEDED if column not in head]:
        raise TableError(f"第一行缺少这些栏：{'、'.join(missing)}；请照样表写明栏名。")
    if len(rows) > MOST_LINES:
        raise TableError(f"表格超过 {MOST_LINES} 行，请分成几份上传。")
    told = [(number, dict(zip(head, map(str.strip, row), strict=False))) for number, row in enumerate(rows[1:], 2)]
    told = [(number, cells) for number, cells in told if any(cells.values())]
    reader = _Reader({unit.name: unit for unit in units() if not unit.closed_on}, acts)
    known = officers_by_badge({cells.get("执法证号", "") for _, cells in told})
    return [reader.line(number, cells, known) for number, cells in told]


@transaction.atomic
def take_on(lines: Iterable[Line], *, by: Actor, at: datetime) -> int:
    """Do what the lines say, all or nothing; how many did something. Raises OrganisationError where one has a problem."""
    steps = [line for line in lines if line.step != SAME]
    for line in steps:
        if not line.step or line.new is None:
            raise OrganisationError(f"第 {line.number} 行还有错，请改好表格后重新上传。")
        if line.known is None:
            actions.register_officer(line.new, by=by, at=at)
        elif line.new.valid_until:
            new = line.new
            licence = Licence(new.badge, line.new.valid_until, new.valid_from, new.acts, new.issuer)
            actions.issue_certificate(line.known, licence, by=by, at=at)
    return len(steps)


class _Reader:
    def __init__(self, units: Mapping[str, Unit], acts: Collection[str]) -> None:
        self.units, self.acts = units, acts
        self.seen: dict[str, int] = {}

    def line(self, number: int, cells: Mapping[str, str], known: Mapping[str, Officer]) -> Line:
        badge = cells.get("执法证号", "")
        same = known.get(badge)
        problems = [f"没有填{column}" for column in NEEDED if not cells.get(column)]
        problems += self._of_the_badge(number, badge, cells, same)
        unit = self.units.get(cells.get("机构", ""))
        if unit is None and cells.get("机构"):
            problems.append(f"没有机构“{cells['机构']}”")
        dates = {column: _day(cells.get(column, ""), column, problems) for column in ("有效期自", "有效期至")}
        scope = tuple(part for part in cells.get("执法范围", "").replace("，", "、").split("、") if part)
        problems += [f"没有执法行为“{act}”" for act in scope if act not in self.acts]
        if problems or unit is None:
            return Line(number, cells, None, same, tuple(problems))
        new = NewOfficer(
            name=cells["姓名"],
            badge=badge,
            unit=unit,
            valid_until=dates["有效期至"],
            on_staff=cells.get("在编", "是") not in {"否", "不在编"},
            valid_from=dates["有效期自"],
            acts=scope,
            issuer=cells.get("发证机关", ""),
        )
        return Line(number, cells, new, same, ())

    def _of_the_badge(self, number: int, badge: str, cells: Mapping[str, str], same: Officer | None) -> list[str]:
        problems = []
        if badge and badge in self.seen:
            problems.append(f"执法证号与第 {self.seen[badge]} 行相同")
        if same is not None and same.name != cells.get("姓名"):
            problems.append(f"执法证号已登记在{same.name}名下")
        self.seen.setdefault(badge, number)
        return problems


def _day(text: str, column: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        problems.append(f"{column}“{text}”不是日期，应写成 2028-12-31")
        return None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # what Chinese spreadsheet programs save as CSV
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableError(NO_TABLE)


def _sheet(content: bytes) -> Sequence[Sequence[str]]:
    import openpyxl  # noqa: PLC0415  # slow to import, and rarely needed

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [[_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError) as error:
        raise TableError(NO_TABLE) from error
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
