"""Whom to believe: logs, witnesses and the quorum among them (C2SP tlog-policy).

A policy is only worth something when it comes from elsewhere than what it is to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.cosignature import cosignatures
from zhiji.core.ledger.errors import NoteError, PolicyError
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.kinds import COSIGNATURE, LOG_KINDS
from zhiji.core.ledger.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from zhiji.core.ledger.checkpoint import Checkpoint
    from zhiji.core.ledger.cosignature import Cosignature
    from zhiji.core.ledger.keys import VerifierKey

NONE = "none"
"""The quorum of nobody."""


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness: its key, and where it can be reached, if it says so."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """At least `threshold` of `members`, each a witness or an earlier group."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A checkpoint that a policy accepts: which keys of the log signed it, and who cosigned it when."""

    checkpoint: Checkpoint
    signers: tuple[VerifierKey, ...]
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """quorum: name of a witness or group, or "none". Groups stand in an order in which each knows its members."""

    logs: tuple[Party, ...] = ()
    witnesses: Mapping[str, Party] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def accept(self, data: bytes, *, logs: Iterable[VerifierKey] = ()) -> Accepted:
        """Judges a signed checkpoint; `logs`: keys of logs known from elsewhere, beside those of the policy.

        Raises NoteError for a bad note, PolicyError where the quorum is not met.
        """
        note = parse_note(data)
        checkpoint = parse_checkpoint(note.text)
        known = [*(log.key for log in self.logs), *logs]
        signers = note.signers(key for key in known if key.name == checkpoint.origin and key.kind in LOG_KINDS)
        found = cosignatures(note, [party.key for party in self.witnesses.values()])
        keys = {one.witness for one in found}
        names = {name for name, party in self.witnesses.items() if party.key in keys}
        if not self.is_met_by(names):
            told = "、".join(sorted(names)) or "无"
            raise PolicyError(f"见证未达到要求：策略要求“{self.quorum}”，有效的见证签名：{told}。")
        return Accepted(checkpoint, signers, found)

    def is_met_by(self, witnesses: Collection[str]) -> bool:
        """Whether cosignatures of these witnesses, by their names here, make the quorum."""
        stand = set(witnesses)
        for name, group in self.groups.items():
            if len(stand.intersection(group.members)) >= group.threshold:
                stand.add(name)
        return self.quorum == NONE or self.quorum in stand

    def __str__(self) -> str:
        lines = [_line("log", log.key, log.url) for log in self.logs]
        lines += [_line("witness", name, party.key, party.url) for name, party in self.witnesses.items()]
        lines += [_line("group", name, group.threshold, *group.members) for name, group in self.groups.items()]
        return "".join([*lines, _line("quorum", self.quorum)])


def parse_policy(data: bytes) -> Policy:
    """Reads a policy file. Raises PolicyError, which names the line."""
    reader = _Reader()
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            reader.read(_fields(line))
        except NoteError as error:
            raise PolicyError(f"信任策略第 {number} 行：{error}") from error
    if reader.quorum is None:
        raise PolicyError("信任策略缺少 quorum 行；不要求见证的写 quorum none。")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


class _Reader:
    """What the lines so far have defined."""

    def __init__(self) -> None:
        self.logs: list[Party] = []
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def read(self, fields: list[str]) -> None:
        if not fields:
            return
        keyword, *rest = fields
        forms: dict[str, tuple[Callable[..., None], int, int | None]] = {
            "log": (self._log, 1, 2),
            "witness": (self._witness, 2, 3),
            "group": (self._group, 3, None),
            "quorum": (self._quorum, 1, 1),
        }
        if keyword not in forms:
            raise NoteError(f"不认识“{keyword}”，只收 log、witness、group、quorum。")
        take, fewest, most = forms[keyword]
        if not fewest <= len(rest) <= (most or len(rest)):
            raise NoteError(f"“{keyword}”后面的项数不对。")
        take(*rest)

    def _log(self, vkey: str, url: str | None = None) -> None:
        key = parse_verifier_key(vkey)
        if key.kind not in LOG_KINDS or any(log.key.public == key.public for log in self.logs):
            raise NoteError("账本的公钥应为 Ed25519（0x01）或 SM2，且不与前面的重复。")
        self.logs.append(Party(key, url))

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        self._check_new(name)
        key = parse_verifier_key(vkey)
        if key.kind is not COSIGNATURE or any(party.key.public == key.public for party in self.witnesses.values()):
            raise NoteError("见证方的公钥应为见证类（0x04），且不与前面的重复。")
        self.witnesses[name] = Party(key, url)

    def _group(self, name: str, threshold: str, *members: str) -> None:
        self._check_new(name)
        for member in members:
            self._check_known(member)
            if member in self._members:
                raise NoteError(f"“{member}”已在前面的组里，每个名称只能入组一次。")
            self._members.add(member)
        self.groups[name] = Group(_threshold(threshold, len(members)), members)

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise NoteError("quorum 只能写一次。")
        if name != NONE:
            self._check_known(name)
        self.quorum = name

    def _check_new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise NoteError(f"名称“{name}”已被使用。")

    def _check_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise NoteError(f"名称“{name}”在前面没有定义。")


def _threshold(text: str, members: int) -> int:
    words = {"all": members, "any": 1} | {str(count): count for count in range(1, members + 1)}
    if text not in words:
        raise NoteError(f"组的门槛应为 all、any 或 1 到 {members} 的整数。")
    return words[text]


def _fields(line: bytes) -> list[str]:
    """The items between ASCII spaces and tabs. Names may be any bytes, which surrogate escapes keep apart."""
    if any((byte < 0x20 and byte != 0x09) or byte == 0x7F for byte in line):
        raise NoteError("有制表符以外的控制字符。")
    fields = [field.decode(errors="surrogateescape") for field in line.replace(b"\t", b" ").split(b" ") if field]
    return [] if fields and fields[0].startswith("#") else fields


def _line(*items: object) -> str:
    return " ".join(str(item) for item in items if item is not None) + "\n"
