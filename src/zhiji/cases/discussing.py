"""集体讨论 (行政处罚法第五十七条): who took part, what each one said, and what was concluded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhiji.cases import changes, parts, queries
from zhiji.cases.approving import AGREED, REFUSED, as_approver
from zhiji.cases.errors import CaseError
from zhiji.cases.models import Approval, Vote
from zhiji.core.ledger.entry import EntryType
from zhiji.trail import tracked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhiji.cases.approving import Decision
    from zhiji.cases.models import Case, Event, Part
    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor

DISCUSSION = "集体讨论"
CHOICES = (AGREED, REFUSED, "弃权")
TOOK_PART = "参会人员"
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Voice:
    account: Account
    choice: str
    opinion: str = ""


@transaction.atomic
def discuss(event: Event, voices: Sequence[Voice], concluded: Decision, *, by: Actor, at: datetime) -> Approval:
    """Enter what was said in the discussion and its conclusion, which stands as the approval 集体讨论. Raises CaseError."""
    case = event.case
    changes.lock(case)
    _require_sense(event, voices, concluded)
    listed = {voice.account.pk: queries.officer_in(case, voice.account) for voice in voices}
    new = {
        voice.account.pk: parts.append(case, as_approver(voice.account, voice.account.capacities[0], case, at))
        for voice in voices
        if listed[voice.account.pk] is None
    }
    present = listed | new
    refs = [officer.ref for officer in present.values() if officer]
    votes = [_vote(event, ref, voice) for ref, voice in zip(refs, voices, strict=True)]
    duties = {ref: [*event.duties.get(ref, []), TOOK_PART] for ref in refs}
    tracked.update(event, officers=list(dict.fromkeys([*event.officers, *refs])), duties={**event.duties, **duties})
    opinion = "；".join(filter(None, (tally(votes), concluded.opinion)))
    approval = parts.append(
        case,
        Approval(of=event.ref, role=DISCUSSION, by=refs[0], at=at, decision=concluded.decision, opinion=opinion),
    )
    rows: list[Part] = [*new.values(), *votes, event, approval]
    changes.log(case, EntryType.APPROVAL_DECIDED, rows=rows, by=by, at=at)
    return approval


def votes_of(case: Case) -> Mapping[str, list[Vote]]:
    """By the ref of their discussion."""
    found: dict[str, list[Vote]] = {}
    for vote in case.votes.all():
        found.setdefault(vote.of, []).append(vote)
    return found


def tally(votes: Sequence[Vote]) -> str:
    """Like 参会 5 人，同意 4 人、弃权 1 人."""
    counts = Counter(vote.choice for vote in votes)
    said = "、".join(f"{choice} {counts[choice]} 人" for choice in CHOICES if counts[choice])
    return f"参会 {len(votes)} 人，{said}"


def _require_sense(event: Event, voices: Sequence[Voice], concluded: Decision) -> None:
    if event.type != DISCUSSION:
        raise CaseError(f"“{event.type}”不是集体讨论，不能登记各人意见。")
    if Vote.objects.filter(case=event.case_id, of=event.ref).exists():
        raise CaseError("这次集体讨论的意见已经登记；要更正的，请先作废原来的，再重新登记。")
    if len(voices) < FEWEST:
        raise CaseError("集体讨论至少有两人参加，请选齐参会的人。")
    if concluded.decision not in {AGREED, REFUSED}:
        raise CaseError(f"讨论结论应为“{AGREED}”或“{REFUSED}”，请选择其一。", field="decision")
    if any(voice.choice not in CHOICES for voice in voices):
        raise CaseError(f"各人意见应为{'、'.join(CHOICES)}之一。")


def _vote(event: Event, ref: str, voice: Voice) -> Vote:
    vote = Vote(of=event.ref, by=ref, choice=voice.choice, opinion=voice.opinion.strip())
    return parts.append(event.case, vote)
