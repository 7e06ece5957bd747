"""Tokens with which other systems act as this account."""
