"""What is due, what waits, what is missing."""
