"""A closed gate as the page shows it: what lacks, and which ways through this person has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiji.compliance.moves import Kind, Reason
from zhiji.organisation.permissions import Verb, may

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from zhiji.compliance.gates import Gate
    from zhiji.core.evaluation import Finding
    from zhiji.organisation.models import Account

MEANINGS = {
    Kind.OVERRIDDEN: "制度在这里留有余地（原则上应当）；由负责人说明理由后放行，记入账本。",
    Kind.AFTER_THE_FACT: "这一步其实已经做了，现在如实补记；缺的事项仍会列为缺失或违规。",
}


@dataclass(frozen=True, slots=True)
class Shown:
    lacking: tuple[Finding, ...]
    ways: tuple[tuple[Kind, str], ...]


def shown_gate(gate: Gate, start: datetime, account: Account, at: datetime) -> Shown:
    ways = [Kind.OVERRIDDEN] if gate.leaves_room and may(account, Verb.OVERRIDE) else []
    ways += [Kind.AFTER_THE_FACT] if start <= at else []
    return Shown(gate.lacking, tuple((kind, MEANINGS[kind]) for kind in ways))


def reason_in(request: HttpRequest) -> Reason | None:
    """What the sender says, where the gate was closed before; nothing else of the form is about it."""
    kind, text = request.POST.get("gate_kind", ""), request.POST.get("gate_reason", "")
    return Reason(Kind(kind), text) if kind in {*MEANINGS} else None
