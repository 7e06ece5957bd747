"""What the rulebook refuses, and the sentence shown."""

from __future__ import annotations


class RulebookError(Exception):
    """Base of this subject. `str(error)` is Chinese and says what to do; of a rule file, a line for each mistake."""
