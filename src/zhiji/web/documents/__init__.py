"""Writing, signing and printing a 文书."""
