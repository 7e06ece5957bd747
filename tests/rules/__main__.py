"""`python -m tests.rules`: for each regulation, how many obligations are told from each side, and what is lacking."""

from __future__ import annotations

from collections import Counter

from tests.rules.completeness import Side, told
from tests.rules.situations import rules_of, situations

from zhiji.core.evaluation import compile_regulation
from zhiji.external import laws, library


def main() -> None:
    for regulation in (*library.regulation_ids(), *laws.law_ids()):
        rules = rules_of(regulation)
        judge = compile_regulation(rules, library.vocabulary(), library.working_calendar())
        found = told(regulation, judge)
        sides = Counter(side for one in found for side in one.sides)
        shown = "　".join(f"{side} {sides[side]}" for side in Side)
        counts = f"情形 {len(situations(regulation))}　义务 {len(rules.requirements)}　见于案件 {len(found)}"
        print(f"{regulation}：{counts}　{shown}")  # noqa: T201
        for one in found:
            if one.lacking:
                print(f"  {one.requirement.id} 还缺：{'、'.join(one.lacking)}　（{one.requirement.gist}）")  # noqa: T201


if __name__ == "__main__":
    main()
