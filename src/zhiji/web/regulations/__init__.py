"""The regulations with their text and what stands on it."""
