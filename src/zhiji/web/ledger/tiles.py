"""The transparency log for other machines, in the layout of C2SP tlog-tiles.

`/ledger/` is the SHA-256 tree, as the specification has it; `/ledger/sm3/` has the same layout over the SM3 tree. The
checkpoint is public. Tiles and entries hold no personal data but show who worked when: the supervising body only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.tiles import TileError, parse_tile
from zhiji.organisation.permissions import Verb, may
from zhiji.trail import queries, readers, tiles
from zhiji.trail.checkpoints import log_name
from zhiji.trail.errors import NoSuchEntry
from zhiji.web.looks import log_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.web.access import SignedIn

TEXT = "text/plain; charset=utf-8"
FRESH = "public, max-age=5"
FOR_EVER = "private, max-age=31536000, immutable"


def checkpoint(algorithm: Algorithm) -> Callable[[HttpRequest], HttpResponse]:
    """The view of the newest checkpoint over one of the two trees."""

    @require_safe
    def newest(_request: HttpRequest) -> HttpResponse:
        note = queries.latest_checkpoint(origin_of(log_name(), algorithm))
        if note is None:
            return _said("还没有签过检查点。", 404)
        return HttpResponse(note, TEXT, headers={"Cache-Control": FRESH})

    return newest


def tile(algorithm: Algorithm) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of one tree's tiles and of the entry bundles. Refuses in the terms of HTTP: no machine signs in."""

    @require_safe
    def content(request: HttpRequest, path: str) -> HttpResponse:
        if refusal := _refusal(request):
            return refusal
        try:
            found = tiles.content(parse_tile(path), algorithm, origin_of(log_name(), algorithm))
        except (TileError, NoSuchEntry) as absent:
            return _said(str(absent), 404)
        return HttpResponse(found, "application/octet-stream", headers={"Cache-Control": FOR_EVER})

    return content


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """None for a machine with a token (RFC 6750), and for whoever is signed in and may see the ledger."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and readers.knows(token):
        return None
    if not request.user.is_authenticated:
        answer = _said("请出示取用方的令牌，或用监督人员的账号登录后再取。", 401)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="ledger"'
        return answer
    if may(request.user, Verb.VIEW_TRAIL):
        return None
    sentence = "账本的分块只供监督人员和审计管理员取用。"
    log_refusal(cast("SignedIn", request), "tile", sentence)
    return _said(sentence, 403)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", TEXT, status=status, headers={"Cache-Control": "no-store"})
