"""文书: text records of a case."""
