"""What evidence refuses, and the sentence shown."""

from __future__ import annotations


class EvidenceError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do."""


class EvidenceNotFoundError(EvidenceError):
    """No such recording or file, or none that this account may see: the two are not told apart."""


class AlreadyAssignedError(EvidenceError):
    """The file belongs to a case."""
