"""Files that come in over the network, piece by piece: begun, and taken in once they are whole."""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings

from zhiji.cases.errors import CaseError
from zhiji.cases.queries import office_case
from zhiji.core.calendar import MomentError, read_moment
from zhiji.evidence.actions import require_receptive, take_in
from zhiji.external.signer import SignerError
from zhiji.external.upload_store import Upload, UploadBusyError, UploadStore
from zhiji.trail.actor import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.cases.models import Case
    from zhiji.evidence.arrivals import ArrivalOfRecording
    from zhiji.evidence.receipts import Receipt

DESCRIBING = ("event", "medium", "device")
"""Keys of the metadata that are handed on as they are. Others: filename, case, modified."""


def store() -> UploadStore:
    return UploadStore(settings.DATA_DIR / "uploads")


def begin(length: int, metadata: dict[str, str], *, by: Actor) -> Upload:
    """A new upload. Raises CaseError where the case that `metadata` names cannot take it, NoSpaceError."""
    if number := metadata.get("case"):
        require_receptive(office_case(number), _about(metadata))
    return store().create(length, owner=asdict(by), metadata=metadata)


def finish(upload: Upload, *, at: datetime) -> dict[str, str]:
    """Take the whole upload in; what is answered to the sender. Done once: later calls give the same answer.

    While the signer is away the answer has no receipt; the same request gets it once the signer is back.

    A case that can no longer take it leaves it waiting to be assigned. Raises UploadBusyError, StoreError.
    """
    uploads = store()
    with uploads.alone(upload):
        answer = uploads.done(upload)
        if answer is None:
            receipt = _take_in(upload, at=at)
            answer = _answer(receipt)
            with suppress(SignerError):  # it is in; who wants the receipt asks again when the signer is back
                answer["receipt"] = base64.b64encode(receipt.signed()).decode()
                uploads.finish(upload, answer)
    return answer


def sweep(*, at: datetime) -> None:
    """Take in what is whole but was left behind by a process that died; remove what has expired."""
    for upload in store().whole():
        with suppress(UploadBusyError):
            finish(upload, at=at)
    store().remove_expired(at)


def _take_in(upload: Upload, *, at: datetime) -> Receipt:
    """Into the case that the sender named, or waiting for one where that case takes nothing more: never lost."""
    number = upload.metadata.get("case")
    try:
        return _take_in_for(office_case(number) if number else None, upload, at=at)
    except CaseError:
        return _take_in_for(None, upload, at=at)


def _take_in_for(case: Case | None, upload: Upload, *, at: datetime) -> Receipt:
    name = upload.metadata.get("filename", "").replace("\\", "/").rpartition("/")[2] or "未命名"
    with store().content(upload) as content:
        return take_in(content, name=name, by=Actor(**upload.owner), at=at, case=case, **_about(upload.metadata))


def _about(metadata: dict[str, str]) -> ArrivalOfRecording:
    """`modified`: ISO 8601 with an offset, as browsers know it of a file; what cannot be read says nothing."""
    about: dict[str, Any] = {key: metadata[key] for key in DESCRIBING if metadata.get(key)}
    with suppress(MomentError, KeyError):
        about |= {"made_at": read_moment(metadata["modified"]), "made_at_from": "文件时间"}
    return cast("ArrivalOfRecording", about)


def _answer(receipt: Receipt) -> dict[str, str]:
    file = receipt.intake.file
    return {
        "intake": str(receipt.intake.pk),
        "entry": str(receipt.entry),
        "sha256": file.sha256,
        "sm3": file.sm3,
    }
