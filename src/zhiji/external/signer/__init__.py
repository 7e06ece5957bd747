"""The signer: holds the log's keys, and remembers what it signed so that the log can neither go back nor fork.

It is a process of its own, reached over a socket or a pipe; nobody else reads the keys. Its folder (`keys/` of the data
folder, or one of another system account):

  ledger.key          the private keys, a line `PRIVATE+KEY+name+id+base64` each, mode 0600
  next.key            those that will take their place, while a change of keys is under way
  signed-sha256.note  the newest checkpoint it signed for each tree: its memory
  signed-sm3.note
  signer.lock         taken for every act, so that two signers on one folder never act at once
"""

from __future__ import annotations

from zhiji.external.signer.client import office_signer
from zhiji.external.signer.local import LocalSigner
from zhiji.external.signer.protocol import (
    Identity,
    Signer,
    SignerAwayError,
    SignerError,
    SignerForkError,
    SignerRollbackError,
)
from zhiji.external.signer.vault import FolderVault, MemoryVault

__all__ = [
    "FolderVault",
    "Identity",
    "LocalSigner",
    "MemoryVault",
    "Signer",
    "SignerAwayError",
    "SignerError",
    "SignerForkError",
    "SignerRollbackError",
    "office_signer",
]
