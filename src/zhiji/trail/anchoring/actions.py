"""Naming outsiders, and entering what they gave or failed to give. Nothing here talks to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from django.db import transaction

from zhiji.core.ledger.digests import digest
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.errors import LedgerError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.kinds import COSIGNATURE
from zhiji.core.ledger.sm2 import IDENTITY
from zhiji.core.ledger.timestamp.certificates import read_pem
from zhiji.trail import actions, tracked
from zhiji.trail.actor import SYSTEM
from zhiji.trail.anchoring import queries
from zhiji.trail.anchoring.errors import AnchorError
from zhiji.trail.models import Anchor, TimestampAuthority, Witness, WitnessQuorum

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.ledger.checkpoint import Checkpoint as Head
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

Outside = TypeVar("Outside", Witness, TimestampAuthority)


@dataclass(frozen=True, slots=True)
class Received:
    """What an outsider gave for `head`, checked already. at: his claim."""

    head: Head
    at: datetime
    blob: bytes


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """roots: PEM; policies: OIDs that are accepted, any if empty; identity: of SM2 signers."""

    name: str
    url: str
    roots: str
    hash_name: Literal["sha256", "sm3"] = "sha256"
    policies: tuple[str, ...] = ()
    identity: bytes = IDENTITY


@transaction.atomic
def add_witness(name: str, vkey: str, url: str = "", *, by: Actor, at: datetime) -> Witness:
    """From now on its cosignatures are asked for. url: empty where files are exchanged. Raises AnchorError."""
    _check_name(name)
    _check_url(url)
    try:
        key = parse_verifier_key(vkey)
    except LedgerError as error:
        raise AnchorError(f"见证方的公钥不能用：{error}") from error
    if key.kind is not COSIGNATURE:
        raise AnchorError("这不是见证方的公钥（0x04）；请向对方索取 zhiji witness key 显示的那一行。")
    if any(parse_verifier_key(row.vkey).public == key.public for row in queries.witnesses()):
        raise AnchorError("这把公钥已经登记过。")
    return _configured(tracked.create(Witness(name=name, vkey=vkey, url=url, added_at=at)), by=by, at=at)


@transaction.atomic
def add_authority(new: NewAuthority, *, by: Actor, at: datetime) -> TimestampAuthority:
    """From now on checkpoints are stamped by it. Raises AnchorError."""
    _check_name(new.name)
    _check_url(new.url)
    try:
        read_pem(new.roots)
    except LedgerError as error:
        raise AnchorError(str(error)) from error
    row = TimestampAuthority(
        name=new.name,
        url=new.url,
        roots=new.roots,
        hash_name=new.hash_name,
        policies=" ".join(new.policies),
        identity=new.identity.hex(),
        added_at=at,
    )
    return _configured(tracked.create(row), by=by, at=at)


@transaction.atomic
def retire(outsider: Outside, *, by: Actor, at: datetime) -> Outside:
    """Nothing is asked of it any more; what it gave stays."""
    return _configured(tracked.update(outsider, retired_at=at, failing_since=None), by=by, at=at)


@transaction.atomic
def set_quorum(count: int, *, by: Actor, at: datetime) -> WitnessQuorum:
    """How many of the witnesses must have cosigned. Raises AnchorError."""
    known = queries.witnesses().count()
    if not 1 <= count <= known:
        raise AnchorError(
            f"现有见证方 {known} 个，要求的个数应在 1 和 {known} 之间。" if known else "还没有登记见证方。"
        )
    row = WitnessQuorum.objects.first()
    row = tracked.update(row, count=count) if row else tracked.create(WitnessQuorum(count=count))
    return _configured(row, by=by, at=at)


@transaction.atomic
def receive(outsider: Witness | TimestampAuthority, received: Received, *, at: datetime) -> Anchor:
    """Keeps what was given, and enters its digest: whatever comes later in the log is younger than it."""
    kind = queries.COSIGNATURE if isinstance(outsider, Witness) else queries.TIMESTAMP
    rows = [_recovered(outsider)] if outsider.failing_since else []
    head = received.head
    said: dict[str, Any] = {"kind": kind, "source": outsider.name, "origin": head.origin, "size": head.size}
    facts = said | {"sha256": digest("sha256", received.blob).hex()}
    receipt = actions.record(EntryType.ANCHOR_RECEIVED, by=SYSTEM, at=at, rows=rows, facts=facts)
    anchor = Anchor(entry_id=receipt.index, **said, at=received.at, blob=received.blob)
    anchor.save(force_insert=True)
    return anchor


@transaction.atomic
def note_failure(outsider: Witness | TimestampAuthority, error: AnchorError, *, at: datetime) -> None:
    """Enters the first of a row of failures, and each change from silence to refusal."""
    if outsider.failing_since and outsider.refused == error.refused:
        return
    kind = queries.COSIGNATURE if isinstance(outsider, Witness) else queries.TIMESTAMP
    since = outsider.failing_since or at
    row = tracked.update(outsider, failing_since=since, failure=str(error)[:500], refused=error.refused)
    facts: dict[str, Any] = {"kind": kind, "source": outsider.name, "refused": error.refused}
    actions.record(EntryType.ANCHOR_FAILED, by=SYSTEM, at=at, rows=[row], facts=facts)


def _recovered(outsider: Witness | TimestampAuthority) -> Tracked:
    return tracked.update(outsider, failing_since=None, failure="", refused=False)


_Row = TypeVar("_Row", Witness, TimestampAuthority, WitnessQuorum)


def _configured(row: _Row, *, by: Actor, at: datetime) -> _Row:
    actions.record(EntryType.CONFIGURATION_CHANGED, by=by, at=at, rows=[row])
    return row


def _check_name(name: str) -> None:
    """One that a policy file can hold, and that nobody bears yet."""
    if not name or name in {"none", queries.GROUP} or name.startswith("#") or len(name.split()) != 1 or len(name) > 100:
        raise AnchorError("名称不能有空格，不能是 none 或 witnesses，不超过 100 个字。")
    if any(model.objects.filter(name=name).exists() for model in (Witness, TimestampAuthority)):
        raise AnchorError(f"“{name}”已被使用（停用过的名称也不再用）。")


def _check_url(url: str) -> None:
    if (url and not url.startswith(("https://", "http://"))) or len(url) > 500:
        raise AnchorError(f"地址“{url}”应以 https:// 或 http:// 开头。")
