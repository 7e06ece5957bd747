"""Regulations as frozen objects, read from text; what a rule file may say."""
