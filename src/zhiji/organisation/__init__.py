"""Accounts, units, officers and their certificates, roles, who may do what."""
