"""When, where and by what a recording says it was made: tags of containers, EXIF of photographs (JEITA CP-3451)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import ExifTags

from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

Tags = dict[str, Any]
"""The fields of a Probe that were found."""

_APPLE = "com.apple.quicktime."
_BEFORE_DIGITAL = 1995
"""Clocks that were never set say 1904, 1970 or 1980."""
_ISO_6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")


def container_tags(tags: Mapping[str, str], duration: float | None) -> Tags:
    """From the tags of a film or sound. A container states the beginning of a recording; its end is what counts."""
    found: Tags = {}
    started = _moment(tags.get(f"{_APPLE}creationdate") or tags.get("creation_time") or tags.get("date") or "")
    if started:
        found |= {"made_at": started + timedelta(seconds=duration or 0), "made_at_from": "容器"}
    place = _ISO_6709.match(tags.get(f"{_APPLE}location.ISO6709") or tags.get("location") or "")
    if place:
        found["location"] = float(place[1]), float(place[2])
    device = _device(tags.get(f"{_APPLE}make") or tags.get("make"), tags.get(f"{_APPLE}model") or tags.get("model"))
    return found | device


def photo_tags(image: Image.Image) -> Tags:
    """From the EXIF of a photograph; a time without an offset is legal time."""
    exif = image.getexif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    taken = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime) or ""
    offset = detail.get(ExifTags.Base.OffsetTimeOriginal) or ""
    moment = _moment(f"{str(taken).strip(chr(0)).replace(':', '-', 2)}{str(offset).strip()}")
    found: Tags = {"made_at": moment, "made_at_from": "EXIF"} if moment else {}
    location = _location(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if location:
        found["location"] = location
    return found | _device(exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.year < _BEFORE_DIGITAL:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)


def _location(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    try:
        north = _angle(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        east = _angle(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _angle(parts: tuple[float, float, float], negative: bool) -> float:  # noqa: FBT001
    degrees, minutes, seconds = (float(part) for part in parts)
    angle = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -angle if negative else angle


def _device(make: object, model: object) -> Tags:
    named = " ".join(str(part).replace("\0", "").strip() for part in (make, model) if part)
    return {"device": named} if named else {}
