"""The command zhiji."""
