"""The keys that the log's checkpoints are checked with: those it has entered, held against those the signer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.external.signer import SignerError
from zhiji.trail import keys
from zhiji.trail.audit.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiji.core.ledger.checkpoint import Checkpoint as Head
    from zhiji.external.signer import Signer
    from zhiji.trail.audit.findings import Finding
    from zhiji.trail.keys import KeyHistory


class KeysInUse:
    """known: all keys there ever were; remembered: what the signer signed last; sound: whether it may sign again."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.known: KeyHistory = keys.KeyHistory(())
        self.remembered: list[Head] = []
        self.sound = False

    def look(self) -> Iterator[Finding]:
        """Reads log and signer. A signer that cannot be asked leaves the keys that the log itself names."""
        entered = _entered()
        self.known = entered or self.known
        try:
            self.known = entered or keys.KeyHistory((keys.of_signer(self._signer.identity()),))
            self.remembered = [head for head in map(self._signer.last, ALGORITHMS) if head]
            self.sound = keys.is_settled(self._signer, self.known)
        except SignerError as error:
            yield finding("SIGNER_UNREADABLE", "keys", error)
            return
        for problem in self.known.problems():
            yield finding("KEY_CHAIN_BROKEN", "trail_entry", problem)
        if not self.sound:
            yield finding("KEY_CHAIN_BROKEN", "keys", "签名器的密钥不是账本里登记的那些")


def _entered() -> KeyHistory | None:
    """None also where the log is too damaged to be read: the audit of the log will say so."""
    try:
        return keys.history()
    except Exception:  # noqa: BLE001
        return None
