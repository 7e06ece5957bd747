from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from zhiji.cases.queries import case_for
from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.trail import queries as trail
from zhiji.trail.checkpoints import log_name

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn


def show(request: SignedIn) -> HttpResponse:
    """How long the ledger is and what was last signed; no entry of a case is shown here."""
    name = log_name()
    notes = [trail.latest_checkpoint(origin_of(name, algorithm)) for algorithm in ALGORITHMS]
    return render(
        request,
        "ledger/show.html",
        {"size": trail.size(), "checkpoints": [note.decode() for note in notes if note]},
    )


def of_case(request: SignedIn, number: str) -> HttpResponse:
    """The entries of one case: for whoever may see the case."""
    case = case_for(request.user, number)
    lines = list(trail.lines_of_case(bytes(case.key)))[::-1]
    return render(request, "ledger/case.html", {"case": case, "lines": lines})
