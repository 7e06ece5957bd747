"""What a file is, told by its first bytes: names and extensions lie.

Signatures: the formats' own specifications (ISO/IEC 14496-12, RIFF, EBML, ISO/IEC 13818-1, RFC 4867, PDF, APPNOTE …).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HEAD = 4096
"""Bytes that `sniff` wants to see."""
UNKNOWN = "application/octet-stream"


class Kind(StrEnum):
    VIDEO = "视频"
    AUDIO = "音频"
    IMAGE = "图像"
    DOCUMENT = "文档"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Format:
    """`family`: types that share a structure, and so each other's extensions; for sound and film, libav's name of the reader."""

    kind: Kind
    family: str
    extensions: tuple[str, ...]


def _format(kind: Kind, family: str, extensions: str) -> Format:
    return Format(kind, family, tuple(extensions.split()))


FORMATS = {
    "video/mp4": _format(Kind.VIDEO, "mov", "mp4 m4v"),
    "video/quicktime": _format(Kind.VIDEO, "mov", "mov qt"),
    "video/3gpp": _format(Kind.VIDEO, "mov", "3gp 3gpp 3g2"),
    "audio/mp4": _format(Kind.AUDIO, "mov", "m4a"),
    "video/x-msvideo": _format(Kind.VIDEO, "avi", "avi"),
    "video/mp2t": _format(Kind.VIDEO, "mpegts", "ts mts m2ts"),
    "video/mpeg": _format(Kind.VIDEO, "mpeg", "mpg mpeg vob ps"),
    "video/webm": _format(Kind.VIDEO, "matroska", "webm"),
    "video/matroska": _format(Kind.VIDEO, "matroska", "mkv mka"),
    "video/x-ms-asf": _format(Kind.VIDEO, "asf", "asf wmv wma"),
    "video/x-flv": _format(Kind.VIDEO, "flv", "flv"),
    "video/x-dav": _format(Kind.VIDEO, "dhav", "dav"),
    "audio/wav": _format(Kind.AUDIO, "wav", "wav"),
    "audio/mpeg": _format(Kind.AUDIO, "mp3", "mp3"),
    "audio/aac": _format(Kind.AUDIO, "aac", "aac"),
    "audio/amr": _format(Kind.AUDIO, "amr", "amr awb"),
    "audio/flac": _format(Kind.AUDIO, "flac", "flac"),
    "audio/ogg": _format(Kind.AUDIO, "ogg", "ogg oga opus ogv"),
    "image/jpeg": _format(Kind.IMAGE, "jpeg", "jpg jpeg jpe"),
    "image/png": _format(Kind.IMAGE, "png", "png"),
    "image/gif": _format(Kind.IMAGE, "gif", "gif"),
    "image/bmp": _format(Kind.IMAGE, "bmp", "bmp dib"),
    "image/tiff": _format(Kind.IMAGE, "tiff", "tif tiff"),
    "image/webp": _format(Kind.IMAGE, "webp", "webp"),
    "image/heic": _format(Kind.IMAGE, "heif", "heic heif"),
    "application/pdf": _format(Kind.DOCUMENT, "pdf", "pdf"),
    "application/ofd": _format(Kind.DOCUMENT, "zip", "ofd"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _format(Kind.DOCUMENT, "zip", "docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _format(Kind.DOCUMENT, "zip", "xlsx"),
    "application/x-ole-storage": _format(Kind.DOCUMENT, "ole", "doc xls ppt wps et"),
    "application/zip": _format(Kind.OTHER, "zip", "zip"),
    "text/plain": _format(Kind.DOCUMENT, "text", "txt log csv srt md json xml html htm"),
}

_STARTS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"\0\0\x01\xba": "video/mpeg",
    b"\0\0\x01\xb3": "video/mpeg",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "video/x-ms-asf",
    b"FLV\x01": "video/x-flv",
    b"DHAV": "video/x-dav",
    b"#!AMR": "audio/amr",
    b"fLaC": "audio/flac",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"%PDF-": "application/pdf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/x-ole-storage",
}
_RIFF = {b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav", b"WEBP": "image/webp"}
_BRANDS = {
    b"qt": "video/quicktime",
    b"3g": "video/3gpp",
    b"M4A": "audio/mp4",
    b"hei": "image/heic",
    b"mif1": "image/heic",
}
_ZIPPED = {
    b"OFD.xml": "application/ofd",
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sniff(head: bytes) -> str:
    """The media type of a file that begins with `head` (HEAD bytes of it, or all there is); UNKNOWN where nothing fits."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
        brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "  # QuickTime is older than brands
        return _starting(_BRANDS, brand) or "video/mp4"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/matroska"
    if head[:4] == b"PK\x03\x04":
        return next((media_type for mark, media_type in _ZIPPED.items() if mark in head), "application/zip")
    return _starting(_STARTS, head) or _without_signature(head)


def extension_contradicts(name: str, media_type: str) -> bool:
    """Whether the extension of `name` belongs to a format that the content is not."""
    _, dot, extension = name.rpartition(".")
    claimed = {known.family for known in FORMATS.values() if extension.lower() in known.extensions}
    actual = FORMATS.get(media_type)
    return bool(dot and claimed) and (actual is None or actual.family not in claimed)


def _starting(table: dict[bytes, str], head: bytes) -> str | None:
    return next((media_type for mark, media_type in table.items() if head.startswith(mark)), None)


def _without_signature(head: bytes) -> str:
    if _is_transport_stream(head):
        return "video/mp2t"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 else "audio/mpeg"
    return "text/plain" if head and _is_text(head) else UNKNOWN


def _is_transport_stream(head: bytes) -> bool:
    """Sync bytes 188 apart, or 192 where a camera puts a time code before each packet."""
    return any(len(head) > first + 2 * step and head[first::step][:3] == b"GGG" for first, step in ((0, 188), (4, 192)))


def _is_text(head: bytes) -> bool:
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030")) and not any(
        byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head
    )


def _decodes(head: bytes, encoding: str) -> bool:
    for cut in range(4):  # a character may be cut at the end of what we see
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
