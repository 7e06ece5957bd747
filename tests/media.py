"""Real files of the formats that cameras, phones and offices deliver, sound and otherwise."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import av

from zhiji.cli.demo_media import FPS, frames, make_film, make_photo, make_sound, scene, voice
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
SECONDS = 4
PLACE = "福州市鼓楼区五四路 128 号"
CAPTION = "DSJ-00017 现场检查"
LOCATION = (26.0799, 119.3062)
SIZE = (320, 180)


def film(path: Path) -> None:
    make_film(path, start=START, seconds=SECONDS, place=PLACE, caption=CAPTION, size=SIZE)


def photo(path: Path) -> None:
    make_photo(path, taken_at=START, place=PLACE, caption=CAPTION, size=SIZE, location=LOCATION)


def sound(path: Path) -> None:
    make_sound(path, start=START, seconds=SECONDS)


def recording(
    path: Path,
    *,
    video: str | None = None,
    audio: str | None = None,
    rate: int = 16_000,
    size: tuple[int, int] = SIZE,
    fps: int = FPS,
    place: str = "",
    options: dict[str, str] | None = None,
) -> None:
    """A recording in the container of the path's extension, with these codecs of libav; `options`: of container and codec."""
    with av.open(str(path), "w", container_options=options or {}) as container:
        container.metadata.update({"creation_time": START.isoformat(), "location": place})
        picture = container.add_stream(video, rate=fps, options=options or {}) if video else None
        speech = container.add_stream(audio, rate=rate, layout="mono", bit_rate=32_000) if audio else None
        if picture:
            picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
            mux(container, picture, frames(start=START, seconds=SECONDS, place=PLACE, caption=CAPTION, size=size))
        if speech:
            mux(container, speech, voice(SECONDS))


def mux(container, stream, source) -> None:
    for frame in source:
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def picture(path: Path, *, kind: str) -> None:
    scene(moment=START, place=PLACE, caption=CAPTION, size=SIZE).save(path, kind)


def pdf(path: Path) -> None:
    scene(moment=START, place=PLACE, caption=CAPTION, size=SIZE).save(path, "PDF")


def zipped(path: Path, *, member: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "<root/>")


def content(path: Path, *, data: bytes) -> None:
    path.write_bytes(data)


def cut(path: Path, *, make: Callable[[Path], None], keep: float = 0.5) -> None:
    """The first part of a file: what a recorder leaves when its battery falls out."""
    make(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])


def overwritten(path: Path, *, make: Callable[[Path], None], first: float, last: float) -> None:
    """A file whose middle a failing card has lost."""
    make(path)
    data = bytearray(path.read_bytes())
    start, end = int(len(data) * first), int(len(data) * last)
    data[start:end] = bytes(end - start)
    path.write_bytes(data)


@dataclass(frozen=True)
class Sample:
    """A file to make and what should be found in it."""

    name: str
    make: Callable[[Path], None]
    media_type: str
    kind: str
    condition: str = "完好"

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self._content)
        return path

    @cached_property
    def _content(self) -> bytes:
        """Made once a process: encoding takes its time."""
        with TemporaryDirectory() as folder:
            path = Path(folder, self.name)
            self.make(path)
            return path.read_bytes()


