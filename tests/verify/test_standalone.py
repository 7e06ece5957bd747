"""The verifier is one file that runs anywhere: the copy in a volume and `zhiji verify` are the same program."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from zhiji.verify import volume_verifier
from zhiji.verify.volume_verifier import main, verify

SOURCE = Path(volume_verifier.__file__).read_text(encoding="utf-8")
NEWER_THAN_3_8 = {
    *("removeprefix", "removesuffix", "bit_count", "is_relative_to", "file_digest", "fromisocalendar", "pairwise"),
    *("cache", "lcm", "nextafter", "randbytes", "unparse", "usedforsecurity", "strict", "slots", "kw_only", "UTC"),
}
"""Names of the standard library that came after Python 3.8 and that one might reach for here."""


def run_alone(volume: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The volume's own copy: no site-packages, no environment, no user folder, elsewhere as working folder."""
    command = [sys.executable, "-I", "-S", str(volume / "verify.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env={}, cwd="/")


def test_it_is_python_3_8() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 8))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) if node.arg}
    assert not used & NEWER_THAN_3_8


def test_what_runs_without_being_called_names_no_generic_that_3_8_cannot_index() -> None:
    """`list[int]` is fine in an annotation, which is never run, but not in an alias or a base class."""
    tree = ast.parse(SOURCE)
    annotations = {
        id(part)
        for node in ast.walk(tree)
        for root in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if root
        for part in ast.walk(root)
    }
    indexed = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and id(node) not in annotations
    }
    assert not indexed & {"list", "dict", "tuple", "set", "frozenset", "type"}


def test_it_imports_nothing_but_the_standard_library() -> None:
    modules = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names
    assert not modules & {"socket", "urllib", "http", "ssl", "subprocess", "sqlite3", "ctypes", "pickle"}


def test_the_copy_in_the_volume_is_the_file_that_zhiji_runs(sound: Path) -> None:
    assert (sound / "verify.py").read_text(encoding="utf-8") == SOURCE


@pytest.mark.parametrize("damage", [None, "data/case.json", "ledger/openings.jsonl", "export.note"])
def test_the_copy_alone_agrees_with_the_imported_one(
    volume: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    if damage:
        (volume / damage).write_bytes((volume / damage).read_bytes() + b" ")
    status = main([str(volume), "--json"])
    alone = run_alone(volume, "--json")
    assert (alone.returncode, alone.stderr) == (status, "")
    assert json.loads(alone.stdout) | {"volume": ""} == json.loads(capsys.readouterr().out) | {"volume": ""}
    assert status == bool(damage)


def test_started_from_anywhere_it_verifies_the_volume_it_lies_in(sound: Path) -> None:
    alone = run_alone(sound)
    assert alone.returncode == 0
    assert "结论：成立。" in alone.stdout
    assert "没有经您确认的外部见证" in alone.stdout


def test_verifying_leaves_no_trace_in_the_volume(sound: Path) -> None:
    before = sorted(sound.rglob("*"))
    run_alone(sound)
    assert sorted(sound.rglob("*")) == before


@pytest.mark.parametrize("content", [None, b"hello", ""])
def test_what_is_no_volume_is_unreadable_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | str | None
) -> None:
    path = tmp_path / "there"
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(path) in said.err


def test_a_key_that_is_none_is_refused(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sound), "--key", "x"]) == 2
    assert "--key" in capsys.readouterr().err


def test_a_policy_file_that_is_not_there_is_named(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sound), "--policy", str(sound / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_where_python_has_no_sm3_small_files_are_checked_and_big_ones_are_named(
    volume: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volume_verifier, "FAST_SM3", None)
    monkeypatch.setattr(volume_verifier, "MAX_SM3_WITHOUT_LIBRARY", 500)
    findings = {finding.code: finding for finding in verify(str(volume)).findings}
    assert {"SM3_NOT_CHECKED"} < set(findings) <= volume_verifier.NOTES
    assert "2 个" in findings["SM3_NOT_CHECKED"].sentence
    big = volume / "data/evidence/r2.mp4"
    big.write_bytes(big.read_bytes()[::-1])
    assert "FILE_ALTERED" in {finding.code for finding in verify(str(volume)).findings}


def test_every_code_has_a_sentence_and_something_to_do() -> None:
    for code, (sentence, advice) in volume_verifier.CODES.items():
        finding = volume_verifier.Finding(code, "甲", "乙")
        assert finding.sentence.endswith("。"), code
        assert "{" not in finding.sentence
        assert advice.endswith("。"), code
        assert sentence
    assert volume_verifier.CODES.keys() >= volume_verifier.NOTES
