"""Looks into one file: sound and film with libav, pictures with Pillow, documents by their structure.

Runs in the child process of `probe_process`. Sound and film are opened as bytes with the reader that their signature asks for,
so that no file can make libav open another one.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import av
import av.logging
from av.stream import Disposition
from PIL import Image

from zhiji.external import probe_structure
from zhiji.external.media_type import FORMATS, HEAD, UNKNOWN, Kind, sniff
from zhiji.external.probe import Condition, Probe
from zhiji.external.probe_tags import container_tags, photo_tags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer

Frame = TypeVar("Frame")

Image.MAX_IMAGE_PIXELS = 500_000_000
av.logging.set_level(None)

_SPARE = 3.0
"""Seconds by which the last packet may miss the duration that a container states."""
_ESTIMATING = frozenset({"aac", "amr", "mp3"})
"""Readers that guess the duration from the bit rate."""
_SCANNED = 256 << 20
"""Bytes up to which a film that states no duration is read to its end for it."""
_UNREADABLE = (
    av.FFmpegError,
    OSError,
    ValueError,
    SyntaxError,  # Pillow's word for a broken PNG
    ArithmeticError,
    LookupError,
    MemoryError,
    Image.DecompressionBombError,
)


def inspect(path: Path) -> Probe:
    """What is in the file. Damage is an answer, not an error."""
    if path.stat().st_size == 0:
        return Probe(condition=Condition.EMPTY, detail="文件没有内容（0 字节）。")
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD))
    if media_type == UNKNOWN:
        return Probe(condition=Condition.UNKNOWN, detail="内容不是已知的格式，文件已原样保存。")
    return _look_into(path, Probe(media_type=media_type, kind=FORMATS[media_type].kind))


def _look_into(path: Path, plain: Probe) -> Probe:
    fault = probe_structure.fault(path, FORMATS[plain.media_type].family)
    try:
        if plain.kind in {Kind.VIDEO, Kind.AUDIO}:
            found, plays = _recording(path, plain)
            fault = fault or (None if plays else probe_structure.CUT_SHORT)
        else:
            found = _picture(path, plain) if plain.kind is Kind.IMAGE else plain
    except _UNREADABLE:
        found, fault = plain, fault or "内容无法解码，文件可能已损坏。"
    return replace(found, condition=Condition.DAMAGED, detail=fault) if fault else found


def _picture(path: Path, plain: Probe) -> Probe:
    if plain.media_type == "image/heic":  # no decoder at hand; its structure has been checked
        return plain
    with warnings.catch_warnings(action="ignore"), Image.open(path) as image:  # of odd tags, which are no damage
        found = replace(plain, width=image.width, height=image.height, **photo_tags(image))
        image.draft("L", (image.width // 8, image.height // 8))  # every byte is read, an eighth of the picture made
        image.load()
    return found


def _recording(path: Path, plain: Probe) -> tuple[Probe, bool]:
    """The probe, and whether the recording can be played from its beginning to its end."""
    reader = FORMATS[plain.media_type].family
    with path.open("rb") as file, av.open(file, "r", format=reader, metadata_errors="replace") as container:
        streams = [stream for stream in container.streams if stream.type in {"video", "audio"}]
        if not streams:
            return plain, False
        duration = _duration(container, path.stat().st_size)
        tags = {**streams[0].metadata, **container.metadata}
        found = replace(
            plain,
            duration=duration,
            codecs=tuple(stream.codec_context.codec.canonical_name for stream in streams),
            **container_tags(tags, duration),
            **_shape(container),
        )
        return found, reader in _ESTIMATING or _reaches(container, duration)


def _shape(container: InputContainer) -> dict[str, Any]:
    """What its first picture or sound shows; decoding it also tells whether anything can be decoded at all."""
    films = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not films:
        _first(container.decode(container.streams.audio[0]))
        return {"kind": Kind.AUDIO}
    frame = _first(container.decode(films[0]))
    upright = frame.rotation % 180 == 0
    width, height = (frame.width, frame.height) if upright else (frame.height, frame.width)
    rate = films[0].average_rate
    return {"kind": Kind.VIDEO, "width": width, "height": height, "fps": round(float(rate), 3) if rate else None}


def _first(frames: Iterator[Frame]) -> Frame:
    for frame in frames:
        return frame
    raise ValueError("no frame can be decoded")


def _duration(container: InputContainer, size: int) -> float | None:
    if container.duration:
        return round(container.duration / av.time_base, 3)
    if size > _SCANNED:
        return None
    end = _end(container)
    container.seek(0)
    return round(end, 3)


def _reaches(container: InputContainer, duration: float | None) -> bool:
    """Whether there is anything to play where the recording should end."""
    if not duration:
        return True
    late = (container.start_time or 0) / av.time_base + duration - min(_SPARE, duration / 4)
    container.seek(int(late * av.time_base))
    return _end(container) >= late


def _end(container: InputContainer) -> float:
    """Seconds at which the last packet from here on ends."""
    ends = (float((p.pts + (p.duration or 0)) * p.time_base) for p in container.demux() if p.pts is not None)
    return max(ends, default=0.0)
