"""Sending a few bytes to somebody outside and reading the answer: witnesses and time-stamp authorities."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_ANSWER = 128 << 10


class PostingError(Exception):
    """Nobody answered, or not in bounds; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the status."""

    status: int
    body: bytes


class Poster(Protocol):
    def __call__(self, url: str, body: bytes, content_type: str) -> Answer:
        """Raises PostingError."""


class HttpPoster:
    """Over HTTP or HTTPS, without redirects. seconds: that each step may take."""

    def __init__(self, seconds: float = 10) -> None:
        self._seconds = seconds
        self._opener = build_opener(_NoRedirect)

    def __call__(self, url: str, body: bytes, content_type: str) -> Answer:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise PostingError(f"地址 {url} 不是 http 或 https。")
        request = Request(url, data=body, headers={"Content-Type": content_type, "User-Agent": "zhiji"})  # noqa: S310  checked above
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return _answer(answer.status, answer.read(MAX_ANSWER + 1))
        except HTTPError as error:
            with error:
                return _answer(error.code, error.read(MAX_ANSWER + 1))
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise PostingError(f"{url} 没有应答（{reason}）。") from error


class LocalPoster:
    """Answers in this process: `answers[url](body)`. For tests and for two offices in one."""

    def __init__(self, answers: Mapping[str, Callable[[bytes], Answer]]) -> None:
        self._answers = answers

    def __call__(self, url: str, body: bytes, content_type: str) -> Answer:  # noqa: ARG002
        if url not in self._answers:
            raise PostingError(f"{url} 没有应答（连接被拒绝）。")
        return self._answers[url](body)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Whoever was moved is to be entered anew, not followed."""


def _answer(status: int, body: bytes) -> Answer:
    if len(body) > MAX_ANSWER:
        raise PostingError(f"回答超过 {MAX_ANSWER} 字节，不予受理。")
    return Answer(status, body)
