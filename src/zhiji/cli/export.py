"""`zhiji export`: a case as a sealed volume."""

from __future__ import annotations

from pathlib import Path

import click

from zhiji.cli.office import open_existing_office, operator


@click.command(short_help="把一个案件导出为案卷包")
@click.argument("case", metavar="案件编号")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="文件夹", help="案卷包放在哪里")
@click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹，默认 ./zhiji-data")
def export(case: str, output: Path, data: Path | None) -> None:
    """把一个案件导出为案卷包：带全部文书、音像、留痕和核验程序，离开本系统也能核验。

    文件夹须还不存在，或是空的。导出会记入留痕。
    """
    open_existing_office(data)
    from zhiji.archive import actions
    from zhiji.archive.errors import ArchiveError, TargetError
    from zhiji.archive.queries import case_numbered
    from zhiji.cases.errors import CaseError
    from zhiji.external.clock import SystemClock
    from zhiji.external.signer import SignerError

    try:
        report = actions.export_volume(case_numbered(case), output, by=operator(), at=SystemClock().now())
    except CaseError as error:
        raise click.BadParameter(str(error), param_hint="案件编号") from error
    except TargetError as error:
        raise click.BadParameter(str(error), param_hint="--output") from error
    except (ArchiveError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已导出 {report.case}：{report.path}")
    click.echo(f"文件 {report.files} 个，{report.size:,} 字节；导出是账本第 {report.entry} 条留痕。")
    click.echo(f"公钥指纹 {report.fingerprint}")
    click.echo(f"核验：zhiji verify {report.path}，或在案卷包里运行 python3 verify.py")
