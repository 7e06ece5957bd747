"""The receipt for an arrival: what a device may trust before it erases its own copy.

A C2SP signed note under the key "receipt". Its text is one line of canonical JSON and names the entry that logs the arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.entry import write_moment
from zhiji.trail import checkpoints
from zhiji.trail import queries as trail

if TYPE_CHECKING:
    from zhiji.evidence.models import Intake, Recording
    from zhiji.external.signer import Signer

FORMAT = "zhiji-receipt/1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`known`: exactly this had arrived before, and nothing was added. `recording` None: it waits for a case, or for its medium."""

    intake: Intake
    recording: Recording | None
    entry: int
    known: bool

    def document(self) -> dict[str, str | int]:
        """What is signed. Times are ISO 8601; digests hexadecimal."""
        file = self.intake.file
        return {
            "format": FORMAT,
            "intake": self.intake.pk,
            "entry": self.entry,
            "leaf": trail.line(self.entry).leaf.sha256.hex(),
            "sha256": file.sha256,
            "sm3": file.sm3,
            "size": file.size,
            "at": write_moment(self.intake.arrived_at),
        }

    def signed(self, signer: Signer | None = None) -> bytes:
        """The signed note; the same one every time it is asked for."""
        text = canonical_bytes(self.document()).decode()
        return (signer or checkpoints.local_signer()).sign_text("receipt", f"{text}\n")


def receipt_for(intake: Intake) -> Receipt:
    """The receipt of an arrival that was logged before."""
    recording = getattr(intake, "recording", None)
    return Receipt(intake, recording, trail.entry_of(intake, 1), known=True)
