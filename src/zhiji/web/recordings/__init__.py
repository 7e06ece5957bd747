"""Bringing in recordings and playing them."""
