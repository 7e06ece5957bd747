from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.casefile import CaseFileError, decode


def reason(data: bytes | str) -> str:
    with pytest.raises(CaseFileError) as caught:
        decode(data)
    assert caught.value.path == "$"
    return caught.value.reason


def test_bytes_and_text_are_decoded_alike():
    assert decode('{"甲": 1}') == decode('{"甲": 1}'.encode()) == {"甲": 1}


def test_a_byte_order_mark_is_no_mistake():
    assert decode(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1,\n "b" 2}', "第 2 行第 6 列不是合法的 JSON"),
        (b"", "第 1 行第 1 列"),
        ("案件".encode("gbk"), "不是 UTF-8"),
        (b'{"a": 1, "b": 2, "a": 3}', "键“a”出现两次"),
        (b'{"a": NaN}', "“NaN”"),
        (b"[" * 200_000, "嵌套层数过多"),
        (b"9" * 5000, "过大的数字"),
    ],
)
def test_bad_text_is_refused_with_its_place(data, words):
    assert words in reason(data)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        value = decode(data)
    except CaseFileError:
        return
    assert json.dumps(value)
