"""`zhiji regulations coverage`: whether every article is accounted for, and where each obligation holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.table import Column, Table

from zhiji.cli.regulations_output import HELD, known, print_json, print_table
from zhiji.core.regulations.coverage import coverage_of
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.regulations import Regulation
    from zhiji.core.regulations.coverage import ArticleCoverage, Coverage
    from zhiji.core.regulations.model import HoldsIn

UNACCOUNTED = 1


@click.command()
@click.argument("regulation_id", metavar="编号", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def coverage(ctx: click.Context, regulation_id: str | None, *, as_json: bool) -> None:
    """逐条列出制度的义务由什么落实：案卷、系统、机关，或者仅作说明；没有写编号的，列出全部制度的合计。

    退出码：0 每一条都有着落，1 有正文的条文没有着落，或者规则写了正文没有的条文。
    """
    chosen = [known(one) for one in ([regulation_id] if regulation_id else library.regulation_ids())]
    found = [(one, coverage_of(one, library.text_of(one))) for one in chosen]
    if as_json:
        print_json([_document(*one) for one in found])
    elif regulation_id:
        _print_articles(*found[0])
    else:
        _print_totals(found)
    ctx.exit(UNACCOUNTED if any(one.unaccounted or one.not_in_text for _, one in found) else 0)


def _print_articles(regulation: Regulation, found: Coverage) -> None:
    table = _table("条文")
    for one in found.articles:
        table.add_row(one.article, *_figures(one.held), _remark(one, found))
    table.add_row("合计", *_figures(found.held), "")
    click.echo(f"《{regulation.title}》（{regulation.id}）\n")
    print_table(table)
    click.echo(f"\n{_conclusion(found)}")


def _print_totals(found: list[tuple[Regulation, Coverage]]) -> None:
    table = _table("编号", "条")
    for regulation, one in found:
        table.add_row(regulation.id, str(len(one.articles)), *_figures(one.held), _conclusion(one))
    print_table(table)


def _table(*first: str) -> Table:
    figures = (Column(name, justify="right") for name in ("义务", *HELD.values()))
    return Table(*first, *figures, "", box=None, pad_edge=False)


def _figures(held: Mapping[HoldsIn, int]) -> list[str]:
    return [str(sum(held.values())), *(str(held.get(where) or "") for where in HELD)]


def _remark(one: ArticleCoverage, found: Coverage) -> str:
    if not one.requirements:
        return "没有着落"
    return "正文没有这一条" if found.has_text and not one.in_text else ""


def _conclusion(found: Coverage) -> str:
    if not found.has_text:
        return "没有正文可以核对"
    if found.complete:
        return "正文的每一条都有着落"
    parts = (("没有着落", found.unaccounted), ("正文没有", found.not_in_text))
    return "；".join(f"{label}：{'、'.join(articles)}" for label, articles in parts if articles)


def _document(regulation: Regulation, found: Coverage) -> dict[str, Any]:
    return {
        "id": regulation.id,
        "title": regulation.title,
        "has_text": found.has_text,
        "complete": found.complete,
        "unaccounted": list(found.unaccounted),
        "not_in_text": list(found.not_in_text),
        "held": _held(found.held),
        "articles": [
            {"article": one.article, "held": _held(one.held), "requirements": [each.id for each in one.requirements]}
            for one in found.articles
        ],
    }


def _held(held: Mapping[HoldsIn, int]) -> dict[str, int]:
    return {str(where): held.get(where, 0) for where in HELD}
