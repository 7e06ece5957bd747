"""文号: how documents are numbered, and the gaps."""
