"""Does the running system agree with its own ledger?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.external.signer import SignerError
from zhiji.trail import checkpoints, queries
from zhiji.trail.audit.anchors import check_anchors
from zhiji.trail.audit.database import check_database
from zhiji.trail.audit.findings import Checker, Finding, Tally, finding
from zhiji.trail.audit.heads import Heads
from zhiji.trail.audit.keys import KeysInUse
from zhiji.trail.audit.log import check_log
from zhiji.trail.audit.rows import check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Checker", "Finding", "Tally", "audit", "finding", "findings", "register"]

_registered: dict[str, Checker] = {}


def register(name: str, checker: Checker) -> None:
    """Adds a part to every audit from now on: an app above the trail checks what only it knows, such as stored files."""
    _registered[name] = checker


def audit(
    tally: Tally | None = None, *, outside: Sequence[bytes] = (), since: bytes | None = None, sign: bool = True
) -> list[Finding]:
    """All findings; an empty list means that everything agrees. See `findings`."""
    return list(findings(tally or Tally(), outside=outside, since=since, sign=sign))


def findings(
    tally: Tally, *, outside: Sequence[bytes] = (), since: bytes | None = None, sign: bool = True, apps: bool = True
) -> Iterator[Finding]:
    """Findings as they come up; `tally` counts along.

    since: one more checkpoint from outside, of a log that was audited when it was taken. The log must continue it, and
    only what is newer is looked into: entries, the rows and files that they speak of, and rows that none speaks of.
    outside: checkpoints (signed notes) that somebody kept outside this system, the only witnesses that an operator
    with the keys cannot rewrite. sign: a log that is sound is signed first, so that nothing is left uncovered.
    apps: also what apps above the trail check, such as stored files.
    Raises NoteError when a note from outside is not a checkpoint of this log.
    """
    keys = KeysInUse(checkpoints.local_signer())
    yield from keys.look()
    if not keys.known.periods:
        return
    heads = Heads(keys.known, keys.remembered, tally)
    for note in outside:
        heads.expect_outside(note)
    tally.first = min(heads.expect_outside(since).size, queries.size()) if since else 0
    yield from _guarded("数据库", check_database(tally))
    sound = True
    for one in _guarded("账本", check_log(heads, tally)):
        sound = False
        yield one
    yield from _guarded("检查点", _check_tail(heads, sign=sign and sound and keys.sound))
    yield from _guarded("外部见证", check_anchors(tally))
    yield from _guarded("数据行", check_rows(tally))
    for name, checker in _registered.items() if apps else ():
        yield from _guarded(name, checker(tally))


def _check_tail(heads: Heads, *, sign: bool) -> Iterator[Finding]:
    try:
        if sign:
            checkpoints.sign()
            return
    except SignerError as error:
        yield finding("SIGNER_UNREADABLE", "keys", error)
    covered = min(heads.covered.values())
    if covered < queries.size():
        yield finding("TAIL_UNCOVERED", "trail_checkpoint", covered)


def _guarded(name: str, part: Iterator[Finding]) -> Iterator[Finding]:
    """Whatever a damaged database makes a part raise is a finding, and the other parts are still looked at."""
    try:
        yield from part
    except Exception as error:  # noqa: BLE001
        yield finding("DB_UNREADABLE", name, f"{name}：{error}")
