"""The ledger as a reader sees it."""
