"""What a signer does for the office, wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiji.core.ledger.checkpoint import Checkpoint
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.keys import VerifierKey

TREES: dict[Algorithm, str | None] = {"sha256": None, "sm3": "sm3"}
"""The purpose of the keys that sign checkpoints of each tree."""
TEXTS = ("receipt", "export")
"""Purposes of the keys that sign other texts. Nothing that is signed under these can pass for a checkpoint."""
PURPOSES = (*TREES.values(), *TEXTS)


class SignerError(Exception):
    """Base of the signer's errors. The message is one Chinese sentence."""


class SignerRollbackError(SignerError):
    """The log is shorter than what was signed before: a backup was restored, or entries were cut off."""


class SignerForkError(SignerError):
    """The log does not continue what was signed before: its past was rewritten."""


class SignerAwayError(SignerError):
    """Nobody answers: what is to be signed has to wait."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs: the log's name, which is the origin of its SHA-256 tree, and the public keys for each purpose."""

    name: str
    keys: Mapping[str | None, tuple[VerifierKey, ...]]

    def all_keys(self) -> tuple[VerifierKey, ...]:
        """Those for checkpoints first."""
        return tuple(key for purpose in PURPOSES for key in self.keys[purpose])


class Signer(Protocol):
    """Whoever holds the log's keys: another process, a signing server, or in tests the memory of this one."""

    def identity(self) -> Identity:
        """The keys in use."""

    def pending(self) -> Identity | None:
        """The keys that are prepared to take their place."""

    def newest(self, algorithm: Algorithm) -> bytes | None:
        """The note over the newest checkpoint that it signed under its present name."""

    def sign_checkpoint(self, algorithm: Algorithm, size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
        """A note over the tree's head, if `proof` shows that it continues `last`.

        Raises SignerRollbackError, SignerForkError.
        """

    def sign_text(self, purpose: str, text: str) -> bytes:
        """A note over any other text, under the Ed25519 key for that purpose."""

    def prepare(self, name: str | None = None) -> bytes:
        """Makes new keys and gives a note about the change, signed by the old ones; `pending` until `activate`.

        name: of the log from then on, where it is to start a new era. Asked again, the same keys stay prepared.
        """

    def activate(self) -> None:
        """From now on signs with the prepared keys; the old ones are deleted."""

    def last(self, algorithm: Algorithm) -> Checkpoint | None:
        """What `newest` says."""
        note = self.newest(algorithm)
        return parse_checkpoint(parse_note(note).text) if note else None

    @property
    def name(self) -> str:
        """The log's identity, the origin of its SHA-256 tree."""
        return self.identity().name

    def verifiers(self, purpose: str | None = None) -> tuple[VerifierKey, ...]:
        """The public keys for checkpoints over SHA-256, or for another purpose: "sm3", "receipt", "export"."""
        return self.identity().keys[purpose]

    def verifier(self, purpose: str | None = None) -> VerifierKey:
        """The Ed25519 one of them, which every signer has."""
        return self.verifiers(purpose)[0]
