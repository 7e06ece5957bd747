"""`zhiji regulations`: the regulations as data, for reading and for writing one's own."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Column, Table
from rich.text import Text

from zhiji.cli.chinese import os_sentence
from zhiji.cli.regulations_coverage import coverage
from zhiji.cli.regulations_diff import diff
from zhiji.cli.regulations_output import (
    HELD,
    Unreadable,
    effective,
    known,
    period,
    print_json,
    print_table,
    versions_of,
)
from zhiji.cli.regulations_try import try_
from zhiji.core.regulations import ArticleNotFoundError, RuleFileError, article_of
from zhiji.core.regulations.citations import numeral
from zhiji.core.regulations.limits import write_limit
from zhiji.core.regulations.model import HoldsIn
from zhiji.core.regulations.succession import problems_of
from zhiji.external import laws, library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiji.core.regulations import Problem, Regulation, Requirement

HAS_PROBLEMS = 1


@click.group(short_help="查看制度，检查自己写的规则文件")
def regulations() -> None:
    """查看制度，检查自己写的规则文件。"""


regulations.add_command(diff)
regulations.add_command(coverage)
regulations.add_command(try_)


@regulations.command("list")
@click.option("--law", "of_laws", is_flag=True, help="列出随产品提供的国家法律。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_(*, of_laws: bool, as_json: bool) -> None:
    """列出随产品提供的制度。"""
    found = [known(one) for one in (laws.law_ids() if of_laws else library.regulation_ids())]
    if as_json:
        print_json([{**_summary(regulation), "versions": _versions(regulation.id)} for regulation in found])
        return
    figures = (Column(name, justify="right") for name in ("版本", "义务"))
    table = Table("编号", "名称", "发布机关", "施行", *figures, box=None, pad_edge=False)
    for regulation in found:
        counts = (str(len(versions_of(regulation.id))), str(len(regulation.requirements)))
        table.add_row(regulation.id, regulation.title, regulation.issuer or "", effective(regulation) or "", *counts)
    print_table(table)


@regulations.command()
@click.argument("regulation_id", metavar="编号")
@click.argument("article", metavar="[条文]", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def show(regulation_id: str, article: str | None, *, as_json: bool) -> None:
    """逐条列出一部制度（或者法律，例如 law-penalty）的义务；写了条文，例如 第五条 或 5，只列这一条，并附原文。

    编号可以带日期，例如 fuzhou-cg@2026-03-02，指这一天施行的版本；也可以是自己写的规则文件。
    """
    regulation = known(regulation_id)
    try:
        chosen = _of_article(regulation, _citation(article)) if article else regulation.requirements
        text = library.article_text(regulation, _citation(article)) if article else ""
    except ArticleNotFoundError as error:
        raise Unreadable(str(error)) from None
    if as_json:
        print_json({**_summary(regulation), "text": text or None, "requirements": [_document(one) for one in chosen]})
        return
    click.echo(f"{text or _headed(regulation)}\n")
    print_table(_obligations(chosen))


@regulations.command()
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def validate(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """检查一份规则文件：指出每处错误的行、键和改法。退出码：0 没有问题，1 有问题，2 无法读取。

    文件名照“编号.yaml”“编号@施行日期.yaml”起的，连同旁边的其他版本一起检查：日期有没有重叠、空档、颠倒。
    """
    try:
        files = library.succession(file)
        regulation, problems = library.regulation_file(file), problems_of(files)
    except OSError as error:
        raise Unreadable(os_sentence(error)) from None
    except UnicodeDecodeError:
        raise Unreadable(f"{file}：不是 UTF-8 文本，请另存为 UTF-8") from None
    except RuleFileError as error:
        regulation, problems = None, error.problems
    if as_json:
        print_json(_validated(file, problems, regulation))
    else:
        sound = f"{file}：没有问题，{_counted(regulation)}" if regulation else ""
        click.echo("\n".join(map(str, problems)) or sound)
    ctx.exit(HAS_PROBLEMS if problems else 0)


def _validated(file: Path, problems: Sequence[Problem], regulation: Regulation | None) -> dict[str, Any]:
    listed = [
        {
            **({"file": one.source} if one.source != str(file) else {}),
            "line": one.line,
            "key": one.key,
            "message": one.message,
        }
        for one in problems
    ]
    summary = {"regulation": _summary(regulation)} if regulation and not problems else {}
    return {"file": str(file), "problems": listed, **summary}


def _citation(article: str) -> str:
    """5 and 5-2 may stand for 第五条."""
    number = re.fullmatch(r"(\d{1,3})(?:-\d{1,3})?", article)
    return f"第{numeral(int(number[1]))}条" if number and int(number[1]) else article.strip()


def _of_article(regulation: Regulation, citation: str) -> tuple[Requirement, ...]:
    found = tuple(one for one in regulation.requirements if one.article.startswith(citation))
    if not found:
        raise ArticleNotFoundError(f"{regulation.title}没有“{citation}”，或者这一条没有列出义务")
    return found


def _obligations(chosen: Sequence[Requirement]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for article, requirements in groupby(chosen, key=lambda one: one.article):
        table.add_row(Text(article, style="bold"), "", "")
        for one in requirements:
            serial = one.id.partition("/")[2]
            table.add_row(f"  {serial}", one.modality or "", Text("\n").join((Text(one.gist), *_details(one))))
    return table


def _details(one: Requirement) -> list[Text]:
    """What stands below the gist, a line each."""
    said = {
        "期限": write_limit(one.due) if one.due else None,
        "不早于": write_limit(one.demand.not_before).removesuffix("内") if one.demand.not_before else None,
        f"由{HELD[one.holds_in]}落实": one.answered_by if one.holds_in in {HoldsIn.SYSTEM, HoldsIn.OFFICE} else None,
        "仅作说明": one.answered_by if one.holds_in is HoldsIn.TEXT else None,
        "解读": one.reading,
        "依据来源": one.basis,
    }
    return [Text(f"{label}：{words}", style="dim") for label, words in said.items() if words]


def _headed(regulation: Regulation) -> str:
    return f"{regulation.title}（{regulation.reference}，{period(regulation)}）"


def _versions(regulation_id: str) -> list[dict[str, Any]]:
    """Oldest first."""
    return [
        {
            "effective": effective(one),
            "lapses": str(one.lapses) if one.lapses else None,
            "sha256": one.sha256,
            "obligations": len(one.requirements),
        }
        for one in versions_of(regulation_id)
    ]


def _summary(regulation: Regulation) -> dict[str, Any]:
    return {
        "id": regulation.id,
        "title": regulation.title,
        "issuer": regulation.issuer,
        "effective": effective(regulation),
        "acts": list(regulation.acts),
        "obligations": len(regulation.requirements),
    }


def _document(one: Requirement) -> dict[str, Any]:
    return {
        "id": one.id,
        "article": one.article,
        "gist": one.gist,
        "modality": one.modality,
        "kind": one.kind,
        "stage": one.stage,
        "holds_in": one.holds_in,
        "subject": {"kind": one.subject.kind, "names": list(one.subject.names)},
        "due": write_limit(one.due) if one.due else None,
        "reading": one.reading,
        "answered_by": one.answered_by,
        **({"basis": one.basis} if one.basis else {}),
    }


def _counted(regulation: Regulation) -> str:
    articles = {article_of(one.article) for one in regulation.requirements}
    held = Counter(one.holds_in for one in regulation.requirements)
    parts = "、".join(f"{HELD[where]} {held[where]}" for where in HoldsIn if held[where])
    return f"{len(articles)} 条，{len(regulation.requirements)} 项义务（{parts}）"
