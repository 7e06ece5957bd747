"""留痕: the only writer of ledger rows."""
