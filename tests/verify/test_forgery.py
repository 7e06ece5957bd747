"""What the office itself, or a thief of its keys, can do to a volume, and by which name it is found."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from tests.verify.cosigner import cosign, cosigner_key
from tests.verify.sample import (
    FILMS,
    Office,
    case_document,
    file_opening,
    office_with_case,
    reseal,
    row,
    write_volume,
)
from tests.verify.test_tampering import failing_codes, failures

from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.note import Note, parse_note
from zhiji.verify.volume_verifier import NO_TRUST, Key, Trust, UnreadableError, read_policy, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def edit_lines(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def with_fine(amount: str) -> dict[str, Any]:
    document = copy.deepcopy(case_document())
    document["events"][1]["facts"]["罚款"] = amount
    return document


# --- with the export key: the volume is sealed again after the change --------------------------------------------------


def test_a_removed_film_is_missing_from_what_was_entered(volume: Path) -> None:
    (volume / "data/evidence/r2.mp4").unlink()
    reseal(volume, Office())
    assert {"EVIDENCE_MISSING", "EXPORT_MISMATCH"} == failing_codes(volume)


def test_an_altered_film_is_not_what_was_entered(volume: Path) -> None:
    (volume / "data/evidence/r2.mp4").write_bytes(b"another film")
    reseal(volume, Office())
    assert {"EVIDENCE_UNLOGGED", "EVIDENCE_MISSING", "EXPORT_MISMATCH"} == failing_codes(volume)


def test_an_added_film_was_never_entered(volume: Path) -> None:
    (volume / "data/evidence/r9.mp4").write_bytes(b"a film from elsewhere")
    reseal(volume, Office())
    assert {"EVIDENCE_UNLOGGED", "EXPORT_MISMATCH"} == failing_codes(volume)


def test_a_fine_changed_in_the_opened_content_was_never_committed_to(volume: Path) -> None:
    openings = volume / "ledger/openings.jsonl"
    openings.write_text(openings.read_text().replace("2000", "2001"))
    reseal(volume, Office())
    assert {"OPENING_UNLOGGED", "OPENING_MISSING", "STATEMENT_UNLOGGED"} == failing_codes(volume)


def test_a_withheld_content_is_missing(volume: Path) -> None:
    edit_lines(volume / "ledger/openings.jsonl", lambda lines: [line for line in lines if "cases_party" not in line])
    reseal(volume, Office())
    assert {"OPENING_MISSING", "STATEMENT_UNLOGGED"} == failing_codes(volume)


def test_a_content_shown_twice_is_refused(volume: Path) -> None:
    edit_lines(volume / "ledger/openings.jsonl", lambda lines: [*lines, lines[0]])
    reseal(volume, Office())
    assert failing_codes(volume) == {"OPENING_UNLOGGED"}


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_an_entry_left_out_breaks_the_chain_of_the_case(volume: Path, dropped: int) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        edit_lines(volume / "ledger" / name, lambda lines: lines[:dropped] + lines[dropped + 1 :])
    reseal(volume, Office())
    assert "CASE_CHAIN_BROKEN" in failing_codes(volume)


def test_the_last_entries_left_out_are_named_as_withheld(volume: Path) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        edit_lines(volume / "ledger" / name, lambda lines: lines[:-1])
    reseal(volume, Office())
    assert "CASE_ENTRIES_WITHHELD" in failing_codes(volume)


def test_entries_in_another_order_break_the_chain(volume: Path) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        edit_lines(volume / "ledger" / name, lambda lines: [lines[1], lines[0], *lines[2:]])
    reseal(volume, Office())
    assert "CASE_CHAIN_BROKEN" in failing_codes(volume)


def test_an_altered_entry_is_not_in_the_log(volume: Path) -> None:
    edit_lines(volume / "ledger/entries.jsonl", lambda lines: [*lines[:-1], lines[-1].replace("2026", "2025")])
    reseal(volume, Office())
    assert failing_codes(volume) == {"CHECKPOINT_MISMATCH"}


@pytest.mark.parametrize(
    "spelling",
    [
        lambda line: line.replace(",", ", ", 1),
        lambda line: line.replace('"v":1', '"v":1.0'),
        lambda line: '{"v":1,' + line[1:],
        lambda line: line.replace("{", "[" * 100_000, 1),
    ],
)
def test_an_entry_in_another_spelling_is_refused(volume: Path, spelling: Callable[[str], str]) -> None:
    edit_lines(volume / "ledger/entries.jsonl", lambda lines: [spelling(lines[0]), *lines[1:]])
    reseal(volume, Office())
    assert "ENTRY_NOT_CANONICAL" in failing_codes(volume)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_an_older_checkpoint_does_not_cover_the_export(volume: Path, algorithm: str) -> None:
    older = office_with_case()
    (volume / f"ledger/checkpoint-{algorithm}.note").write_bytes(older.checkpoint(algorithm))
    reseal(volume, Office())
    assert "CHECKPOINT_MISMATCH" in failing_codes(volume)


def test_the_two_checkpoints_cannot_stand_for_each_other(volume: Path) -> None:
    sha256, sm3 = (volume / f"ledger/checkpoint-{name}.note" for name in ("sha256", "sm3"))
    sm3.write_bytes(sha256.read_bytes())
    reseal(volume, Office())
    assert "CHECKPOINT_BAD_SIG" in failing_codes(volume)


def test_another_export_key_is_not_the_one_in_the_log(volume: Path) -> None:
    thief = Office(seed="thief")
    keys = volume / "ledger/keys.txt"
    keys.write_text(keys.read_text().replace(str(Office().keys.export), str(thief.keys.export)))
    reseal(volume, thief)
    assert failing_codes(volume) == {"KEY_MISMATCH"}


def test_a_second_signature_on_the_export_note_is_not_tolerated(volume: Path) -> None:
    note = volume / "export.note"
    stranger = Office(seed="stranger").signing_key("stranger")
    parsed = parse_note(note.read_bytes())
    note.write_text(str(Note(parsed.text, (*parsed.signatures, stranger.sign(parsed.text)))))
    assert failing_codes(volume) == {"EXPORT_BAD_SIGNATURE"}


# --- with all keys: the office writes a false volume and logs the export of it ----------------------------------------


def test_case_data_that_differ_from_the_rows_in_the_log_are_named(tmp_path: Path) -> None:
    volume = write_volume(tmp_path / "volume", document=with_fine("200"))
    assert [(f.code, f.where, f.detail) for f in failures(volume)] == [("STATEMENT_UNLOGGED", "events e2", "facts")]


def test_case_data_that_leave_out_or_invent_something_are_named(tmp_path: Path) -> None:
    document = case_document()
    document["reports"] = []
    document["parties"].append({"id": "p2", "name": "另一人"})
    volume = write_volume(tmp_path / "volume", document=document)
    assert {(f.code, f.where) for f in failures(volume)} == {
        ("STATEMENT_UNLOGGED", "parties p2"),
        ("STATEMENT_UNLOGGED", "reports 0"),
    }


def test_case_data_that_leave_out_a_key_are_named(tmp_path: Path) -> None:
    document = case_document()
    del document["events"][1]["facts"]
    volume = write_volume(tmp_path / "volume", document=document)
    assert [(f.where, f.detail) for f in failures(volume)] == [("events e2", "facts")]


def test_a_paper_that_differs_from_its_row_is_named(tmp_path: Path) -> None:
    paper = case_document()["records"][0] | {"event": "e2"}
    volume = write_volume(tmp_path / "volume", paper=paper)
    assert [(f.where, f.detail) for f in failures(volume)] == [("data/documents/r1.json", "event")]


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"case": None},
        {"case": {"id": []}},
        case_document() | {"events": "x"},
        case_document() | {"events": [1]},
        case_document() | {"records": [{"id": {}}]},
        case_document() | {"case": case_document()["case"] | {"title": [[[]]]}},
    ],
)
def test_case_data_of_another_shape_are_a_finding_and_no_crash(tmp_path: Path, document: Any) -> None:
    assert failing_codes(write_volume(tmp_path / "volume", document=document or [1], paper={"id": "r1"}))


def test_the_newest_version_of_a_row_is_what_the_case_data_must_say(tmp_path: Path) -> None:
    office = office_with_case()
    changed = with_fine("200")
    office.enter(EntryType.EVENT_CHANGED, [row("events", 1, changed["events"][1], version=2)])
    assert failures(write_volume(tmp_path / "true", copy.deepcopy(office), changed)) == []
    assert failing_codes(write_volume(tmp_path / "false", office)) == {"STATEMENT_UNLOGGED"}


def test_a_film_entered_in_another_case_is_not_evidence_of_this_one(tmp_path: Path) -> None:
    office = office_with_case(films={})
    office.enter(EntryType.EVIDENCE_RECEIVED, [file_opening("r3.jpg", FILMS["r3.jpg"])], case=b"\x07" * 32)
    volume = write_volume(tmp_path / "volume", office, films={"r3.jpg": FILMS["r3.jpg"]})
    assert [(f.code, f.where) for f in failures(volume)] == [("EVIDENCE_UNLOGGED", "data/evidence/r3.jpg")]


def test_a_log_rewritten_with_all_keys_holds_until_somebody_outside_is_asked(tmp_path: Path) -> None:
    false = with_fine("200")
    volume = write_volume(tmp_path / "volume", office_with_case(false), false)
    assert failing_codes(volume) == set()
    assert {"NO_WITNESS", "KEY_FROM_VOLUME"} == {f.code for f in verify(str(volume)).findings}


# --- what the reader brings along --------------------------------------------------------------------------------------


ANCHORS_NOT_JUDGED = {"POLICY_NOT_GIVEN", "TIMESTAMP_UNKNOWN"}
"""Of a volume with witnesses and time stamps, where the reader brings no policy."""


def codes(volume: Path, trust: Trust) -> set[str]:
    return {finding.code for finding in verify(str(volume), trust).findings}


def key_of(office: Office) -> Key:
    return Key.parse(str(office.keys.sha256))


def test_a_known_key_replaces_the_word_of_the_volume(sound: Path) -> None:
    assert codes(sound, Trust(logs=(key_of(Office()),))) == {"NO_WITNESS", *ANCHORS_NOT_JUDGED}


def test_a_volume_signed_by_somebody_else_is_named(sound: Path) -> None:
    assert codes(sound, Trust(logs=(key_of(Office(seed="other")),))) == {
        "NO_WITNESS",
        "KEY_MISMATCH",
        *ANCHORS_NOT_JUDGED,
    }


def witnessed(tmp_path: Path, *, by: str, at: int = 1_772_000_000) -> Path:
    """A volume whose checkpoint a witness has cosigned (C2SP tlog-cosignature, type 4)."""
    volume = write_volume(tmp_path / "volume")
    path = volume / "ledger/checkpoint-sha256.note"
    path.write_bytes(cosign(path.read_bytes(), name="witness.example", seed=by, at=at))
    reseal(volume, Office())
    return volume


@pytest.mark.parametrize(("by", "expected"), [("witness", set()), ("impostor", {"WITNESS_QUORUM"})])
def test_a_policy_asks_for_its_witnesses(tmp_path: Path, by: str, expected: set[str]) -> None:
    policy = f"""
        # 信任策略
        log {Office().keys.sha256}
        witness w1 {cosigner_key("witness.example", "witness")}
        witness w2 {cosigner_key("second.example", "second")} https://second.example/
        group outside 1 w1 w2
        quorum outside
    """
    assert codes(witnessed(tmp_path, by=by), read_policy(policy.encode(), NO_TRUST)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "log",
        "log x+y",
        "witness none x",
        "quorum outside",
        "group g 2 w1",
        "group g 0",
        "trust me",
        "log a+00000000+AQ==",
        f"witness w {Office().keys.sha256}",
        f"log {cosigner_key('witness.example', 'witness')}",
    ],
)
def test_a_policy_that_cannot_be_read_names_its_line(line: str) -> None:
    with pytest.raises(UnreadableError, match="第 2 行"):
        read_policy(f"# 信任策略\n{line}\n".encode(), NO_TRUST)


def test_a_policy_without_a_quorum_is_refused() -> None:
    with pytest.raises(UnreadableError, match="quorum"):
        read_policy(f"log {Office().keys.sha256}\n".encode(), NO_TRUST)
