"""What evidence refuses, and the sentence shown."""

from __future__ import annotations


class EvidenceError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do."""
