"""Playing and downloading evidence: ranges of the original bytes, for those who may see them, logged before the first byte.

A player asks for many ranges of one film. The first opens a window (`looks.WINDOW`) for this session and this recording, with one
entry in the trail; requests inside it add none, the next one after it does. So an entry says that somebody watched within
that half hour, and a long film leaves several. Downloads have windows, and entries, of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from zhiji.evidence import actions, custody
from zhiji.evidence.queries import intake_for, recording_for
from zhiji.external.media_type import FORMATS, UNKNOWN, Kind
from zhiji.external.probe import Condition
from zhiji.external.store import ObjectMissingError
from zhiji.organisation.permissions import Verb, require
from zhiji.web import looks
from zhiji.web.ranges import UnsatisfiableError, requested_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    from zhiji.evidence.models import Intake, Recording, StoredFile
    from zhiji.web.access import SignedIn

SHOWN = frozenset({Kind.VIDEO, Kind.AUDIO, Kind.IMAGE})
"""Kinds that a browser may show by itself, as it may PDF; everything else could carry script and is handed out as a download."""


def stream(request: SignedIn, pk: int) -> HttpResponseBase:
    """GET and HEAD of a recording; with `?download` a copy to keep, which needs the right to download."""
    wants_copy = "download" in request.GET
    verb = Verb.DOWNLOAD_EVIDENCE if wants_copy else Verb.VIEW_EVIDENCE
    found = recording_for(request.user, pk, verb)
    if found.file is None:
        raise Http404("这份音像记录没有原文件：案件是作为数据导入的。")
    name = found.intake.name if found.intake else found.ref
    return _answer(request, found, found.file, name, wants_copy=wants_copy)


def stream_intake(request: SignedIn, pk: int) -> HttpResponseBase:
    """The same for a file that waits for its case, so that whoever assigns it can see what it is."""
    found = intake_for(request.user, pk)
    return _answer(request, found, found.file, found.name, wants_copy="download" in request.GET)


def _answer(
    request: SignedIn, subject: Recording | Intake, file: StoredFile, name: str, *, wants_copy: bool
) -> HttpResponseBase:
    is_copy = wants_copy or not _is_shown(file)
    if is_copy:
        require(request.user, Verb.DOWNLOAD_EVIDENCE)
    if file.condition == Condition.DESTROYED:
        raise Http404("这份音像的内容已依法销毁，只留下摘要和账目。")
    etag = f'"{file.sha256}"'
    try:
        held = custody.store().size(file.name)
        part = requested_range(_range_header(request, etag), held)
    except ObjectMissingError as error:
        raise Http404(str(error)) from error
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{held}"})
    start, length = (part.start, part.length) if part else (0, held)
    response = _body(request, subject, file, start, length, is_copy=is_copy)
    response.status_code = 206 if part else 200
    if part:
        response["Content-Range"] = str(part)
    response["Content-Length"] = str(length)
    response["Content-Type"] = UNKNOWN if is_copy else file.media_type
    response["Content-Disposition"] = content_disposition_header(is_copy, name) or "inline"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _body(
    request: SignedIn, subject: Recording | Intake, file: StoredFile, start: int, length: int, *, is_copy: bool
) -> HttpResponse | StreamingHttpResponse:
    if request.method == "HEAD":
        return HttpResponse()
    _log_once(request, subject, actions.downloaded if is_copy else actions.viewed)
    return StreamingHttpResponse(custody.store().read(file.name, start, length))


def _log_once(request: SignedIn, subject: Recording | Intake, log: Callable[..., None]) -> None:
    """One entry for each window."""
    this = f"{log.__name__} {type(subject).__name__} {subject.pk}"
    looks.once(request, this, lambda at: log(subject, by=request.user.actor, at=at))


def _range_header(request: SignedIn, etag: str) -> str | None:
    """The Range, unless the requester has part of something else (If-Range)."""
    header, has = request.headers.get("Range"), request.headers.get("If-Range")
    return header if has is None or has == etag else None


def _is_shown(file: StoredFile) -> bool:
    known = FORMATS.get(file.media_type)
    return known is not None and (known.kind in SHOWN or known.family == "pdf")
