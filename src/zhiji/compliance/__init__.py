"""What the rules say about each case: facts gathered, judged, and kept for lists. Writes no fact of a case itself."""
