"""Changes to a volume, as accidents, strangers and thieves of keys make them; each from a number, always the same."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from tests.verify.sample import Office, seal

from zhiji.core.ledger.canonical import canonical_bytes
from zhiji.core.ledger.errors import CanonicalError

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, bytes]
ODD = [
    None,
    True,
    -1,
    0,
    1,
    2**53 - 1,
    "",
    "x",
    "0" * 64,
    [],
    {},
    ["x"],
    {"a": 1},
    "é\u2028\U0001f600",
    "2026-03-02T01:30:00Z",
]
LINES = [f"ledger/{name}.jsonl" for name in ("entries", "proofs", "openings", "history", "case-index")]
LINES.append("anchors/consistency.jsonl")
NOTES = ["ledger/checkpoint-sha256.note", "ledger/checkpoint-sm3.note", "anchors/export.tlog-proof", "export.note"]


def mutated(files: Files, number: int, anchors: list[str]) -> tuple[str, Files]:
    """What was done, and the files afterwards. anchors: paths of notes and tokens in anchors/."""
    chance = random.Random(number)  # noqa: S311
    kind = KINDS[number % len(KINDS)]
    changed = dict(files)
    for _ in range(chance.choice([1, 1, 1, 2])):
        kind(changed, chance, anchors)
    resealed = chance.random() < 0.6 and kind not in {_flip_tag, _cut_manifest}
    if resealed:
        seal(changed, Office(seed=chance.choice(["office"] * 5 + ["thief"])))
    return f"{number} {kind.__name__}{' resealed' if resealed else ''}", changed


def _some(files: Files, chance: random.Random, among: list[str]) -> str:
    return chance.choice([path for path in among if path in files] or sorted(files))


def _flip(files: Files, chance: random.Random, anchors: list[str]) -> None:
    path = chance.choice([path for path in sorted(files) if not path.startswith("verify.")])
    content = bytearray(files[path] or b"\0")
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    files[path] = bytes(content)


def _flip_tag(files: Files, chance: random.Random, anchors: list[str]) -> None:
    _flip_in(files, chance, _some(files, chance, [path for path in files if not path.startswith(("data/", "verify."))]))


def _flip_anchor(files: Files, chance: random.Random, anchors: list[str]) -> None:
    _flip_in(files, chance, _some(files, chance, [*anchors, *NOTES]))


def _flip_in(files: Files, chance: random.Random, path: str) -> None:
    content = bytearray(files[path] or b"\0")
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    files[path] = bytes(content)


def _cut(files: Files, chance: random.Random, anchors: list[str]) -> None:
    path = chance.choice(sorted(files))
    content = files[path]
    files[path] = chance.choice([b"", content[: len(content) // 2], content[:-1], content + b"\n", content + content])


def _cut_manifest(files: Files, chance: random.Random, anchors: list[str]) -> None:
    path = _some(files, chance, [path for path in files if "manifest" in path])
    lines = files[path].splitlines(keepends=True)
    place = chance.randrange(len(lines))
    odd = [
        b"0" * 64 + b"  data/../x\n",
        lines[place].upper(),
        lines[place][:-1] + b"\r\n",
        b"\n",
        lines[place] * 2,
        b"",
    ]
    files[path] = b"".join([*lines[:place], chance.choice(odd), *lines[place + 1 :]])


def _drop(files: Files, chance: random.Random, anchors: list[str]) -> None:
    del files[chance.choice(sorted(files))]


def _add(files: Files, chance: random.Random, anchors: list[str]) -> None:
    names = [
        "data/evidence/r9.mp4",
        "data/documents/r9.json",
        "ledger/x.jsonl",
        "anchors/3-sha256.0.tst",
        "anchors/x",
        "A",
        "a b",
    ]
    names += ["data/evidence/照片.jpg", "a/b/c/d", ".x", "anchors/2-sm3.note", "anchors/policy.txt", "data/x"]
    files[chance.choice(names)] = chance.choice([b"", b"{}", b"more\n", files[chance.choice(sorted(files))]])


def _swap(files: Files, chance: random.Random, anchors: list[str]) -> None:
    groups = [sorted(files), [*anchors, *NOTES], LINES, [path for path in sorted(files) if path.startswith("data/")]]
    one, other = (_some(files, chance, group) for group in [chance.choice(groups)] * 2)
    files[one], files[other] = files[other], files[one]


def _rename(files: Files, chance: random.Random, anchors: list[str]) -> None:
    path = chance.choice(sorted(files))
    files[chance.choice([path + "x", "data/" + path.split("/")[-1], path.upper(), "x" + path])] = files.pop(path)


def _lines(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """Lines withheld, repeated, exchanged."""
    paths = [_some(files, chance, LINES)] if chance.random() < 0.5 else LINES[:2]
    order = chance.randrange(6)
    for path in [path for path in paths if path in files]:
        lines = files[path].splitlines(keepends=True)
        orders = [
            lines[:-1],
            lines[1:],
            lines[::-1],
            [*lines, *lines[-1:]],
            lines[:1] + lines[2:],
            lines[1:2] + lines[:1] + lines[2:],
        ]
        files[path] = b"".join(orders[order])


def _proofs(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """Proofs of one line put on another; hashes taken out, put in, exchanged."""
    path = _some(files, chance, [LINES[1], LINES[3], LINES[4], LINES[5]])
    lines = [json.loads(line) for line in files[path].splitlines()]
    for line in chance.sample(lines, min(2, len(lines))):
        key = chance.choice([key for key, value in line.items() if isinstance(value, list)])
        other = chance.choice(lines).get(chance.choice(["sha256", "sm3", "proof"]), [])
        line[key] = chance.choice([line[key][:-1], [*line[key], "0" * 64], line[key][::-1], other, []])
    files[path] = b"".join(canonical_bytes(line) + b"\n" for line in lines)


def _field(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """A value of a line of canonical JSON, at any depth, exchanged for another, removed, or a new one added."""
    path = _some(files, chance, LINES)
    lines = files[path].splitlines()
    if not lines:
        return
    place = chance.randrange(len(lines))
    value = json.loads(lines[place])
    _edit(value, chance)
    try:
        lines[place] = canonical_bytes(value)
    except CanonicalError:
        lines[place] = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    files[path] = b"\n".join(lines) + b"\n"


def _content(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """A value within an opened content or an entry carried as text."""
    path = _some(files, chance, [LINES[2], LINES[3], LINES[4]])
    key = "content" if path == LINES[2] else "entry"
    lines = [json.loads(line) for line in files[path].splitlines()]
    line = chance.choice(lines)
    value = json.loads(line[key])
    _edit(value, chance)
    line[key] = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    files[path] = b"".join(canonical_bytes(line) + b"\n" for line in lines)


def _case(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """A value of the case as data or of a document."""
    path = _some(files, chance, ["data/case.json", "data/case.json", "data/documents/r1.json"])
    value = json.loads(files[path])
    for _ in range(chance.randrange(1, 3)):
        _edit(value, chance)
    files[path] = json.dumps(value, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1])).encode()


def _edit(value: Any, chance: random.Random) -> None:
    """Changes one thing in an object or list, somewhere below the top."""
    while True:
        items: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = chance.choice(items) if items else "a"
        if items and isinstance(value[key], dict | list) and value[key] and chance.random() < 0.6:
            value = value[key]
            continue
        break
    if isinstance(value, dict):
        new = chance.choice([key, "a", "id", "ref", "__proto__", "Ä"]) if chance.random() < 0.3 else key
        value[new] = chance.choice([*ODD, value.get(key)])
        if chance.random() < 0.25:
            value.pop(key, None)
    elif items:
        value[key] = chance.choice(ODD)


def _keys(files: Files, chance: random.Random, anchors: list[str]) -> None:
    keys = files["ledger/keys.txt"].decode()
    thief = Office(seed="thief").keys
    own = Office().keys
    changed = [
        keys.replace(str(own.export), str(thief.export)),
        keys.replace(str(own.sha256), str(thief.sha256)),
        keys.replace("sm3 ", "sha256 ", 1),
        keys + f"export {thief.export}\n",
        keys.replace("sha256 ", "sha256  "),
        "".join(sorted(keys.splitlines(keepends=True))),
        keys.replace("gulou", "gu lou"),
        keys.replace("gulou", "鼓楼"),
    ]
    files["ledger/keys.txt"] = chance.choice(changed).encode()


def _other_log(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """A checkpoint of another log, of a thief, or of an older time, in place of one."""
    office = Office(
        seed=chance.choice(["office", "thief"]), name=chance.choice(["zhiji.example/gulou", "other.example/log"])
    )
    office.add_keys()
    path = _some(files, chance, [*NOTES[:2], *(anchor for anchor in anchors if anchor.endswith("note"))])
    files[path] = office.checkpoint(chance.choice(["sha256", "sm3"]))


def _signatures(files: Files, chance: random.Random, anchors: list[str]) -> None:
    """Signature lines taken away, repeated, exchanged, or spelled differently."""
    path = _some(files, chance, [*NOTES, *(anchor for anchor in anchors if anchor.endswith("note"))])
    head, gap, tail = files[path].rpartition(b"\n\n")
    lines = tail.splitlines(keepends=True)
    one = chance.choice(lines or [b"x\n"])
    odd = [
        lines[:-1],
        [*lines, one],
        lines[::-1],
        [*lines, b"\xe2\x80\x94 stranger AAAAAAAA\n"],
        [line.replace(b"=", b"") for line in lines],
    ]
    odd += [[one.replace(b" ", b"  ", 1)], [one[:-9] + b"AAAAAAA=\n"], [b"- " + one[4:]], [one[:-1]]]
    files[path] = head + gap + b"".join(chance.choice(odd))


KINDS: list[Callable[[Files, random.Random, list[str]], None]] = [
    *(
        _flip,
        _flip_tag,
        _flip_anchor,
        _cut,
        _cut_manifest,
        _drop,
        _add,
        _swap,
        _rename,
        _lines,
        _proofs,
        _field,
        _field,
    ),
    *(_content, _case, _case, _keys, _other_log, _signatures),
]
