"""Which articles of a regulation have become obligations, and where each obligation can be seen to hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.regulations.citations import article_of, articles_in
from zhiji.core.regulations.model import HoldsIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiji.core.regulations.model import Regulation, Requirement


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    article: str
    in_text: bool
    requirements: tuple[Requirement, ...]

    @property
    def held(self) -> Mapping[HoldsIn, int]:
        return Counter(one.holds_in for one in self.requirements)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`articles`: those of the text in its order, then those that only the rules name."""

    articles: tuple[ArticleCoverage, ...]
    has_text: bool

    @property
    def unaccounted(self) -> tuple[str, ...]:
        """Articles of the text without an obligation."""
        return tuple(one.article for one in self.articles if not one.requirements)

    @property
    def not_in_text(self) -> tuple[str, ...]:
        """Articles that the rules name and the text does not have; none where there is no text."""
        return tuple(one.article for one in self.articles if not one.in_text) if self.has_text else ()

    @property
    def complete(self) -> bool:
        return self.has_text and not self.unaccounted and not self.not_in_text

    @property
    def held(self) -> Mapping[HoldsIn, int]:
        return sum((Counter(one.held) for one in self.articles), Counter[HoldsIn]())


def coverage_of(regulation: Regulation, text: str) -> Coverage:
    """`text`: the regulation as issued, or "" where there is none to compare with."""
    in_text = articles_in(text)
    by_article: dict[str, list[Requirement]] = {article: [] for article in in_text}
    for one in regulation.requirements:
        by_article.setdefault(article_of(one.article), []).append(one)
    articles = (ArticleCoverage(article, article in in_text, tuple(found)) for article, found in by_article.items())
    return Coverage(tuple(articles), has_text=bool(text))
