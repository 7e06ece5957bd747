"""Reading who binds the log to the outside, and what they gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min

from zhiji.core.ledger.checkpoint import origin_of, parse_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.grammar import encode_base64
from zhiji.core.ledger.keys import parse_verifier_key
from zhiji.core.ledger.note import Note, parse_note, parse_signatures
from zhiji.core.ledger.policy import Group, Party, Policy
from zhiji.core.ledger.timestamp import Trust
from zhiji.core.ledger.timestamp.certificates import read_pem
from zhiji.trail.anchoring.errors import AnchorError
from zhiji.trail.checkpoints import log_name, present_keys
from zhiji.trail.models import Anchor, Checkpoint, TimestampAuthority, Witness, WitnessQuorum

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhiji.core.ledger.checkpoint import Checkpoint as Head
    from zhiji.core.ledger.digests import Algorithm

COSIGNATURE, TIMESTAMP = "cosignature", "timestamp"
GROUP = "witnesses"


def witnesses() -> QuerySet[Witness]:
    """Those in service, the first first."""
    return Witness.objects.filter(retired_at=None).order_by("pk")


def authorities() -> QuerySet[TimestampAuthority]:
    return TimestampAuthority.objects.filter(retired_at=None).order_by("pk")


def witness_named(name: str) -> Witness:
    """Raises AnchorError."""
    found = witnesses().filter(name=name).first()
    if found is None:
        raise AnchorError(f"没有名为“{name}”的见证方；用 zhiji admin witness list 可列出全部。")
    return found


def authority_named(name: str) -> TimestampAuthority:
    """Raises AnchorError."""
    found = authorities().filter(name=name).first()
    if found is None:
        raise AnchorError(f"没有名为“{name}”的时间戳机构；用 zhiji admin timestamp list 可列出全部。")
    return found


def quorum() -> int:
    """How many witnesses must have cosigned; 0 where there is none."""
    row = WitnessQuorum.objects.first()
    return min(row.count if row else 1, witnesses().count())


def policy() -> Policy:
    """What the office itself would have a reader trust (C2SP tlog-policy); he should get it elsewhere."""
    parties = {row.name: Party(parse_verifier_key(row.vkey), row.url or None) for row in witnesses()}
    logs = tuple(Party(key) for algorithm in ALGORITHMS for key in present_keys(algorithm))
    if not parties:
        return Policy(logs)
    return Policy(logs, parties, {GROUP: Group(quorum(), tuple(parties))}, GROUP)


def trust_of(authority: TimestampAuthority) -> Trust:
    policies = frozenset(authority.policies.split())
    return Trust(read_pem(authority.roots), policies, bytes.fromhex(authority.identity))


def timestamp_trust() -> str:
    """The roots of the authorities as a verifier reads them (zhiji-trust/1): name, certificate, SM2 identity."""
    lines = ["zhiji-trust/1"]
    for row in authorities():
        identity = bytes.fromhex(row.identity).decode("utf-8", "replace")
        lines += [f"tsa {row.name} {encode_base64(root.data)} {identity}".rstrip() for root in read_pem(row.roots)]
    return "\n".join(lines) + "\n"


def own_origin(algorithm: Algorithm) -> str:
    return origin_of(log_name(), algorithm)


def newest_head(algorithm: Algorithm) -> Head | None:
    """What was signed last over one of the trees."""
    row = Checkpoint.objects.filter(origin=own_origin(algorithm)).order_by("-size").first()
    return parse_checkpoint(parse_note(bytes(row.note)).text) if row else None


def checkpoint_note(origin: str, size: int) -> Note | None:
    """The checkpoint of that size as the log signed it."""
    row = Checkpoint.objects.filter(origin=origin, size=size).first()
    return parse_note(bytes(row.note)) if row else None


def newest_anchor(source: str) -> Anchor | None:
    """By the checkpoint it is for, then by its time."""
    return Anchor.objects.filter(source=source).order_by("-size", "-at").first()


def cosigned(note: Note, origin: str, size: int) -> Note:
    """A checkpoint with the witnesses' lines under the log's own, the newest of each witness."""
    found = Anchor.objects.filter(kind=COSIGNATURE, origin=origin, size=size).order_by("at")
    lines = {anchor.source: parse_signatures(bytes(anchor.blob).decode())[0] for anchor in found}
    return Note(note.text, (*note.signatures, *lines.values()))


def tokens(origin: str, size: int) -> list[bytes]:
    """The time stamps over a checkpoint, in DER."""
    found = Anchor.objects.filter(kind=TIMESTAMP, origin=origin, size=size).order_by("pk")
    return [bytes(anchor.blob) for anchor in found]


def newest_sizes(origin: str, most: int) -> set[int]:
    """For each outsider the size of the newest checkpoint, of at most `most` entries, that he gave anything for."""
    found = Anchor.objects.filter(origin=origin, size__lte=most).values("source").annotate(newest=Max("size"))
    return set(found.values_list("newest", flat=True))


def oldest_size(origin: str, least: int, most: int) -> int | None:
    """The smallest checkpoint over at least `least` and at most `most` entries that anybody gave anything for."""
    found = Anchor.objects.filter(origin=origin, size__gte=least, size__lte=most)
    oldest: int | None = found.aggregate(oldest=Min("size"))["oldest"]
    return oldest
