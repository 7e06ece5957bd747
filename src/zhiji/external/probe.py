"""What a file is and says of itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from zhiji.external.media_type import UNKNOWN, Kind

if TYPE_CHECKING:
    from pathlib import Path


class Condition(StrEnum):
    SOUND = "完好"
    DAMAGED = "损坏"
    UNKNOWN = "无法识别"
    EMPTY = "空文件"
    DESTROYED = "已销毁"


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found. Whatever the file does not say is None; a file in any condition has a probe.

    `duration`: seconds. `width`, `height`: pixels as shown. `made_at`: when the recording ended, by the clock of the device,
    and `made_at_from` says where that stands (容器, EXIF). `location`: degrees north and east, WGS 84. `detail`: a Chinese sentence.
    """

    media_type: str = UNKNOWN
    kind: Kind = Kind.OTHER
    condition: Condition = Condition.SOUND
    detail: str = ""
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    codecs: tuple[str, ...] = ()
    made_at: datetime | None = None
    made_at_from: str | None = None
    location: tuple[float, float] | None = None
    device: str | None = None

    def to_document(self) -> dict[str, Any]:
        """As JSON has it: what is None or empty is left out."""
        document = {key: value for key, value in asdict(self).items() if value not in (None, "", ())}
        return document | ({"made_at": self.made_at.isoformat()} if self.made_at else {})

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Probe:
        values = dict(document)
        values["kind"], values["condition"] = Kind(values["kind"]), Condition(values["condition"])
        for key in ("codecs", "location"):
            if key in values:
                values[key] = tuple(values[key])
        if "made_at" in values:
            values["made_at"] = datetime.fromisoformat(values["made_at"])
        return cls(**values)


class Prober(Protocol):
    def probe(self, path: Path) -> Probe:
        """Look at the file. Never raises for what is in it."""
