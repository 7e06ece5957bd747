"""Asking authorities for time stamps over checkpoints (RFC 3161).

The imprint is of the checkpoint's text, without signatures; an authority of SM3 stamps the SM3 tree's checkpoint.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.timestamp import Request, check_token, token_in
from zhiji.core.ledger.timestamp.request import CONTENT_TYPE
from zhiji.external.posting import PostingError
from zhiji.trail.anchoring import actions, queries
from zhiji.trail.anchoring.errors import AnchorError

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.external.posting import Poster
    from zhiji.trail.models import Anchor, TimestampAuthority


def ask(authority: TimestampAuthority, post: Poster, *, at: datetime) -> Anchor:
    """Has the newest checkpoint stamped. Raises AnchorError."""
    algorithm: Algorithm = "sm3" if authority.hash_name == "sm3" else "sha256"
    head = queries.newest_head(algorithm)
    if head is None:
        raise AnchorError("还没有签过检查点，请稍后再试。")
    text, nonce = head.text.encode(), secrets.randbits(127) | 1 << 126
    policies = authority.policies.split()
    request = Request(text, algorithm, nonce, policies[0] if policies else None)
    try:
        answer = post(authority.url, request.encode(), CONTENT_TYPE)
        if answer.status != 200:
            raise AnchorError(f"{authority.name}没有签发时间戳（HTTP {answer.status}）。")
        token = token_in(answer.body)
        stamp = check_token(token, text, queries.trust_of(authority), nonce=nonce)
    except (PostingError, LedgerError) as error:
        raise AnchorError(f"{authority.name}：{error}") from error
    return actions.receive(authority, actions.Received(head, stamp.time, token), at=at)
