"""The stages of a case and the moves between them, as a table."""
