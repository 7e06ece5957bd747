"""Headers of tus 1.0.0, read strictly."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from zhiji.external.upload_store import Checksum

if TYPE_CHECKING:
    from django.http import HttpRequest

PIECE = "application/offset+octet-stream"
ALGORITHMS = {"sha1": 20, "sha256": 32}
"""Bytes of each digest."""


class BadHeaderError(ValueError):
    """A header that breaks the protocol; the message names it in one Chinese sentence."""


def number(request: HttpRequest, name: str) -> int:
    """The header `name` as a number of bytes."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadHeaderError(f"请求头 {name} 须为字节数，现为“{text}”。")
    return int(text)


def checksum(request: HttpRequest) -> Checksum | None:
    """`Upload-Checksum: sha256 <base64>`, where it was sent."""
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    digest = _decoded(encoded, "Upload-Checksum")
    if ALGORITHMS.get(algorithm) != len(digest):
        raise BadHeaderError(f"请求头 Upload-Checksum 只支持 {'、'.join(ALGORITHMS)}，且长度须相符。")
    return Checksum(algorithm, digest)


def read_metadata(text: str) -> dict[str, str]:
    """`key base64,key base64 …`; values are UTF-8 text."""
    metadata: dict[str, str] = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        key, _, encoded = pair.partition(" ")
        if key in metadata:
            raise BadHeaderError(f"请求头 Upload-Metadata 中“{key}”重复。")
        try:
            metadata[key] = _decoded(encoded, "Upload-Metadata").decode()
        except UnicodeDecodeError:
            raise BadHeaderError(f"请求头 Upload-Metadata 中“{key}”的值不是 UTF-8 文字。") from None
    return metadata


def metadata_text(metadata: dict[str, str]) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}".rstrip() for key, value in metadata.items())


def _decoded(encoded: str, header: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BadHeaderError(f"请求头 {header} 的值不是 base64。") from None
