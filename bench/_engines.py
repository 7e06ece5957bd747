"""The same twenty rules for four engines: ten papers and ten films, each asked of one kind of event.

Each engine takes the case as a dict and gives the events that lack something, by rule. The others get the records hung under
their events beforehand, which our file format leaves to the judge; that work is not counted against us or for them.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from _case import PAPERS, START, STEPS, timedelta
from zhiji.core.casefile import parse
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations import read_regulation
from zhiji.core.regulations.citations import numeral
from zhiji.external import library

if TYPE_CHECKING:
    from collections.abc import Callable

    Answers = list[list[str]]
    Engine = Callable[[dict[str, Any]], Answers]

MOMENT = START + timedelta(days=60)
RULES = [(step, ("doc_type", paper)) for step, paper in zip(STEPS, PAPERS, strict=True)] + [
    (step, ("medium", "录像")) for step in STEPS
]
HEAD = "制度: {编号: bench, 名称: 二十条, 发布机关: 某局, 施行: 2026-01-01, 执法行为: [行政处罚]}\n条文:\n"


def ours() -> Engine:
    lines = (
        f"  第{numeral(number)}条: {{{number}-1: {{要旨: 某项要求, 环节: {step}, {'应有文书' if key == 'doc_type' else '应有记录'}: {value}}}}}\n"
        for number, (step, (key, value)) in enumerate(RULES, 1)
    )
    vocabulary = library.vocabulary()
    regulation = read_regulation(HEAD + "".join(lines), vocabulary, source="bench")
    judge = compile_regulation(regulation, vocabulary, library.working_calendar())

    def run(document: dict[str, Any]) -> Answers:
        lacking: Answers = [[] for _ in RULES]
        for finding in judge.judge(parse(document, vocabulary), at=MOMENT).findings:
            if finding.status == "缺失":
                lacking[int(finding.requirement.rpartition("-")[0].rpartition("/")[2]) - 1].append(finding.subject)
        return lacking

    return run


def zen_engine() -> Engine:
    import zen  # noqa: PLC0415

    rules = [
        f'map(filter(events, #.type == "{step}" and not some(#.records, #.{key} == "{value}")), #.id)'
        for step, (key, value) in RULES
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "out", "name": "out", "type": "outputNode"},
        {"id": "x", "name": "x", "type": "expressionNode", "content": {
            "expressions": [{"id": f"{n}", "key": f"r{n}", "value": rule} for n, rule in enumerate(rules)]}},
    ]  # fmt: skip
    edges = [{"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "x"), ("x", "out"))]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def run(document: dict[str, Any]) -> Answers:
        result = decision.evaluate(document)["result"]
        return [result[f"r{number}"] for number in range(len(RULES))]

    return run


def common_expression_language() -> Engine:
    import cel  # noqa: PLC0415

    programs = [
        cel.compile(f'events.filter(e, e.type == "{step}" && !e.records.exists(r, r.{key} == "{value}")).map(e, e.id)')
        for step, (key, value) in RULES
    ]

    def run(document: dict[str, Any]) -> Answers:
        context = cel.Context({"events": document["events"]})
        return [program.execute(context) for program in programs]

    return run


def json_logic() -> Engine:
    from json_logic import jsonLogic  # noqa: PLC0415

    def rule(step: str, key: str, value: str) -> dict[str, Any]:
        has = {"some": [{"var": "records"}, {"==": [{"var": key}, value]}]}
        return {
            "map": [
                {"filter": [{"var": "events"}, {"and": [{"==": [{"var": "type"}, step]}, {"!": [has]}]}]},
                {"var": "id"},
            ]
        }

    rules = [rule(step, key, value) for step, (key, value) in RULES]
    return lambda document: [jsonLogic(each, document) for each in rules]


OTHERS = {
    "zen-engine": ("zen", zen_engine),
    "common-expression-language": ("cel", common_expression_language),
    "json-logic-qubit": ("json_logic", json_logic),
}


def others() -> dict[str, Engine]:
    """Those that are installed (`make bench` does)."""
    return {name: make() for name, (module, make) in OTHERS.items() if find_spec(module)}


def nested(document: dict[str, Any]) -> dict[str, Any]:
    """The same case, its records under their events, each with the keys that rules ask for."""
    events = [
        {**event, "records": [{"doc_type": None, **one} for one in document["records"] if one["event"] == event["id"]]}
        for event in document["events"]
    ]
    return {**document, "events": events}
