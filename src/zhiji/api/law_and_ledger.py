"""Judging without keeping anything, and proofs of the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest  # noqa: TC002  # read at run time
from ninja import Router

from zhiji.api import shapes
from zhiji.api.caller import caller, now
from zhiji.api.cases import REFUSALS, WRITING
from zhiji.api.shapes import Document
from zhiji.cases.errors import CaseNotFoundError
from zhiji.compliance.judging import judge
from zhiji.core.casefile import parse
from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.note import parse_note
from zhiji.external import library
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.tokens import Scope
from zhiji.trail import checkpoints
from zhiji.trail import queries as trail
from zhiji.trail.errors import NoSuchEntry

router = Router(tags=["制度和账本"])
LARGEST_INDEX = 2**53


@router.post("/check", response={200: Document, **WRITING}, summary="判定一份案件文件，什么也不留下")
def check(request: HttpRequest, said: shapes.Judging) -> Document:
    account = caller(request, Scope.READ_CASES)
    require(account, Verb.VIEW_REGULATIONS)
    file = parse(said.document, library.vocabulary())
    judgement = judge(file, at=said.at or now())
    if judgement is None:
        raise CaseNotFoundError(f"制度库里没有“{file.case.regulation}”；用 zhiji regulations list 可以看到有哪些。")
    return judgement.to_document()


@router.get("/ledger/entries/{index}/proof", response={200: shapes.Proof, **REFUSALS}, summary="一条账目的包含证明")
def proof(request: HttpRequest, index: int) -> dict[str, Any]:
    account = caller(request, Scope.READ_LEDGER)
    require(account, Verb.VIEW_TRAIL)
    note = trail.latest_checkpoint(checkpoints.log_name())
    size = parse_checkpoint(parse_note(note).text).size if note else 0
    if note is None or not 0 <= index < min(size, LARGEST_INDEX):
        raise NoSuchEntry(f"检查点还没有覆盖第 {index} 条；它现在覆盖 {size} 条。")
    return {
        "index": index,
        "body": trail.line(index).body.decode(),
        "size": size,
        "checkpoint": note.decode(),
        "inclusion": [found.hex() for found in trail.inclusion_proof("sha256", index, size)],
    }
