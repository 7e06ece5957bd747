"""The command `zhiji`: names its subcommands and loads one only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from zhiji.cli.chinese import ChineseHelp, os_sentence, usage_sentence
from zhiji.cli.office import database_sentence

SUBCOMMANDS = {
    "up": "zhiji.cli.up:up",
    "demo": "zhiji.cli.demo:demo",
    "check": "zhiji.cli.check:check",
    "regulations": "zhiji.cli.regulations:regulations",
    "cases": "zhiji.cli.cases:cases",
    "ingest": "zhiji.cli.ingest:ingest",
    "export": "zhiji.cli.export:export",
    "verify": "zhiji.cli.verify:verify",
    "audit": "zhiji.cli.audit:audit",
    "witness": "zhiji.cli.witness:witness",
    "backup": "zhiji.cli.backup:backup",
    "restore": "zhiji.cli.restore:restore",
    "drill": "zhiji.cli.drill:drill",
    "mirror": "zhiji.cli.backup:mirror",
    "worker": "zhiji.cli.worker:worker",
    "signer": "zhiji.cli.signer:signer",
    "admin": "zhiji.cli.admin:admin",
}
UNUSABLE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells say it

click.Context.formatter_class = ChineseHelp  # the contexts of all subcommands, groups among them


class Commands(click.Group):
    """Subcommands by name; wrong use is one Chinese line on standard error, and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for name, target in SUBCOMMANDS.items() if find_spec(target.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = SUBCOMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        sys.exit(self._run(*args, **extra))

    def _run(self, *args: Any, **extra: Any) -> int:
        try:
            result = super().main(*args, **{**extra, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            return error.exit_code
        except click.ClickException as error:
            click.echo(usage_sentence(error), err=True)
            return error.exit_code
        except click.Abort:
            click.echo("已中断", err=True)
            return INTERRUPTED
        except OSError as error:
            click.echo(os_sentence(error), err=True)
            return UNUSABLE
        except Exception as error:
            if (sentence := database_sentence(error)) is None:
                raise
            click.echo(sentence, err=True)
            return UNUSABLE
        return result if isinstance(result, int) else 0


@click.group(cls=Commands, no_args_is_help=True)
def main() -> None:
    """执迹：行政执法全过程记录系统。

    退出码：0 成立，1 不成立，2 输入无法读取或用法有误。
    """
