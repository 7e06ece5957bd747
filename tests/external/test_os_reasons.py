from __future__ import annotations

import errno

import pytest

from zhiji.external.os_reasons import os_reason


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘只读"),
        (errno.ENOENT, "没有这个文件"),
        (errno.EIO, "磁盘读写出错"),
    ],
)
def test_the_usual_reasons_are_said_in_chinese(number, words):
    assert os_reason(OSError(number, "in English")) == words


def test_a_rare_reason_keeps_the_words_of_the_system():
    assert os_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
