"""Whether every article is accounted for."""

from __future__ import annotations

import pytest

from tests.core.regulations.reading import read
from zhiji.core.regulations.coverage import coverage_of
from zhiji.core.regulations.model import HoldsIn
from zhiji.external import library

TEXT = "示例办法\n第一章 总则\n第五条 听证，依照第七条录像。\n第六条 归档。\n"
RULES = """
第五条:
  5-1: {要旨: 示例, 环节: 听证, 应有记录: 音像}
  5-2: {要旨: 示例, 由机关落实: 示例}
"""


def test_an_article_without_an_obligation_is_unaccounted():
    found = coverage_of(read(RULES), TEXT)
    assert [one.article for one in found.articles] == ["第五条", "第六条"]
    assert found.unaccounted == ("第六条",)
    assert found.held == {HoldsIn.CASE: 1, HoldsIn.OFFICE: 1}
    assert not found.complete


def test_an_article_that_the_text_does_not_have_is_named():
    found = coverage_of(read(f"{RULES}第八条:\n  8-1: {{要旨: 示例, 仅作说明: 定义}}"), TEXT)
    assert found.not_in_text == ("第八条",)


def test_without_a_text_nothing_is_missing_and_nothing_is_proved():
    found = coverage_of(read(RULES), "")
    assert (found.unaccounted, found.not_in_text, found.complete) == ((), (), False)


@pytest.mark.parametrize("regulation_id", library.regulation_ids())
def test_every_article_of_the_regulations_that_come_along_is_accounted_for(regulation_id):
    regulation = library.regulation(regulation_id)
    found = coverage_of(regulation, library.text_of(regulation))
    assert found.complete
    assert sum(found.held.values()) == len(regulation.requirements)
