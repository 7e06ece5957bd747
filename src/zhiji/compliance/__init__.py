"""Gathers the facts of a case, judges them, stores findings, gates the moves of a case."""
