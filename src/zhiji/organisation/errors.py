"""What the organisation refuses, and the sentence shown."""

from __future__ import annotations


class OrganisationError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do."""


class NotAllowed(OrganisationError):
    """The account may not do this."""


class RolesExclude(OrganisationError):
    """Roles that one account may not hold together."""


class SignInRefused(OrganisationError):
    """Wrong name or password, or too many tries. Never says which of the two was wrong."""
