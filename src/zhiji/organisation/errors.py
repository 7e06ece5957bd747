"""What the organisation refuses, and the sentence shown."""

from __future__ import annotations


class OrganisationError(Exception):
    """Base of this subject. `str(error)` is one Chinese sentence that says what to do."""


class NotAllowed(OrganisationError):  # noqa: N818  # a refusal, not a fault
    """The account may not do this."""


class NotFound(OrganisationError):  # noqa: N818  # a refusal, not a fault
    """No such unit, officer, certificate, account or stand-in, or none that the account may see."""


class RolesExclude(OrganisationError):  # noqa: N818  # a refusal, not a fault
    """Roles that one account may not hold together."""


class UnknownRole(OrganisationError):  # noqa: N818  # a refusal, not a fault
    """No role of that name."""


class SignInRefused(OrganisationError):  # noqa: N818  # a refusal, not a fault
    """Wrong name or password, or too many tries. Never says which of the two was wrong."""
