"""Signing in and out, one's own account and how pages look to one."""
