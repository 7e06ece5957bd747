"""The list of cases, a new case, and the page of one case."""
