"""What a case refuses, and the sentence shown."""

from __future__ import annotations


class CaseError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do; `field`: the key it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class CaseNotFoundError(CaseError):
    """No such case, or none that this account may see: the two are not told apart."""


class CaseClosedError(CaseError):
    """The case is archived; nothing of it changes any more."""
