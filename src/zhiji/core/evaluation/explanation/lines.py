"""An explanation as Chinese lines, for a terminal or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.evaluation.explanation.words import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiji.core.evaluation.explanation.model import Considered, Counted, Excepted, Explanation, PartSeen, Seen

YES, NO = "✓", "✗"


def lines_of(explanation: Explanation) -> Iterator[str]:
    requirement = explanation.requirement
    yield f"{requirement.id}  {requirement.law or ''}{requirement.article}：{requirement.gist}"
    yield f"结论  {explanation.status.value + '。' if explanation.status else ''}{explanation.outcome}"
    if explanation.trigger:
        yield f"起因  {explanation.trigger}"
    yield from _under("条件", (line for seen in explanation.conditions for line in _seen(seen)))
    yield from _under("例外", (line for one in explanation.exceptions for line in _excepted(one)))
    if explanation.limit is not None:
        yield from _under("期限", limit_lines(explanation.limit))
    for part in explanation.parts:
        yield from _under(f"要求  {part.asked}", _part(part))
    if requirement.reading:
        yield f"解读  {requirement.reading}"


def _under(heading: str, lines: Iterable[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if not place:
            yield heading
        yield f"  {line}"


def _mark(holds: bool) -> str:  # noqa: FBT001 - the verdict
    return YES if holds else NO


def _seen(seen: Seen) -> Iterator[str]:
    yield f"{_mark(seen.holds)} {seen.asked}：{seen.shown}"
    for number, way in enumerate(seen.ways, 1):
        yield f"    情形{number}"
        yield from (f"      {line}" for one in way for line in _seen(one))


def _excepted(one: Excepted) -> Iterator[str]:
    yield f"{'适用' if one.applies else '不适用'}：{one.outcome}"
    yield from (f"  {line}" for seen in one.conditions for line in _seen(seen))
    yield from (f"  {line}" for line in map(_considered, one.approvals))


def limit_lines(limit: Counted) -> Iterator[str]:
    """How it was counted, step by step."""
    if not limit.words:
        yield f"条文没有写期限：{limit.start}之后没有的，就是缺失{f'（{moment(limit.owed_from)}）' if limit.owed_from else '；还没有到'}"
        return
    yield f"{limit.words}：{limit.start}，{moment(limit.since) if limit.since else '那一刻还没有到'}"
    if limit.skipped:
        yield f"跳过休息日{len(limit.skipped)}天：{'、'.join(f'{rest.day}（{rest.why}）' for rest in limit.skipped)}"
    if limit.stopped:
        yield f"不计入期限{len(limit.stopped)}天：{'、'.join(map(str, limit.stopped))}"
    if limit.due_at is not None:
        yield f"最后一刻 {limit.due_at:%Y-%m-%d %H:%M:%S}{'（该年放假安排未公布，暂按周末计算）' if limit.provisional else ''}"


def _part(part: PartSeen) -> Iterator[str]:
    done = f"，{moment(part.done_at)}" if part.done_at else ""
    late = f"，晚于{moment(part.due_at)}" if part.done_at and part.due_at and part.done_at > part.due_at else ""
    lacking = f"，缺{part.lacking}" if part.lacking else ""
    yield f"{part.status.value}{done}{late}{lacking}"
    yield from map(_considered, part.considered)
    if not part.considered:
        yield "案中没有可以算数的记录、环节或者审批"


def _considered(one: Considered) -> str:
    return f"{_mark(one.counts)} {one.name}{f'（{one.id}）' if one.id and one.id not in one.name else ''}：{one.why}"
