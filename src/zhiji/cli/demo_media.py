"""Films, photographs and sound for the demonstration office: small, playable in a browser, the same bytes for the same arguments."""

from __future__ import annotations

import math
import tempfile
from array import array
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import av
import pylopdf_fonts_zh_cn
from PIL import ExifTags, Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

Target: TypeAlias = Path | BytesIO
Location: TypeAlias = tuple[float, float]
"""Degrees north and east (WGS 84)."""

FPS = 10
SPOKEN = 10
"""Seconds of sound in a film; a long one is silent after them, for the sake of the time it takes to make."""
SAMPLE_RATE = 16_000
_SHANGHAI = timezone(timedelta(hours=8))
_SAMPLES = 1024
_EXACT = {"fflags": "+bitexact", "movflags": "+faststart"}
_ENCODER = {"preset": "veryfast", "crf": "30", "threads": "1", "flags": "+bitexact"}


def make_film(
    target: Target,
    *,
    start: datetime,
    seconds: int,
    place: str,
    caption: str,
    size: tuple[int, int] = (640, 360),
    rate: Fraction = Fraction(FPS),
) -> None:
    """An MP4 (H.264, AAC) of a street with a running clock, the place and a caption; it says when and where it was made.

    `rate`: pictures a second; one in many seconds makes a long film quickly.
    """
    with _container(target, "mp4", start) as film:
        picture = film.add_stream("libx264", rate=rate, options=_ENCODER)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        sound = _sound_track(film)
        for frame in frames(start=start, seconds=seconds, place=place, caption=caption, size=size, rate=rate):
            film.mux(picture.encode(frame))
        film.mux(picture.encode())
        for samples in voice(min(seconds, SPOKEN)):
            film.mux(sound.encode(samples))
        film.mux(sound.encode())


def make_photo(
    target: Target,
    *,
    taken_at: datetime,
    place: str,
    caption: str,
    size: tuple[int, int] = (960, 640),
    location: Location | None = None,
) -> None:
    """A JPEG of a street that carries its time (EXIF, with offset) and, where given, its location."""
    image = scene(moment=taken_at, place=place, caption=caption, size=size)
    image.save(target, "JPEG", quality=80, exif=_exif(taken_at, location))


def make_sound(target: Target, *, start: datetime, seconds: int) -> None:
    """An M4A (AAC) of a murmuring voice; it says when it was made."""
    with _container(target, "ipod", start) as container:
        sound = _sound_track(container)
        for samples in voice(seconds):
            container.mux(sound.encode(samples))
        container.mux(sound.encode())


def frames(
    *,
    start: datetime,
    seconds: int,
    place: str,
    caption: str,
    size: tuple[int, int],
    rate: Fraction = Fraction(FPS),
) -> Iterator[av.VideoFrame]:
    """The pictures of a film, `rate` a second."""
    for number in range(math.ceil(seconds * rate)):
        moment = start + timedelta(seconds=float(number / rate))
        image = scene(moment=moment, place=place, caption=caption, size=size, step=number)
        frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = number, 1 / rate
        yield frame


def voice(seconds: int) -> Iterator[av.AudioFrame]:
    """Something that rises and falls like speech: mono, 16 bit."""
    for number in range(math.ceil(seconds * SAMPLE_RATE / _SAMPLES)):
        frame = av.AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, number * _SAMPLES, Fraction(1, SAMPLE_RATE)
        frame.planes[0].update(_samples(number * _SAMPLES))
        yield frame


def scene(*, moment: datetime, place: str, caption: str, size: tuple[int, int], step: int = 0) -> Image.Image:
    """A street at `moment`; with every step somebody walks on a little."""
    image = _labelled_street(size, place, caption).copy()
    draw = ImageDraw.Draw(image)
    width, height = size
    walker = int(width * (0.1 + (step * 0.006) % 0.8))
    draw.ellipse((walker, height * 0.56, walker + height // 18, height * 0.56 + height // 18), fill=(214, 178, 150))
    draw.rectangle((walker - 2, height * 0.62, walker + height // 18 + 2, height * 0.8), fill=(52, 70, 96))
    _label(draw, moment.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"), size, 0.03)
    return image


@lru_cache(maxsize=4)
def _labelled_street(size: tuple[int, int], place: str, caption: str) -> Image.Image:
    """What does not change from frame to frame."""
    image = _street(size).copy()
    draw = ImageDraw.Draw(image)
    _label(draw, place, size, 0.83)
    _label(draw, caption, size, 0.91)
    return image


def _label(draw: ImageDraw.ImageDraw, line: str, size: tuple[int, int], y: float) -> None:
    width, height = size
    font = _font(height // 18)
    draw.text((width * 0.02, height * y), line, font=font, fill="white", stroke_width=1, stroke_fill="black")


@lru_cache(maxsize=4)
def _street(size: tuple[int, int]) -> Image.Image:
    width, height = size
    image = Image.new("RGB", size, (168, 190, 208))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.7, width, height), fill=(108, 108, 112))
    for number in range(6):
        left, top = width * number / 6, height * (0.2 + 0.07 * (number * 5 % 4))
        draw.rectangle((left, top, left + width / 6 - 4, height * 0.7), fill=(150 - 9 * number, 128, 104 + 9 * number))
        draw.rectangle(
            (left + 8, height * 0.52, left + width / 6 - 12, height * 0.58), fill=(176, 54 + 20 * number, 40)
        )
    return image


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(pylopdf_fonts_zh_cn.sans_path(), size)


@lru_cache(maxsize=256)
def _samples(first: int) -> bytes:
    """The sound of all films begins alike: computed once."""
    return array("h", map(_sample, range(first, first + _SAMPLES))).tobytes()


def _sample(number: int) -> int:
    seconds = number / SAMPLE_RATE
    loudness = 2500 * max(0.0, math.sin(2.1 * seconds)) * (1 + math.sin(19 * seconds))
    return int(loudness * (math.sin(900 * seconds) + 0.4 * math.sin(2300 * seconds)))


@contextmanager
def _container(target: Target, kind: str, start: datetime) -> Iterator[av.container.OutputContainer]:
    """An open MP4 with its index in front; that takes a second pass, which libav makes on real files only."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film") if isinstance(target, BytesIO) else target
        with av.open(str(path), "w", format=kind, container_options=_EXACT) as container:
            container.metadata["creation_time"] = start.astimezone(UTC).isoformat()
            yield container
        if isinstance(target, BytesIO):
            target.write(path.read_bytes())


def _sound_track(container: av.container.OutputContainer) -> av.AudioStream:
    return container.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options={"flags": "+bitexact"}, bit_rate=32_000)


def _exif(taken_at: datetime, location: Location | None) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "ZHIJI", "DEMO"
    local = taken_at.astimezone(_SHANGHAI)
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = local.strftime("%Y:%m:%d %H:%M:%S")
    detail[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    if location:
        north, east = location
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N" if north >= 0 else "S", _degrees(north)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E" if east >= 0 else "W", _degrees(east)
    return exif


def _degrees(angle: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(angle) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 3)
