"""What goes to and fro between the office and its signer: one JSON object a line. Hashes are hexadecimal, notes text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.external.signer.protocol import (
    PURPOSES,
    TREES,
    Identity,
    SignerError,
    SignerForkError,
    SignerRollbackError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.external.signer.protocol import Signer

LONGEST = 1 << 20
"""Bytes of a line."""

_ERRORS = {"rollback": SignerRollbackError, "fork": SignerForkError, "refused": SignerError}


def encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def answer(signer: Signer, line: bytes) -> bytes:
    """What the signer answers to a line; every refusal is an answer too."""
    try:
        return encode({"done": _act(signer, json.loads(line))})
    except SignerError as error:
        kind = next(name for name, refusal in _ERRORS.items() if isinstance(error, refusal))
        return encode({"error": kind, "told": str(error)})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return encode({"error": "refused", "told": f"签名器看不懂这个请求（{error!r}）。"})


def result(line: bytes) -> Any:
    """What was done. Raises SignerError and its kinds, as the signer did."""
    message = json.loads(line)
    if "error" in message:
        raise _ERRORS[message["error"]](message["told"])
    return message["done"]


def _act(signer: Signer, request: dict[str, Any]) -> Any:
    return _ACTS[request["do"]](signer, request)


def _sign_checkpoint(signer: Signer, request: dict[str, Any]) -> str:
    proof = [bytes.fromhex(value) for value in request["proof"]]
    root = bytes.fromhex(request["root"])
    return signer.sign_checkpoint(_tree(request), request["size"], root, proof).decode()


def _newest(signer: Signer, request: dict[str, Any]) -> str | None:
    note = signer.newest(_tree(request))
    return note.decode() if note else None


def _pending(signer: Signer, _: dict[str, Any]) -> dict[str, Any] | None:
    pending = signer.pending()
    return _identity(pending) if pending else None


def _tree(request: dict[str, Any]) -> Algorithm:
    algorithm: Algorithm = request["algorithm"]
    if algorithm not in TREES:
        raise ValueError(algorithm)
    return algorithm


_ACTS: dict[str, Callable[[Signer, dict[str, Any]], Any]] = {
    "identity": lambda signer, _: _identity(signer.identity()),
    "pending": _pending,
    "newest": _newest,
    "checkpoint": _sign_checkpoint,
    "text": lambda signer, request: signer.sign_text(request["purpose"], request["text"]).decode(),
    "prepare": lambda signer, request: signer.prepare(request["name"]).decode(),
    "activate": lambda signer, _: signer.activate(),
}


def _identity(identity: Identity) -> dict[str, Any]:
    return {"name": identity.name, "keys": [list(map(str, identity.keys[purpose])) for purpose in PURPOSES]}


def parse_identity(message: dict[str, Any]) -> Identity:
    """Raises SignerError where the keys cannot be read."""
    try:
        keys = [tuple(map(parse_verifier_key, vkeys)) for vkeys in message["keys"]]
    except NoteError as error:
        raise SignerError(f"签名器给出的公钥有误：{error}") from error
    return Identity(message["name"], dict(zip(PURPOSES, keys, strict=True)))
