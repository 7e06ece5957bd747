"""Signing the head of the log, for both trees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from zhiji.core.ledger.checkpoint import Checkpoint as Head
from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.external.signer import LocalSigner
from zhiji.trail import queries
from zhiji.trail.locking import take_lock
from zhiji.trail.models import Checkpoint

if TYPE_CHECKING:
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.external.signer import Signer


def local_signer() -> Signer:
    """The signer whose keys lie in the data folder."""
    return LocalSigner(keys_folder())


def keys_folder() -> Path:
    return Path(settings.DATA_DIR, "keys")


def sign(signer: Signer | None = None) -> dict[Algorithm, bytes]:
    """The signed notes over everything committed so far, new ones where there is something new.

    Not inside another transaction: what is signed can never be rolled back.
    Raises SignerRollbackError or SignerForkError when the log does not continue what was signed before.
    """
    signer = signer or local_signer()
    with transaction.atomic(durable=True):
        take_lock()
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
