"""`zhiji admin keys`: the keys that sign the log, their change, and a new era where they or entries are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiji.cli.acting import DATA, acting

if TYPE_CHECKING:
    from pathlib import Path

    from zhiji.trail.keys import Period


@click.group("keys", short_help="账本的签名密钥")
def keys() -> None:
    """账本的签名密钥：列出、更换，或在密钥、账目丢失之后另立纪元。"""


@keys.command("list")
@DATA
def list_keys(*, data: Path | None) -> None:
    """列出每个时期的公钥。外部核验要用的就是它们，请交给见证单位留存。"""
    with acting(data):
        from zhiji.trail import keys as trail_keys
        from zhiji.trail.checkpoints import local_signer

        for period in trail_keys.history_with(local_signer()).periods:
            _print(period)


@keys.command("rotate")
@DATA
def rotate(*, data: Path | None) -> None:
    """更换签名密钥：旧密钥签名认可新密钥，记入账本，然后删除旧密钥。旧检查点照旧有效。"""
    with acting(data) as doer:
        from zhiji.trail import checkpoints
        from zhiji.trail import keys as trail_keys

        signer = checkpoints.local_signer()
        trail_keys.enter_rotation(signer, **doer)
        checkpoints.sign(signer)
        _print(trail_keys.history_with(signer).present)
    click.echo("已启用新密钥，旧密钥已删除；请把上面的公钥交给见证单位，替换策略文件里的旧公钥。")


@keys.command("era")
@click.option(
    "--reason",
    type=click.Choice(["compromised", "lost"]),
    required=True,
    help="compromised 密钥泄露；lost 密钥或账目灭失",
)
@click.option("--statement", required=True, metavar="说明", help="发生了什么、何时发现、怎样处置")
@DATA
def era(*, reason: str, statement: str, data: Path | None) -> None:
    """另立纪元：账本换一个名称继续记，首条写明旧纪元的最后检查点和事由。

    只在密钥泄露，或密钥、账目丢失而取不回时使用；外面的人要重新核对公钥才会相信新纪元。
    """
    with acting(data) as doer:
        from zhiji.trail import checkpoints
        from zhiji.trail import keys as trail_keys

        signer = checkpoints.local_signer()
        name = trail_keys.enter_era(signer, reason, statement, **doer)
        checkpoints.sign(signer)
        _print(trail_keys.history_with(signer).present)
    click.echo(f"账本从此以 {name} 为名；请当面把上面的公钥交给见证单位，并公布旧纪元最后的检查点。")


def _print(period: Period) -> None:
    until = f"至第 {period.last} 条为止" if period.last is not None else "现用"
    click.echo(f"{period.name}（从 {period.first} 条起，{until}）")
    for key in period.keys:
        click.echo(f"  {key.kind.label:<8} {key}")
