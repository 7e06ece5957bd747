"""Whoever changes a volume without the export key is found, and what he changed is named."""

from __future__ import annotations

import os
import random
import shutil
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from tests.verify.sample import rewrite_manifests

from zhiji.verify import volume_verifier
from zhiji.verify.volume_verifier import NOT_REGULAR, NOTES, PATH, Finding, Folder, Verification, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFESTS = ("manifest-sha256.txt", "manifest-sm3.txt")


class InMemory(Folder):
    """A volume as a table of bytes, for verifications by the thousand."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.sizes = {path: len(content) for path, content in files.items() if PATH.fullmatch(path)}
        self.forbidden = [Finding("FILE_FORBIDDEN", path, NOT_REGULAR) for path in files if path not in self.sizes]

    def blocks(self, path: str) -> Iterator[bytes]:
        yield self.files[path]


def contents(volume: Path) -> dict[str, bytes]:
    return {p.relative_to(volume).as_posix(): p.read_bytes() for p in sorted(volume.rglob("*")) if p.is_file()}


def failures(volume: Path) -> list[Finding]:
    return [finding for finding in verify(str(volume)).findings if finding.code not in NOTES]


def failing_codes(volume: Path) -> set[str]:
    return {finding.code for finding in failures(volume)}


def names(findings: list[Finding], path: str) -> bool:
    return any(path in finding.where for finding in findings if finding.code not in NOTES)


def with_bit_flipped(files: dict[str, bytes], path: str, offset: int, bit: int) -> InMemory:
    content = bytearray(files[path])
    content[offset] ^= 1 << bit
    return InMemory({**files, path: bytes(content)})


def assert_byte_is_found(files: dict[str, bytes], path: str, offset: int, bit: int) -> None:
    findings = Verification(with_bit_flipped(files, path, offset, bit)).run()
    assert names(findings, path), (path, offset, bit, findings)


def test_the_untouched_volume_holds(sound: Path) -> None:
    assert failures(sound) == []
    assert Verification(InMemory(contents(sound))).run() == list(verify(str(sound)).findings)


def test_a_changed_bit_at_either_end_and_within_every_file_is_found_and_named(sound: Path) -> None:
    files = contents(sound)
    chance = random.Random(1)  # noqa: S311
    for path, content in files.items():
        last = len(content) - 1
        for offset in {0, last, last - 1, *(chance.randrange(len(content)) for _ in range(6))}:
            assert_byte_is_found(files, path, offset, chance.randrange(8))


@pytest.mark.soak
def test_a_changed_bit_in_any_byte_is_found_and_named(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Most changes leave the signatures as they were: remembering what was computed makes this many times as fast.
    for name in ("ed25519_holds", "ecdsa_holds"):
        monkeypatch.setattr(volume_verifier, name, lru_cache(getattr(volume_verifier, name)))
    files = contents(sound)
    chance = random.Random(2)  # noqa: S311
    for path, content in files.items():
        step = 101 if path.startswith("verify.") else 1  # the verifiers themselves are long and nothing reads them
        for offset in range(0, len(content), step):
            assert_byte_is_found(files, path, offset, chance.randrange(8))


def test_every_file_that_is_taken_away_is_named(sound: Path) -> None:
    files = contents(sound)
    for path in files:
        left = {other: content for other, content in files.items() if other != path}
        assert names(Verification(InMemory(left)).run(), path), path


def test_every_file_that_is_cut_short_or_lengthened_is_named(sound: Path) -> None:
    files = contents(sound)
    for path, content in files.items():
        for changed in (b"", content[: len(content) // 2], content[:-1], content + b"\n"):
            assert names(Verification(InMemory({**files, path: changed})).run(), path), path


@pytest.mark.parametrize("path", ["data/evidence/r9.mp4", "ledger/more.jsonl", "thumbs.db", "data/x.txt"])
def test_an_added_file_is_named(volume: Path, path: str) -> None:
    (volume / path).write_bytes(b"more")
    assert ("FILE_UNLISTED", path) in [(f.code, f.where) for f in failures(volume)]
    assert {f.where for f in failures(volume)} == {path}


@pytest.mark.parametrize("path", [".DS_Store", "data/证据.mp4", "data/Case.json", "a/b/c/d"])
def test_a_file_whose_name_no_volume_can_have_is_named_and_not_opened(volume: Path, path: str) -> None:
    (volume / path).parent.mkdir(parents=True, exist_ok=True)
    (volume / path).write_bytes(b"more")
    [finding] = failures(volume)
    assert (finding.code, path.startswith(finding.where)) == ("FILE_FORBIDDEN", True)


def test_a_renamed_file_is_named_under_both_names(volume: Path) -> None:
    (volume / "data/evidence/r2.mp4").rename(volume / "data/evidence/r4.mp4")
    found = {(f.code, f.where) for f in failures(volume)}
    assert ("FILE_MISSING", "data/evidence/r2.mp4") in found
    assert ("FILE_UNLISTED", "data/evidence/r4.mp4") in found


def test_two_files_exchanged_for_each_other_are_both_named(volume: Path) -> None:
    one, other = volume / "data/evidence/r2.mp4", volume / "data/evidence/r3.jpg"
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)
    altered = [f.where for f in failures(volume) if f.code == "FILE_ALTERED"]
    assert altered == ["data/evidence/r2.mp4", "data/evidence/r3.jpg"]


@pytest.mark.parametrize("path", ["data/evidence/r2.mp4", "verify.py", "export.note"])
def test_a_link_in_place_of_a_file_is_named_and_not_followed(volume: Path, tmp_path: Path, path: str) -> None:
    shutil.move(volume / path, tmp_path / "elsewhere")
    (volume / path).symlink_to(tmp_path / "elsewhere")
    assert ("FILE_FORBIDDEN", path) in [(f.code, f.where) for f in failures(volume)]


def test_a_link_to_a_folder_is_not_followed(volume: Path, tmp_path: Path) -> None:
    shutil.move(volume / "ledger", tmp_path / "ledger")
    (volume / "ledger").symlink_to(tmp_path / "ledger")
    assert {"FILE_FORBIDDEN", "FILE_MISSING"} <= failing_codes(volume)


def test_a_pipe_is_named_and_not_waited_for(volume: Path) -> None:
    os.mkfifo(volume / "data/evidence/r4.mp4")
    assert [(f.code, f.where) for f in failures(volume)] == [("FILE_FORBIDDEN", "data/evidence/r4.mp4")]


def test_an_empty_folder_is_named(volume: Path) -> None:
    (volume / "data/extra").mkdir()
    assert [(f.code, f.where) for f in failures(volume)] == [("FILE_FORBIDDEN", "data/extra/")]


def test_rewritten_manifests_do_not_hide_a_change_because_they_are_signed(volume: Path) -> None:
    (volume / "data/documents/r1.html").write_text("<p>罚款 200 元</p>")
    rewrite_manifests(volume)
    found = failures(volume)
    assert {"EXPORT_MISMATCH"} == {f.code for f in found}
    assert any("tagmanifest" in f.where for f in found)
    assert any("manifest-sha256.txt" in f.where for f in found)


def test_rewritten_manifests_do_not_hide_a_removed_film(volume: Path) -> None:
    (volume / "data/evidence/r2.mp4").unlink()
    rewrite_manifests(volume)
    assert {"EXPORT_MISMATCH", "EVIDENCE_MISSING"} == failing_codes(volume)


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests_that_list_different_files_are_named(volume: Path, name: str) -> None:
    lines = (volume / name).read_text().splitlines(keepends=True)
    (volume / name).write_text("".join(lines[1:]))
    assert {"TAG_ALTERED", "MANIFEST_BAD"} <= failing_codes(volume)


@pytest.mark.parametrize(
    "line",
    [
        "{digest}  data/../../etc/passwd",
        "{digest}  /etc/passwd",
        "{digest}  data/a%2fb",
        "{digest} data/case.json",
        "{digest}  ledger/keys.txt",
        "{digest}  data\\case.json",
        "xyz  data/case.json",
        "",
    ],
)
def test_a_manifest_line_that_leads_elsewhere_is_refused(volume: Path, line: str) -> None:
    with (volume / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(line.format(digest="0" * 64) + "\n")
    assert ("MANIFEST_BAD", "manifest-sha256.txt") in [(f.code, f.where) for f in failures(volume)]


def test_a_manifest_that_lists_a_file_twice_is_refused(volume: Path) -> None:
    lines = (volume / "manifest-sha256.txt").read_text().splitlines(keepends=True)
    (volume / "manifest-sha256.txt").write_text("".join([lines[0], *lines]))
    assert "MANIFEST_BAD" in failing_codes(volume)
