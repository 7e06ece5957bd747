"""Signing the head of the log, for both trees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from zhiji.core.ledger.checkpoint import Checkpoint as Head
from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.external.signer import office_signer
from zhiji.trail import keys, queries
from zhiji.trail.locking import take_lock
from zhiji.trail.models import Checkpoint

if TYPE_CHECKING:
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.external.signer import Signer


def local_signer() -> Signer:
    """The office's signer: the one at ZHIJI_SIGNER, else the one that `zhiji up` runs, else one for this process."""
    folder = Path(settings.DATA_DIR)
    elsewhere = settings.SIGNER_SOCKET
    return office_signer(
        elsewhere or folder / "signer.sock", None if elsewhere else keys_folder(), with_sm2=settings.SIGNER_SM2
    )


def log_name() -> str:
    """The origin of the SHA-256 tree. The signer is asked only where nothing is entered yet."""
    return keys.history_with(local_signer()).present.name


def present_keys(algorithm: Algorithm) -> tuple[VerifierKey, ...]:
    """The public keys that sign checkpoints over one of the two trees now."""
    return keys.history_with(local_signer()).present.for_tree(algorithm)


def keys_folder() -> Path:
    return Path(settings.DATA_DIR, "keys")


def sign(signer: Signer | None = None) -> dict[Algorithm, bytes]:
    """The signed notes over everything committed so far, new ones where there is something new.

    Not inside another transaction: what is signed can never be rolled back.
    Raises SignerRollbackError or SignerForkError when the log does not continue what was signed before, SignerAwayError
    when nobody answers, KeysUnknown when the signer's keys are not the log's.
    """
    signer = signer or local_signer()
    signer.identity()  # one that is away is noticed before anybody has to wait for the log's lock
    with transaction.atomic(durable=True):
        take_lock()
        keys.settle(signer)
        size = queries.size()
        return {algorithm: _sign_tree(signer, algorithm, size) for algorithm in ALGORITHMS}


def _sign_tree(signer: Signer, algorithm: Algorithm, size: int) -> bytes:
    origin = origin_of(signer.name, algorithm)
    root, last = queries.root(algorithm, size), signer.last(algorithm)
    kept = Checkpoint.objects.filter(origin=origin, size=size).first()
    if kept and last == Head(origin, size, root):
        return bytes(kept.note)
    proof = queries.consistency_proof(algorithm, last.size, size) if last and 0 < last.size <= size else []
    note = signer.sign_checkpoint(algorithm, size, root, proof)
    if not kept:
        Checkpoint(origin=origin, size=size, note=note).save(force_insert=True)
    return note