SAMPLES = (
    Sample("执法记录仪.mp4", film, "video/mp4", "视频"),
    Sample(
        "h265.mp4",
        partial(recording, video="libx265", audio="aac", options={"x265-params": "log-level=none"}),
        "video/mp4",
        "视频",
    ),
    Sample(
        "苹果手机.mov",
        partial(recording, video="libx264", audio="aac", place="+26.0799+119.3062/"),
        "video/quicktime",
        "视频",
    ),
    Sample("旧相机.avi", partial(recording, video="mpeg4", audio="pcm_s16le"), "video/x-msvideo", "视频"),
    Sample("监控.ts", partial(recording, video="libx264", audio="aac"), "video/mp2t", "视频"),
    Sample(
        "监控.m2ts",
        partial(recording, video="libx264", audio="aac", options={"mpegts_m2ts_mode": "1"}),
        "video/mp2t",
        "视频",
    ),
    Sample("光盘.mpg", partial(recording, video="mpeg2video", audio="mp2", fps=25), "video/mpeg", "视频"),
    Sample(
        "老手机.3gp",
        partial(recording, video="h263", audio="libopencore_amrnb", rate=8000, size=(176, 144)),
        "video/3gpp",
        "视频",
    ),
    Sample(
        "浏览器.webm",
        partial(recording, video="libvpx", audio="libopus", options={"deadline": "realtime", "cpu-used": "8"}),
        "video/webm",
        "视频",
    ),
    Sample("屏幕.mkv", partial(recording, video="libx264", audio="flac"), "video/matroska", "视频"),
    Sample("视窗.wmv", partial(recording, video="wmv2", audio="wmav2"), "video/x-ms-asf", "视频"),
    Sample("直播.flv", partial(recording, video="libx264", audio="aac"), "video/x-flv", "视频"),
    Sample("询问.m4a", sound, "audio/mp4", "音频"),
    Sample("录音笔.wav", partial(recording, audio="pcm_s16le"), "audio/wav", "音频"),
    Sample("录音笔.mp3", partial(recording, audio="libmp3lame"), "audio/mpeg", "音频"),
    Sample("电话.amr", partial(recording, audio="libopencore_amrnb", rate=8000), "audio/amr", "音频"),
    Sample("会议.flac", partial(recording, audio="flac"), "audio/flac", "音频"),
    Sample("会议.ogg", partial(recording, audio="libopus"), "audio/ogg", "音频"),
    Sample("会议.aac", partial(recording, audio="aac"), "audio/aac", "音频"),
    Sample("现场照片.jpg", photo, "image/jpeg", "图像"),
    Sample("截屏.png", partial(picture, kind="PNG"), "image/png", "图像"),
    Sample("动图.gif", partial(picture, kind="GIF"), "image/gif", "图像"),
    Sample("位图.bmp", partial(picture, kind="BMP"), "image/bmp", "图像"),
    Sample("扫描.tif", partial(picture, kind="TIFF"), "image/tiff", "图像"),
    Sample("网页.webp", partial(picture, kind="WEBP"), "image/webp", "图像"),
    Sample("扫描件.pdf", pdf, "application/pdf", "文档"),
    Sample("版式.ofd", partial(zipped, member="OFD.xml"), "application/ofd", "文档"),
    Sample(
        "清单.xlsx",
        partial(zipped, member="xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "文档",
    ),
    Sample("说明.txt", partial(content, data="现场检查说明\r\n".encode("gb18030")), "text/plain", "文档"),
    Sample("空.mp4", partial(content, data=b""), "application/octet-stream", "其他", "空文件"),
    Sample("不明.bin", partial(content, data=bytes(range(256)) * 9), "application/octet-stream", "其他", "无法识别"),
    Sample("谎称.jpg", film, "video/mp4", "视频"),
    Sample("断电.mp4", partial(cut, make=film), "video/mp4", "视频", "损坏"),
    Sample(
        "缺索引.mp4", partial(cut, make=partial(recording, video="libx264", audio="aac")), "video/mp4", "视频", "损坏"
    ),
    Sample(
        "断电.avi",
        partial(cut, make=partial(recording, video="mpeg4", audio="pcm_s16le")),
        "video/x-msvideo",
        "视频",
        "损坏",
    ),
    Sample(
        "断电.mkv",
        partial(cut, make=partial(recording, video="libx264", audio="aac")),
        "video/matroska",
        "视频",
        "损坏",
    ),
    Sample("断电.wav", partial(cut, make=partial(recording, audio="pcm_s16le")), "audio/wav", "音频", "损坏"),
    Sample("半张.jpg", partial(cut, make=photo), "image/jpeg", "图像", "损坏"),
    Sample("半张.png", partial(cut, make=partial(picture, kind="PNG")), "image/png", "图像", "损坏"),
    Sample("半份.pdf", partial(cut, make=pdf), "application/pdf", "文档", "损坏"),
    Sample("半份.ofd", partial(cut, make=partial(zipped, member="OFD.xml")), "application/ofd", "文档", "损坏"),
    Sample("坏卡.mp4", partial(overwritten, make=film, first=0.05, last=1.0), "video/mp4", "视频", "损坏"),
)
