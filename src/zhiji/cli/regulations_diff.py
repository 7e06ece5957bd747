"""`zhiji regulations diff`: two regulations side by side, by what they speak of."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from zhiji.cli.regulations_output import effective, known, print_json
from zhiji.core.regulations.comparison import EVERY_EVENT, Relation, compare
from zhiji.core.regulations.limits import write_limit
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiji.core.regulations import Regulation
    from zhiji.core.regulations.comparison import Matter
    from zhiji.core.regulations.provisions import Provision

SILENT = "没有规定"
LABELS = {
    Relation.STRICTER: "前者较严",
    Relation.LOOSER: "后者较严",
    Relation.DIFFERENT: "不同",
    Relation.ONLY_FIRST: "只有前者",
    Relation.ONLY_SECOND: "只有后者",
    Relation.SAME: "相同",
}


@click.command()
@click.argument("first_id", metavar="前者")
@click.argument("second_id", metavar="后者")
@click.option("--all", "show_same", is_flag=True, help="相同的也列出。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def diff(first_id: str, second_id: str, *, show_same: bool, as_json: bool) -> None:
    """对照两部制度：按环节、文书、记录、利用逐项列出谁要求了什么、谁较严、谁没有规定。

    编号可以带日期，例如 fuzhou-cg@2026-03-02，对照一部制度的两个版本；也可以是自己写的规则文件。
    """
    first, second = known(first_id), known(second_id)
    matters = compare(first, second, library.vocabulary())
    if as_json:
        print_json(_document(first, second, matters))
    else:
        shown = [one for one in matters if show_same or one.relation is not Relation.SAME]
        click.echo("\n".join(_lines(first, second, shown)))
        click.echo(f"\n{_summary(matters)}")


def _lines(first: Regulation, second: Regulation, matters: Sequence[Matter]) -> Iterator[str]:
    yield f"前者《{first.title}》（{first.reference}）"
    yield f"后者《{second.title}》（{second.reference}）"
    for (_, subject), alike in groupby(matters, key=lambda one: (one.topic.kind, one.topic.subject)):
        yield click.style(f"\n{'每个环节' if subject == EVERY_EVENT else subject}", bold=True)
        for matter in alike:
            differs = f"（{'、'.join(matter.differs)}）" if matter.differs else ""
            yield f"  {matter.topic.aspect}：{LABELS[matter.relation]}{differs}"
            yield from _side("前者", matter.first)
            yield from _side("后者", matter.second)


def _side(name: str, provisions: Sequence[Provision]) -> Iterator[str]:
    if not provisions:
        yield f"    {name}  {SILENT}"
    for one in provisions:
        yield f"    {name}  {_said(one)}"


def _said(provision: Provision) -> str:
    """“应当 音像，24小时内：现场检查同时录像（第十一条第二款）”; the words once, where they are the gist."""
    one = provision.requirement
    lead = f"{provision.demanded}：" if provision.demanded else ""
    return f"{one.modality or ''} {lead}{one.gist}（{one.article}）".lstrip()


def _summary(matters: Sequence[Matter]) -> str:
    counts = Counter(one.relation for one in matters)
    return f"共 {len(matters)} 项：" + "、".join(f"{name} {counts[one]}" for one, name in LABELS.items())


def _document(first: Regulation, second: Regulation, matters: Sequence[Matter]) -> dict[str, Any]:
    counts = Counter(one.relation for one in matters)
    return {
        "format": "zhiji-comparison/1",
        "first": {"id": first.id, "title": first.title, "effective": effective(first)},
        "second": {"id": second.id, "title": second.title, "effective": effective(second)},
        "matters": [_matter(one) for one in matters],
        "summary": {str(one): counts[one] for one in LABELS},
    }


def _matter(matter: Matter) -> dict[str, Any]:
    return {
        "subject": {"kind": matter.topic.kind, "name": matter.topic.subject},
        "aspect": matter.topic.aspect,
        "relation": matter.relation,
        "differs": list(matter.differs),
        "first": [_provision(one) for one in matter.first],
        "second": [_provision(one) for one in matter.second],
    }


def _provision(provision: Provision) -> dict[str, Any]:
    one = provision.requirement
    return {
        "requirement": one.id,
        "article": one.article,
        "modality": one.modality,
        "demands": list(provision.words),
        "due": write_limit(one.due) if one.due else None,
        "gist": one.gist,
    }
