"""What can be wrong with a time stamp."""

from __future__ import annotations

from zhiji.core.ledger.errors import LedgerError


class TimestampError(LedgerError):
    """A request, answer, token or certificate that breaks its grammar or does not prove what it should."""
