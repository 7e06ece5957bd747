"""Runs Project Wycheproof's files (github.com/C2SP/wycheproof, testvectors_v1) over the verifier's own mathematics.

The vectors are not part of this project: a folder that holds them is named by ZHIJI_WYCHEPROOF.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from zhiji.verify.volume_verifier import P256, P384, ecdsa_holds, ed25519_holds, message_digest, pss_holds, rsa_holds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CURVES = {"secp256r1": P256, "secp384r1": P384}


def holds(group: dict[str, Any], message: bytes, signature: bytes) -> bool:
    """What the verifier says of one case."""
    if group["type"] == "EddsaVerify":
        return ed25519_holds(bytes.fromhex(group["publicKey"]["pk"]), message, signature)
    name = group["sha"].replace("-", "").lower()
    hashed = message_digest(name, message)
    if group["type"] == "EcdsaVerify":
        public = bytes.fromhex(group["publicKey"]["uncompressed"])
        return ecdsa_holds(CURVES[group["publicKey"]["curve"]], public, hashed, signature)
    public = bytes.fromhex(group["publicKeyAsn"])
    if group["type"] == "RsassaPssVerify":
        return pss_holds(public, name, group["sLen"], hashed, signature)
    return rsa_holds(public, name, hashed, signature)


def cases(path: Path) -> Iterator[tuple[str, bool, bool]]:
    """(name, expected, found) of every case that has one right answer."""
    document = json.loads(path.read_text(encoding="utf-8"))
    for group in document["testGroups"]:
        for case in group["tests"]:
            if case["result"] != "acceptable":
                found = holds(group, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
                yield f"{path.name} {case['tcId']} {case['comment']}", case["result"] == "valid", found
