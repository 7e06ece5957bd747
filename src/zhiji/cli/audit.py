"""`zhiji audit`: does the running system agree with its own ledger?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiji.trail.anchoring.standing import Standing
    from zhiji.trail.audit import Finding, Tally

FORMAT = "zhiji-audit/1"
KEEP_OUTSIDE = "请登记外部见证（zhiji admin witness），或定期把检查点存到单位之外，核对时用 --anchor 给出。"
_KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("audit", short_help="用账本核对整套系统：数据行、附件、证据文件、检查点")
@click.option(
    "--anchor",
    "anchors",
    type=_KEPT,
    multiple=True,
    metavar="检查点",
    help="在系统之外留存的检查点文件，账本必须由它续写而来；可写多次",
)
@click.option(
    "--since", type=_KEPT, metavar="检查点", help="同上，并且只细查它之后的账目、数据行和文件；用它之前做过完整核对时用"
)
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（zhiji-audit/1）")
def audit(*, anchors: tuple[Path, ...], since: Path | None, data: Path | None, as_json: bool) -> None:
    """逐条核对账本、数据行、附件和证据文件，指出每一处不符。可在系统运行时使用。

    退出码：0 全部相符，1 有不符，2 无法核对。
    """
    from zhiji.cli.office import open_existing_office

    open_existing_office(data)
    from zhiji.trail.audit import Tally, findings

    tally = Tally()
    outside = [kept.read_bytes() for kept in anchors]
    found = _readable(findings(tally, outside=outside, since=since.read_bytes() if since else None))
    print_report = _print_json if as_json else _print_text
    count = print_report(found, tally, outside=bool(anchors or since))
    sys.exit(1 if count else 0)


class _CannotAudit(click.ClickException):
    exit_code = 2


def _readable(found: Iterator[Finding]) -> Iterator[Finding]:
    from zhiji.core.ledger.errors import NoteError

    try:
        yield from found
    except NoteError as error:
        raise _CannotAudit(f"给出的外部检查点不能用：{error}") from error


def _print_text(found: Iterable[Finding], tally: Tally, *, outside: bool) -> int:
    count = 0
    for one in found:
        count += 1
        click.echo(f"✗ {one.code}  {one.where}\n  {one.sentence}\n  {one.what_to_do}")
    click.echo(
        f"已核对：账本 {tally.entries} 条、检查点 {tally.checkpoints} 个、数据行 {tally.rows} 行、"
        f"证据文件 {tally.files} 个、外部见证 {tally.anchors} 份；依法销毁 {tally.expunged} 项。"
    )
    if tally.first:
        click.echo(_not_covered(tally.first))
    if checkpoint := _checkpoint():
        click.echo("最新检查点：" + "  ".join(checkpoint.splitlines()[:3]))
    if not outside:
        click.echo(_standing_sentence())
    click.echo(f"结论：有 {count} 处不符。" if count else "结论：全部相符。")
    return count


def _not_covered(first: int) -> str:
    return (
        f"只细查了第 {first} 条起的账目，以及它们涉及的数据行和文件。更早的账目只核对了总的树根；更早的附件、"
        "此后没有动过的数据行、更早入库的文件没有重读，请定期不带 --since 完整核对一次。"
    )


def _print_json(found: Iterable[Finding], tally: Tally, *, outside: bool) -> int:
    listed = [asdict(one) for one in found]
    document = {
        "format": FORMAT,
        "sound": not listed,
        "checked": asdict(tally),
        "not_covered": _not_covered(tally.first) if tally.first else None,
        "checkpoint": _checkpoint(),
        "outside_witness": outside or _standing().state.value == "bound",
        "findings": listed,
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    return len(listed)


def _standing() -> Standing:
    from zhiji.external.clock import SystemClock
    from zhiji.trail.anchoring.standing import standing

    return standing(now=SystemClock().now())


def _standing_sentence() -> str:
    found = _standing()
    return found.sentence + ("" if found.state.value == "bound" else KEEP_OUTSIDE)


def _checkpoint() -> str | None:
    """The newest signed note of the SHA-256 tree."""
    from zhiji.trail import checkpoints
    from zhiji.trail.queries import latest_checkpoint

    note = latest_checkpoint(checkpoints.log_name())
    return note.decode() if note else None
