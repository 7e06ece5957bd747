"""The witness over HTTP (C2SP tlog-witness): add-checkpoint, and the newest cosigned checkpoint of each log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from zhiji.core.ledger.witness import MAX_REQUEST, SIZE_TYPE, WitnessRefusal
from zhiji.external.witness import WitnessError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from zhiji.external.witness import Witness

TEXT = "text/plain; charset=utf-8"
REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
}
_NEWEST = re.compile(r"/([0-9a-f]{64})/checkpoint")


def application(witness: Witness, now: Callable[[], datetime]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application. Anybody may ask: a submission proves by its signature where it comes from."""

    def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        status, content_type, body = _answer(witness, environ, now)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start_response(f"{status} {REASONS[status]}", headers)
        return [body]

    return answer


def _answer(witness: Witness, environ: dict[str, Any], now: Callable[[], datetime]) -> tuple[int, str, bytes]:
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    if path == "/add-checkpoint":
        return _cosign(witness, environ, now) if method == "POST" else _said(405, "请用 POST 提交检查点。")
    if found := _NEWEST.fullmatch(path):
        note = witness.newest(found[1]) if method in {"GET", "HEAD"} else None
        return (200, TEXT, note) if note else _said(404, "没有为这个账本见证过。")
    return _said(404, "没有这个地址：提交检查点请用 POST /add-checkpoint。")


def _cosign(witness: Witness, environ: dict[str, Any], now: Callable[[], datetime]) -> tuple[int, str, bytes]:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_REQUEST:
        return _said(413, f"提交的内容超过 {MAX_REQUEST} 字节。")
    try:
        note = witness.cosign(environ["wsgi.input"].read(int(length)), time=int(now().timestamp()))
    except WitnessRefusal as refusal:
        if refusal.size is not None:
            return refusal.status, SIZE_TYPE, f"{refusal.size}\n".encode()
        return _said(refusal.status, str(refusal))
    except WitnessError as error:
        return _said(500, str(error))
    return 200, TEXT, str(note.signatures[-1]).encode()


def _said(status: int, sentence: str) -> tuple[int, str, bytes]:
    return status, TEXT, f"{sentence}\n".encode()
