"""文书: written records of a case, and how they look on paper (`rendering`). Knows no recordings."""
