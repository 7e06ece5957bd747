"""What can be wrong with the material of a ledger."""

from __future__ import annotations


class LedgerError(ValueError):
    """Base of all errors of the ledger's core. The message is one Chinese sentence."""


class CanonicalError(LedgerError):
    """A value or text outside the restricted canonical form."""


class ProofError(LedgerError):
    """A proof that does not prove what it claims."""


class NoteError(LedgerError):
    """A note, key or checkpoint that breaks its grammar, or a signature that does not hold."""


class EntryError(LedgerError):
    """Bytes or fields that make no ledger entry."""


class PolicyError(LedgerError):
    """A trust policy that breaks its grammar, or is not met."""
