"""What cannot be done with a holiday notice, and the sentence shown."""

from __future__ import annotations


class HolidayError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do."""
