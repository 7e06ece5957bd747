"""Which keys may sign the log, as its own entries say: their chain, changes of keys, new eras."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.key_change import open_key_change
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.external.sm2 import quick
from zhiji.trail import actions, queries
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import KeysUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from zhiji.core.ledger.digests import Algorithm
    from zhiji.core.ledger.keys import VerifierKey
    from zhiji.external.signer import Identity, Signer
    from zhiji.trail.actor import Actor

CHAIN = hashlib.sha256(b"zhiji keys").digest()
"""Stands where a case's key stands in entries about keys."""
ERA = "/era"
REASONS = {"compromised": "密钥泄露", "lost": "账目灭失"}


@dataclass(frozen=True, slots=True)
class Period:
    """Keys in use under one name. They sign trees of `first` entries or more, up to `last` where they are retired.

    statement: the note by which the keys before vouch for these; empty for the first, and where there was none.
    """

    name: str
    keys: tuple[VerifierKey, ...]
    first: int
    last: int | None = None
    statement: str = ""

    def covers(self, size: int) -> bool:
        return self.first <= size and (self.last is None or size <= self.last)

    def for_tree(self, algorithm: Algorithm) -> tuple[VerifierKey, ...]:
        """Those that sign checkpoints over one of the two trees."""
        origin = origin_of(self.name, algorithm)
        return tuple(key for key in self.keys if key.name == origin)


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """All periods in order, the present one last."""

    periods: tuple[Period, ...]

    @property
    def present(self) -> Period:
        return self.periods[-1]

    def algorithm_of(self, origin: str) -> Algorithm:
        """Which tree an origin stands for. KeyError where it is none of this log."""
        return {origin_of(one.name, name): name for one in self.periods for name in ALGORITHMS}[origin]

    def all_keys(self) -> tuple[VerifierKey, ...]:
        """Every key there ever was, for whatever purpose."""
        return tuple(key for period in self.periods for key in period.keys)

    def keys_for(self, origin: str, size: int) -> tuple[VerifierKey, ...]:
        """The keys that may have signed a checkpoint of that origin and size."""
        return tuple(key for period in self.periods if period.covers(size) for key in period.keys if key.name == origin)

    def problems(self) -> Iterator[str]:
        """Changes of keys that the keys before did not vouch for. A new era needs no such vouching."""
        for before, after in zip(self.periods, self.periods[1:], strict=False):
            if before.name == after.name and not _vouched(before, after):
                yield f"第 {after.first} 条起的密钥没有得到此前密钥的签名认可"


def history() -> KeyHistory | None:
    """What the log says; None before its first keys were entered."""
    periods: list[Period] = []
    for index, entry in queries.entries_of_case(CHAIN):
        if entry.type in {EntryType.KEY_ADDED, EntryType.ERA_OPENED}:
            if periods:
                periods[-1] = replace(periods[-1], last=index)
            periods.append(_period(entry.facts, index + 1 if periods else 0))
        elif entry.type is EntryType.KEY_RETIRED and periods:
            periods[-1] = replace(periods[-1], first=index + 1)
    return KeyHistory(tuple(periods)) if periods else None


def history_with(signer: Signer) -> KeyHistory:
    """The log's, or where nothing is entered yet the signer's present keys."""
    return history() or KeyHistory((of_signer(signer.identity()),))


def enter_first_keys(signer: Signer, *, at: datetime) -> None:
    """Enters the signer's keys in a log that knows none. Inside the caller's transaction."""
    if history() is None:
        identity = signer.identity()
        _record(EntryType.KEY_ADDED, {"name": identity.name, "vkeys": _vkeys(identity.all_keys())}, by=SYSTEM, at=at)


def enter_rotation(signer: Signer, *, by: Actor, at: datetime) -> None:
    """Prepares new keys and enters them, with the old keys' statement. The next checkpoint is signed with them."""
    statement, following = signer.prepare().decode(), _prepared(signer)
    with transaction.atomic():
        retired = _vkeys(history_with(signer).present.keys)
        facts = {"name": following.name, "vkeys": _vkeys(following.all_keys()), "statement": statement}
        _record(EntryType.KEY_ADDED, facts, by=by, at=at)
        _record(EntryType.KEY_RETIRED, {"vkeys": retired}, by=by, at=at)


def enter_era(signer: Signer, reason: str, statement: str, *, by: Actor, at: datetime) -> str:
    """Prepares keys under a new name and enters the beginning of the era, with what the old one signed last.

    reason: of REASONS; statement: what happened, in words; kept beside the log and committed to. Gives the new name.
    """
    before = history_with(signer).present.name
    base, _, number = before.partition(ERA)
    name = f"{base}{ERA}{int(number or 1) + 1}"
    signer.prepare(name)
    following = _prepared(signer)
    facts: dict[str, Any] = {"name": name, "vkeys": _vkeys(following.all_keys()), "reason": reason, "before": before}
    newest = {algorithm: signer.newest(algorithm) for algorithm in ALGORITHMS}
    facts |= {"ended": {algorithm: note.decode() for algorithm, note in newest.items() if note}}
    with transaction.atomic():
        incident = {"kind": "incident", "statement": statement}
        actions.record(EntryType.ERA_OPENED, by=by, at=at, case_key=CHAIN, openings=[incident], facts=facts)
    return name


def settle(signer: Signer) -> None:
    """Lets the signer take up keys that the log has entered. Under the log's lock, before anything is signed.

    Raises KeysUnknown where the signer holds keys that the log never heard of.
    """
    known = history()
    if known is None or _belong(signer.identity(), known.present):
        return
    if not is_settled(signer, known):
        raise KeysUnknown(
            "签名器的密钥不是账本里登记的那些（多半是密钥文件夹丢失或换过），没有签名；"
            "请从备份取回密钥，取不回的用 zhiji admin keys era 另立纪元。"
        )
    signer.activate()


def is_settled(signer: Signer, known: KeyHistory) -> bool:
    """Whether the signer holds the keys that the log entered last, in use or prepared."""
    pending = signer.pending()
    held = [signer.identity(), *([pending] if pending else [])]
    return any(_belong(identity, known.present) for identity in held)


def _belong(identity: Identity, period: Period) -> bool:
    """A machine without SM2 holds fewer of the keys; none may be unknown."""
    return identity.name == period.name and set(identity.all_keys()) <= set(period.keys)


def _prepared(signer: Signer) -> Identity:
    pending = signer.pending()
    if pending is None:
        raise KeysUnknown("签名器没有备好新密钥，请重试。")
    return pending


def of_signer(identity: Identity) -> Period:
    """The signer's keys, as if they had always been in use."""
    return Period(identity.name, tuple(map(quick, identity.all_keys())), 0)


def _period(facts: Mapping[str, Any], first: int) -> Period:
    keys = tuple(quick(parse_verifier_key(vkey)) for vkey in facts["vkeys"])
    return Period(facts.get("name", keys[0].name), keys, first, statement=facts.get("statement", ""))


def _vouched(before: Period, after: Period) -> bool:
    try:
        change = open_key_change(after.statement.encode(), before.for_tree("sha256"))
    except NoteError:
        return False
    return (change.before, change.after, change.retired, change.added) == (
        before.name,
        after.name,
        before.keys,
        after.keys,
    )


def _vkeys(keys: tuple[VerifierKey, ...]) -> list[str]:
    return list(map(str, keys))


def _record(kind: EntryType, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    actions.record(kind, by=by, at=at, case_key=CHAIN, facts=facts)
