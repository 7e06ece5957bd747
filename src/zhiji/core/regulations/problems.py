"""What can be wrong with a regulation or its rule file."""

from __future__ import annotations

from dataclasses import dataclass


class RegulationError(ValueError):
    """Base of all errors about regulations; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a rule file: where it stands and what to do about it."""

    source: str  # the file's name, as given by the caller
    line: int  # from 1
    key: str  # the keys from the top: 条文.第五条.（二）.5-2.环节
    message: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.key}: {self.message}"


class RuleFileError(RegulationError):
    """A rule file with mistakes: all of them, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class ArticleNotFoundError(RegulationError):
    """A citation of an article that the text does not have."""
