"""The store and the prober of this office."""

from __future__ import annotations

import atexit
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from zhiji.external.local_store import LocalStore
from zhiji.external.probe_process import ChildProber

if TYPE_CHECKING:
    from pathlib import Path

    from zhiji.external.probe import Probe, Prober
    from zhiji.external.store import EvidenceStore


def store() -> EvidenceStore:
    """The evidence store in the data folder, swept once for each process that opens it."""
    return _store_in(settings.DATA_DIR / "evidence")


def probe(name: str) -> Probe:
    """Look into the stored object `name`."""
    with store().as_file(name) as path:
        return _prober().probe(path)


@cache
def _store_in(folder: Path) -> EvidenceStore:
    store = LocalStore(folder)
    store.sweep()
    return store


@cache
def _prober() -> Prober:
    prober = ChildProber()
    atexit.register(prober.close)
    return prober
