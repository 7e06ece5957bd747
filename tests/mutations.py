"""Real files, damaged: their bytes cut and spliced, or single values of their structure put awry. For hypothesis."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]
MOST = 4
AWRY: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, 1.5, float("nan"), float("inf"), "", " ", "\x00", "\ud800", "null", "是", "至", "9999-12-31",
    "0001-01-01T00:00:00+08:00", "2026-02-30", "第零条", "－1个工作日内", "99999999999999999999日内", "p1", "e1", "r1", "*",
    [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}, ["甲", "甲"], "长" * 5000,
)  # fmt: skip


@st.composite
def damaged_bytes(draw, files: Sequence[bytes]) -> bytes:
    """Cut, doubled, overwritten, or joined with another file, a few times over."""
    data = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, MOST))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        other = draw(st.sampled_from(files))
        at = draw(st.integers(0, len(other)))
        piece = draw(st.sampled_from((b"", data[start:end] * 2, other[at : at + 40])) | st.binary(max_size=8))
        data = data[:start] + piece + data[end:]
    return data


@st.composite
def put_awry(draw, documents: Sequence[Any]) -> Any:
    """Values replaced, keys taken away or renamed, entries doubled."""
    document = copy.deepcopy(draw(st.sampled_from(documents)))
    for _ in range(draw(st.integers(1, MOST))):
        places = list(_places(document))
        if not places:
            return document
        *above, last = draw(st.sampled_from(places))
        parent = _at(document, above)
        draw(st.sampled_from((_replace, _remove, _rename, _double)))(draw, parent, last)
    return document


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def as_yaml(document: Any) -> str:
    return yaml.dump(document, allow_unicode=True, sort_keys=False)


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*path, key)
        yield from _places(each, (*path, key))


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        value = value[key]
    return value


def _replace(draw, parent, key) -> None:
    parent[key] = copy.deepcopy(draw(st.sampled_from(AWRY)))


def _remove(draw, parent, key) -> None:
    del parent[key]


def _rename(draw, parent, key) -> None:
    if isinstance(parent, dict):
        parent[draw(st.text(max_size=4))] = parent.pop(key)


def _double(draw, parent, key) -> None:
    if isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
