"""A volume as it is sent: in a zip archive, an honest one or not. Both verifiers are asked."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from tests.verify.test_tampering import contents

from zhiji.verify.volume_verifier import UnreadableError, main, verify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.verify.second import Second


def packed(
    files: Mapping[str, bytes], *, top: str = "", method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.comment = comment
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(top + path), content, method)
    return stream.getvalue()


def both(tmp_path: Path, second: Second, archive: bytes) -> dict[str, Any] | None:
    """The answer that both give; None where both cannot read it."""
    path = tmp_path / "volume.zip"
    path.write_bytes(archive)
    one, other = first_answer(path), second.verify_zip(archive)
    assert other == one or (one is None and other["unreadable"])
    return one


def first_answer(path: Path) -> dict[str, Any] | None:
    try:
        return verify(str(path)).to_document() | {"volume": ""}
    except UnreadableError:
        return None


@pytest.mark.parametrize("top", ["", "案卷 1/"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_packed_volume_holds_like_the_folder(
    tmp_path: Path, second: Second, sound: Path, top: str, method: int
) -> None:
    answer = both(tmp_path, second, packed(contents(sound), top=top, method=method, comment=b"sent by post PK\5\6"))
    assert answer == verify(str(sound)).to_document() | {"volume": ""}
    assert main([str(tmp_path / "volume.zip")]) == 0


def test_what_does_not_belong_into_an_archive_is_named_and_not_opened(
    tmp_path: Path, second: Second, sound: Path
) -> None:
    files = contents(sound)
    link = zipfile.ZipInfo("data/link.jpg")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    stream = io.BytesIO(packed(files))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../up.txt", "x")
        archive.writestr("data/case.json/", "")
        archive.writestr("/etc/x", "x")
        archive.writestr("data/证据.mp4", "x")
        archive.writestr("data/bomb.bin", bytes(4 << 20), zipfile.ZIP_DEFLATED)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("data/case.json", "{}")
    answer = both(tmp_path, second, stream.getvalue())
    assert answer
    forbidden = {finding["where"] for finding in answer["findings"] if finding["code"] == "FILE_FORBIDDEN"}
    assert forbidden == {"data/link.jpg", "../up.txt", "/etc/x", "data/证据.mp4", "data/case.json"}
    assert {"FILE_FORBIDDEN", "FILE_UNLISTED"} <= {finding["code"] for finding in answer["findings"]}


def patched(archive: bytes, name: bytes, *, offset: int, value: int, size: int = 4) -> bytes:
    """The archive with a field of the central header of that file changed."""
    at = archive.rindex(name) - 46
    assert archive[at : at + 4] == b"PK\1\2"
    return archive[: at + offset] + value.to_bytes(size, "little") + archive[at + offset + size :]


@pytest.mark.parametrize(
    ("offset", "value", "size"),
    [(8, 1, 2), (10, 12, 2), (24, 1 << 30, 4), (24, 5, 4), (24, 0, 4), (20, 40, 4)],
    ids=["encrypted", "method", "bomb", "too short", "empty", "cut"],
)
def test_a_member_that_is_not_what_it_says_is_named(
    tmp_path: Path, second: Second, sound: Path, offset: int, value: int, size: int
) -> None:
    archive = patched(packed(contents(sound)), b"data/case.json", offset=offset, value=value, size=size)
    answer = both(tmp_path, second, archive)
    assert answer
    assert ("FILE_FORBIDDEN", "data/case.json") in {(one["code"], one["where"]) for one in answer["findings"]}


@pytest.mark.parametrize("damage", ["cut", "overlap", "elsewhere", "zip64", "no zip", "empty", "count"])
def test_what_is_no_readable_archive_is_said_in_one_sentence(
    tmp_path: Path, second: Second, sound: Path, damage: str
) -> None:
    archive = packed(contents(sound))
    end = archive.rindex(b"PK\5\6")
    made = {
        "cut": archive[: len(archive) // 2],
        "overlap": patched(archive, b"export.note", offset=42, value=0),
        "elsewhere": patched(archive, b"export.note", offset=42, value=1 << 31),
        "zip64": archive[: end + 16] + struct.pack("<L", 0xFFFFFFFF) + archive[end + 20 :],
        "no zip": b"hello",
        "empty": b"",
        "count": archive[: end + 8] + struct.pack("<HH", 1, 1) + archive[end + 12 :],
    }
    assert both(tmp_path, second, made[damage]) is None
    assert main([str(tmp_path / "volume.zip")]) == 2


def test_every_changed_bit_of_an_archive_is_said_alike(tmp_path: Path, second: Second, sound: Path) -> None:
    archive = packed({path: data for path, data in contents(sound).items() if not path.startswith("verify.")})
    for place in range(0, len(archive), len(archive) // 12):
        both(tmp_path, second, archive[:place] + bytes([archive[place] ^ 1 << place % 8]) + archive[place + 1 :])
