"""账本: the trail as supervisors see it. No opening is shown here, so nothing personal; what a case holds is elsewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhiji.cases.queries import case_for
from zhiji.core.calendar import local_day
from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.kinds import ED25519
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.path import steps
from zhiji.core.ledger.proofs import consistency_ranges
from zhiji.core.ledger.tlog_proof import TlogProof
from zhiji.trail import browsing
from zhiji.trail import queries as trail
from zhiji.trail.anchoring import queries as anchoring
from zhiji.trail.anchoring.standing import standing
from zhiji.trail.checkpoints import present_keys
from zhiji.trail.errors import NoSuchEntry
from zhiji.web.ledger.drawing import drawing
from zhiji.web.ledger.forms import EntryFilterForm, SpanForm
from zhiji.web.ledger.words import facts_in_words
from zhiji.web.now import now

if TYPE_CHECKING:
    from zhiji.core.ledger.digests import Algorithm
    from zhiji.web.access import SignedIn


def show(request: SignedIn) -> HttpResponse:
    """How long the ledger is, what was last signed, and who vouches for it."""
    at = now()
    notes = [trail.latest_checkpoint(anchoring.own_origin(algorithm)) for algorithm in ALGORITHMS]
    outside = standing(now=at)
    said = {"size": trail.size(), "checkpoints": [note.decode() for note in notes if note], "standing": outside}
    return render(request, "ledger/show.html", said | {"span": SpanForm(), "month": f"{local_day(at):%Y-%m}"})


def entries(request: SignedIn) -> HttpResponse:
    form = EntryFilterForm(request.GET)
    wanted = form.wanted()
    found = browsing.page(wanted, form.cleaned_data.get("before"))
    narrowed = any((wanted.type, wanted.day, wanted.case))
    return render(request, "ledger/entries.html", {"form": form, "page": found, "narrowed": narrowed})


def entry(request: SignedIn, index: int) -> HttpResponse:
    """What it says, and the way from it to the newest checkpoint, in either tree."""
    algorithm: Algorithm = "sm3" if request.GET.get("tree") == "sm3" else "sha256"
    line = _line(index)
    said = line.entry
    shown = {
        "line": line,
        "entry": said,
        "facts": facts_in_words(said),
        "algorithm": algorithm,
        "body": line.body.decode(),
    }
    return render(request, "ledger/entry.html", shown | (_proven(line, algorithm) or {}))


def proof(request: SignedIn, index: int) -> HttpResponse:  # noqa: ARG001
    """The entry's C2SP tlog-proof, with the witnesses' signatures."""
    line, origin = _line(index), anchoring.own_origin("sha256")
    found = browsing.covering(origin, index)
    if found is None:
        raise Http404("这一条还没有检查点覆盖，请稍后再取。")
    size, note = found
    cosigned = anchoring.cosigned(parse_note(note), origin, size)
    text = str(TlogProof(line.index, tuple(trail.inclusion_proof("sha256", index, size)), cosigned))
    name = f'attachment; filename="{index}.tlog-proof"'
    return HttpResponse(text, "text/plain; charset=utf-8", headers={"Content-Disposition": name})


def consistency(request: SignedIn) -> HttpResponse:
    """That the longer log begins with the shorter one."""
    form, head = SpanForm(request.GET or None), anchoring.newest_head("sha256")
    try:
        old, new = form.sizes(head.size if head else 0)
    except NoSuchEntry as error:
        return render(request, "ledger/consistency.html", {"form": form, "refusal": str(error) if request.GET else ""})
    proof = trail.consistency_proof("sha256", old, new)
    roots = {size: trail.root("sha256", size).hex() for size in (old, new)}
    hashes = [
        (first, end, value.hex()) for (first, end), value in zip(consistency_ranges(old, new), proof, strict=True)
    ]
    return render(
        request, "ledger/consistency.html", {"form": form, "old": old, "new": new, "roots": roots, "hashes": hashes}
    )


def checkpoints(request: SignedIn) -> HttpResponse:
    """A month's checkpoints, one a day, to be printed, signed by hand and filed outside."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        month = local_day(now()).replace(day=1)
    listed = [
        (day, parse_checkpoint(parse_note(note).text), parse_note(note))
        for day, note in browsing.of_month(anchoring.own_origin("sha256"), month)
    ]
    return render(
        request, "ledger/checkpoints.html", {"month": month, "listed": listed, "keys": present_keys("sha256")}
    )


def of_case(request: SignedIn, number: str) -> HttpResponse:
    """The entries of one case: for whoever may see the case."""
    case = case_for(request.user, number)
    lines = list(trail.lines_of_case(bytes(case.key)))[::-1]
    return render(request, "ledger/case.html", {"case": case, "lines": lines})


def _line(index: int) -> trail.Line:
    try:
        return trail.line(index)
    except NoSuchEntry as absent:
        raise Http404(str(absent)) from absent


def _proven(line: trail.Line, algorithm: Algorithm) -> dict[str, object] | None:
    """The newest checkpoint over the entry, and the way to its root; None before there is one."""
    origin = anchoring.own_origin(algorithm)
    found = browsing.covering(origin, line.index)
    if found is None:
        return None
    size, note = found
    hashes = trail.inclusion_proof(algorithm, line.index, size)
    way = list(steps(algorithm, line.leaf.of(algorithm), line.index, size, hashes))
    verifier = next(key for key in present_keys(algorithm) if key.kind is ED25519)
    island = {
        "algorithm": algorithm,
        "entry": line.body.hex(),
        "index": line.index,
        "size": size,
        "proof": [value.hex() for value in hashes],
        "note": note.decode(),
        "key": verifier.public.hex(),
        "keyName": verifier.name,
        "keyId": verifier.key_id.hex(),
    }
    drawn = drawing(line.leaf.of(algorithm), line.index, way)
    return {"way": way, "drawing": drawn, "head": parse_checkpoint(parse_note(note).text), "island": island}
