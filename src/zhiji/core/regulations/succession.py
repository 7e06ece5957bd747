"""Whether the versions of a regulation follow one another: each dated, in order, without overlap and without gap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from zhiji.core.regulations.nodes import compose
from zhiji.core.regulations.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from zhiji.core.regulations.model import Regulation

HEAD = "制度"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One version as it lies in a folder. `name`: the file's, without folder and extension: fuzhou-cg@2026-01-01."""

    name: str
    source: str  # as messages name it
    text: str
    regulation: Regulation

    def wrong(self, key: str, message: str) -> Problem:
        head = compose(self.text, self.source).fields()[HEAD]
        place = head.fields().get(key, head)
        return Problem(self.source, place.line, place.key, message)


def problems_of(files: Sequence[RuleFile]) -> tuple[Problem, ...]:
    """What is wrong with these files as the versions of one regulation, by file and line."""
    found = [problem for file in files for problem in _names(file)]
    if len(files) > 1:
        found += (
            file.wrong("施行", "有几个版本的制度，每一版都要写明施行日期（写“发布之日”的，写上“发布”的日期）")
            for file in files
            if file.regulation.since is None
        )
        found += _neighbours([file for file in files if file.regulation.since])
    return tuple(sorted(found))


def _names(file: RuleFile) -> Iterator[Problem]:
    """fuzhou-cg.yaml is the newest version, fuzhou-cg@2026-01-01.yaml that of an earlier day."""
    name, _, day = file.name.partition("@")
    if name != file.regulation.id:
        yield file.wrong("编号", f"编号“{file.regulation.id}”与文件名“{file.name}”不同，请改成一致")
    if day and day != str(file.regulation.since):
        yield file.wrong("施行", f"文件名写的是 {day}，施行日期却是 {_said(file.regulation.since)}，请改成一致")


def _neighbours(files: Sequence[RuleFile]) -> Iterator[Problem]:
    ordered = sorted(files, key=lambda file: str(file.regulation.since))
    for one, following in pairwise(ordered):
        start, end = following.regulation.since, one.regulation.lapses
        if one.regulation.since == start:
            yield following.wrong("施行", f"与 {one.source} 同在 {start} 施行，一天只能有一个版本施行")
        elif "@" not in one.name:
            yield one.wrong("施行", f"不带日期的文件应是最新的一版，{following.source} 却在其后（{start}）施行")
        if end and start and end > start:
            yield one.wrong("失效", f"{end} 才失效，下一版 {start} 已经施行，两版重叠；请改为 {start}，或者删去“失效”")
        elif end and start and end < start:
            yield one.wrong("失效", f"{end} 失效，下一版 {start} 才施行，其间没有制度；请核对两处日期")


def _said(day: date | None) -> str:
    return str(day) if day else "没有写明"
