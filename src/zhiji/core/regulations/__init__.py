"""Regulations as frozen objects, read from text; what a rule file may say."""

from zhiji.core.regulations.citations import article_of, article_text
from zhiji.core.regulations.model import Regulation, Requirement
from zhiji.core.regulations.problems import ArticleNotFoundError, Problem, RegulationError, RuleFileError
from zhiji.core.regulations.reader import read_regulation
from zhiji.core.regulations.terms import with_aliases
from zhiji.core.regulations.versions import Reference, Version, applicable, in_order, read_reference

__all__ = [
    "ArticleNotFoundError",
    "Problem",
    "Reference",
    "Regulation",
    "RegulationError",
    "Requirement",
    "RuleFileError",
    "Version",
    "applicable",
    "article_of",
    "article_text",
    "in_order",
    "read_reference",
    "read_regulation",
    "with_aliases",
]
