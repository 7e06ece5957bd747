"""`zhiji check`: judges case files without a database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiji.cli.case_inputs import case_inputs
from zhiji.cli.case_laws import ALL, chosen_laws
from zhiji.cli.check_report import report
from zhiji.cli.chinese import os_sentence
from zhiji.core.calendar import MomentError, read_moment
from zhiji.core.casefile import CaseFileError, decode, parse
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations import RuleFileError, with_aliases
from zhiji.external import library
from zhiji.external.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cli.case_inputs import CaseInput
    from zhiji.cli.case_laws import Laws
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judge, Judgement
    from zhiji.core.regulations.model import Regulation
    from zhiji.core.vocabulary import Vocabulary

SOUND, NOT_SOUND, UNREADABLE = 0, 1, 2


class Moment(click.ParamType[Any]):
    name = "时刻"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return read_moment(value)
        except MomentError as error:
            self.fail(str(error), param, ctx)


@dataclass(frozen=True, slots=True)
class Bench:
    """A regulation ready to judge, with the vocabulary that also knows the regulation's own names."""

    regulation: Regulation
    vocabulary: Vocabulary
    judge: Judge

    @classmethod
    def of(cls, regulation: Regulation) -> Bench:
        vocabulary = with_aliases(library.vocabulary(), regulation.aliases)
        return cls(regulation, vocabulary, compile_regulation(regulation, vocabulary, library.working_calendar()))


@dataclass(slots=True)
class Benches:
    """The regulation of each case, compiled once; `fixed` governs every case instead of its own."""

    fixed: Bench | None = None
    _by_id: dict[str, Bench] = field(default_factory=dict)

    def governing(self, document: object) -> Bench:
        """Raises `CaseFileError` where the document names no regulation of the library."""
        if self.fixed is not None:
            return self.fixed
        named = document.get("case") if isinstance(document, dict) else None
        regulation_id = named.get("regulation") if isinstance(named, dict) else None
        if not isinstance(regulation_id, str):
            parse(document, library.vocabulary())  # says what is wrong
        return self._bench(str(regulation_id))

    def _bench(self, regulation_id: str) -> Bench:
        if regulation_id not in self._by_id:
            try:
                self._by_id[regulation_id] = Bench.of(library.regulation(regulation_id))
            except library.LibraryError as error:
                raise CaseFileError("$.case.regulation", str(error)) from None
        return self._by_id[regulation_id]


@click.command("check", short_help="检查案件文件：缺什么、依据哪条、到何时")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--regulation", "regulation_id", metavar="ID", help="按这部制度判定，不论案件写的是哪一部")
@click.option("--regulation-file", type=click.Path(path_type=Path), metavar="文件", help="按这个制度文件判定")
@click.option(
    "--at", type=Moment(), metavar="时刻", help="判定的时刻，带时区，例如 2026-03-02T09:30:00+08:00（默认现在）"
)
@click.option(
    "--law",
    "laws",
    multiple=True,
    is_flag=False,
    flag_value=ALL,
    callback=chosen_laws,
    metavar="[法律|all]",
    help="一并按国家法律判定，例如 --law law-penalty,law-service；只写 --law 的是全部",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：一个案件一份；多个案件一行一份，次序同输入")
@click.pass_context
def check(
    ctx: click.Context,
    *,
    files: tuple[str, ...],
    regulation_id: str | None,
    regulation_file: Path | None,
    at: datetime | None,
    laws: Laws,
    as_json: bool,
) -> None:
    """检查案件文件（.json、.jsonl，或 - 表示标准输入），可一次给出多个。

    退出码：0 没有缺失、不完整、逾期、违规；1 有；2 有输入无法读取（错误里写明位置）。
    """
    benches = Benches(_fixed(regulation_id, regulation_file))
    moment = at or SystemClock().now()
    worst = SOUND
    for found in case_inputs(files):
        try:
            case_file, bench = _read(found, benches)
        except CaseFileError as error:
            click.echo(_line(found, error), err=True)
            worst = UNREADABLE
            continue
        judgement = laws.joined(bench.judge.judge(case_file, at=moment), case_file, at=moment)
        click.echo(_shown(judgement, case_file, bench, as_json, alone=len(files) == 1 and not found.of_many))
        worst = max(worst, SOUND if judgement.sound else NOT_SOUND)
    ctx.exit(worst)


def _fixed(regulation_id: str | None, regulation_file: Path | None) -> Bench | None:
    if regulation_id is not None and regulation_file is not None:
        raise click.UsageError("--regulation 和 --regulation-file 只能给一个")
    try:
        if regulation_file is not None:
            return Bench.of(library.regulation_file(regulation_file))
        return None if regulation_id is None else Bench.of(library.regulation(regulation_id))
    except library.LibraryError as error:
        raise click.BadParameter(str(error), param_hint="--regulation") from None
    except OSError as error:
        raise click.BadParameter(os_sentence(error), param_hint="--regulation-file") from None
    except UnicodeDecodeError:
        raise click.BadParameter(f"{regulation_file}：不是 UTF-8 编码的文本", param_hint="--regulation-file") from None
    except RuleFileError as error:
        raise click.BadParameter(str(error), param_hint="--regulation-file") from None


def _read(found: CaseInput, benches: Benches) -> tuple[CaseFile, Bench]:
    if found.problem is not None:
        raise CaseFileError("", found.problem)
    document = decode(found.data)
    bench = benches.governing(document)
    return parse(document, bench.vocabulary), bench


def _line(found: CaseInput, error: CaseFileError) -> str:
    return f"{found.place}：{error}" if error.path else f"{found.place}：{error.reason}"


def _shown(judgement: Judgement, case_file: CaseFile, bench: Bench, as_json: bool, *, alone: bool) -> str:  # noqa: FBT001
    if not as_json:
        return report(judgement, case_file, bench.regulation)
    return json.dumps(judgement.to_document(), ensure_ascii=False, indent=2 if alone else None)
