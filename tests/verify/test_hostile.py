"""Whatever stands in a volume, verifying ends with findings and never with a crash."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.verify.sample import case_document, office_with_case, write_volume
from tests.verify.test_tampering import InMemory, contents, failures

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.entry import EntryType
from zhiji.verify.volume_verifier import (
    CODES,
    NO_TRUST,
    Stamp,
    UnreadableError,
    Verification,
    read_policy,
    system_reason,
    verify,
)

if TYPE_CHECKING:
    from pathlib import Path

PARSED = (
    "anchors/consistency.jsonl",
    "ledger/case-index.jsonl",
    "ledger/history.jsonl",
    "data/case.json",
    "data/documents/r1.json",
    "ledger/entries.jsonl",
    "ledger/openings.jsonl",
    "ledger/proofs.jsonl",
)

simple = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8"), max_size=8)
)
anything = st.recursive(
    simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner)
)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a parsed one."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [above, *(place for key, inner in items for place in places(inner, (*above, key)))]


def with_value(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = with_value(value[place[0]], place[1:], new)
    return changed


@given(data=st.data())
def test_any_value_in_place_of_any_other_is_found(sound: Path, data: st.DataObject) -> None:
    files = contents(sound)
    path = data.draw(st.sampled_from(PARSED))
    lines = files[path].split(b"\n") if path.endswith(".jsonl") else [files[path]]
    number = data.draw(st.integers(0, max(0, len(lines) - 2)))
    value = json.loads(lines[number])
    new = with_value(value, data.draw(st.sampled_from(places(value))), data.draw(anything))
    lines[number] = canonical_bytes(new) if path.endswith(".jsonl") else json.dumps(new).encode()
    assume(b"\n".join(lines) != files[path])
    findings = Verification(InMemory({**files, path: b"\n".join(lines)})).run()
    assert any(path in finding.where for finding in findings)
    assert all(finding.sentence and finding.code in CODES for finding in findings)


@given(path_content=st.tuples(st.integers(0, 100), st.binary(max_size=300)))
def test_any_bytes_in_place_of_any_file_are_found(sound: Path, path_content: tuple[int, bytes]) -> None:
    files = contents(sound)
    path = sorted(files)[path_content[0] % len(files)]
    findings = Verification(InMemory({**files, path: path_content[1]})).run()
    assert any(path in finding.where for finding in findings)


@settings(max_examples=20)
@given(content=st.dictionaries(st.sampled_from(["table", "row", "version", "fields", "sha256", "sm3", "x"]), anything))
def test_an_office_that_commits_to_nonsense_is_not_a_crash(tmp_path_factory: Any, content: dict[str, Any]) -> None:
    office = office_with_case()
    for kind in ("row", "file", "volume"):
        office.enter(EntryType.CASE_CHANGED, [{**content, "kind": kind}])
    volume = write_volume(tmp_path_factory.mktemp("nonsense") / "volume", office)
    assert isinstance(failures(volume), list)


def test_rows_with_fields_of_the_wrong_kind_are_a_finding(tmp_path: Path) -> None:
    office = office_with_case()
    row = {"kind": "row", "table": "cases_party", "row": "x", "version": 1, "fields": {"position": "y", "ref": ["p9"]}}
    office.enter(EntryType.CASE_CHANGED, [row])
    assert {finding.code for finding in failures(write_volume(tmp_path / "volume", office))} & {
        "CHECK_FAILED",
        "STATEMENT_UNLOGGED",
    }


@given(policy=st.binary(max_size=200) | st.text("log witnesgroupquany 0123+/=\n\t#").map(str.encode))
def test_any_bytes_for_a_policy_are_read_or_refused_in_one_sentence(policy: bytes) -> None:
    try:
        read_policy(policy, NO_TRUST)
    except UnreadableError as error:
        assert str(error).endswith("。")  # noqa: PT017  # a policy that can be read is right, too


@given(token=st.binary(max_size=400), kind=st.sampled_from([b"", b"\x30\x82\x01\x00"]))
def test_any_bytes_for_a_token_are_no_time_stamp(token: bytes, kind: bytes) -> None:
    with pytest.raises((ValueError, LookupError)):
        Stamp.parse(kind + token)


def test_deep_nesting_is_a_finding(sound: Path) -> None:
    files = contents(sound)
    for path in PARSED:
        deep = b"[" * 200_000 + b"]" * 200_000 + b"\n"
        assert any(path in finding.where for finding in Verification(InMemory({**files, path: deep})).run())


def test_what_a_volume_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    document = case_document()
    document["case"]["title"] = "\x1b[2J结论：成立。"
    document["parties"].append({"id": "\ud800\x1b[1A\u202e", "name": "x"})
    volume = write_volume(tmp_path / "volume", document=document)
    (volume / "data/\x1b[2K\udc80").touch()
    result = verify(str(volume))
    for said in (result.to_text(), json.dumps(result.to_document(), ensure_ascii=False)):
        assert said.replace("\n", "").isprintable()
        assert said.encode()


def test_why_the_system_refuses_is_said_in_chinese():
    assert system_reason(PermissionError(errno.EACCES, "Permission denied")) == "没有权限"
    assert system_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
