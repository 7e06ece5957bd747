"""Resumable uploads: tus 1.0.0 with creation, creation-with-upload, checksum, expiration and termination.

State is files (`zhiji.external.upload_store`). A whole upload is taken in and answered, on the last PATCH and on any later HEAD,
with its digests and a signed receipt: `Zhiji-Sha256`, `Zhiji-Sm3`, `Zhiji-Intake`, `Zhiji-Entry`, `Zhiji-Receipt` (base64).

Exempt from the CSRF token because every request must carry `Tus-Resumable`, a header that no page of another site can send.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import HttpResponse, UnreadablePostError
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for
from zhiji.evidence import uploads
from zhiji.external import upload_store
from zhiji.external.store import StoreError
from zhiji.organisation.errors import NotAllowed
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.second_factor import must_have_second
from zhiji.web.looks import log_refusal
from zhiji.web.now import now
from zhiji.web.tus_headers import PIECE, BadHeaderError, checksum, metadata_text, number, read_metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from zhiji.external.digesting import Source
    from zhiji.external.upload_store import Upload
    from zhiji.web.access import SignedIn

    View = Callable[..., HttpResponse]

VERSION = "1.0.0"
CAPABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,creation-with-upload,checksum,expiration,termination",
    "Tus-Checksum-Algorithm": "sha1,sha256",
}
STATUS: dict[type[Exception], int] = {
    BadHeaderError: 400,
    CaseError: 400,
    NotAllowed: 403,
    upload_store.UploadNotFoundError: 404,
    upload_store.OffsetError: 409,
    upload_store.TooMuchError: 413,
    upload_store.UploadBusyError: 423,
    upload_store.ChecksumError: 460,
    upload_store.NoSpaceError: 507,
    StoreError: 507,
}
"""What each refusal is in HTTP; its sentence is the body."""


def _tus(view: View) -> View:
    """What holds for every request: the protocol's version, somebody signed in who may take in, refusals as answers."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: SignedIn, **arguments: str) -> HttpResponse:
        try:
            response = _refusal(request) or view(request, **arguments)
        except NotAllowed as refusal:
            log_refusal(request, "uploads", str(refusal))
            response = _sentence(str(refusal), STATUS[NotAllowed])
        except tuple(STATUS) as error:
            status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
            response = _sentence(str(error), status)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return guarded


@_tus
def begin(request: SignedIn) -> HttpResponse:
    """OPTIONS says what we can; POST begins an upload."""
    if _method(request) == "OPTIONS":
        return HttpResponse(status=204, headers=CAPABILITIES)
    if _method(request) != "POST":
        return _not_allowed("OPTIONS, POST")
    length = number(request, "Upload-Length")
    metadata = read_metadata(request.headers.get("Upload-Metadata", ""))
    if "case" in metadata:
        case_for(request.user, metadata["case"], Verb.TAKE_IN)
    upload = uploads.begin(length, metadata, by=request.user.actor)
    if request.content_type == PIECE:
        uploads.store().append(upload, _Body(request), offset=0, checksum=checksum(request))
    response = _progress(upload, 201)
    response["Location"] = f"{request.path.rstrip('/')}/{upload.id}"
    return response


@_tus
def go_on(request: SignedIn, upload_id: str) -> HttpResponse:
    """HEAD asks how far it is, PATCH adds a piece, DELETE gives it up."""
    method = _method(request)
    if method == "OPTIONS":
        return HttpResponse(status=204, headers=CAPABILITIES)
    if method not in {"HEAD", "PATCH", "DELETE"}:
        return _not_allowed("OPTIONS, HEAD, PATCH, DELETE")
    upload = _own(request, upload_id)
    if method == "DELETE":
        with uploads.store().alone(upload):
            uploads.store().remove(upload)
        return HttpResponse(status=204)
    if method == "PATCH":
        if request.content_type != PIECE:
            return _sentence(f"续传内容的类型须为 {PIECE}。", 415)
        offset = number(request, "Upload-Offset")
        uploads.store().append(upload, _Body(request), offset=offset, checksum=checksum(request))
        return _progress(upload, 204)
    response = _progress(upload, 200)
    response["Upload-Length"] = str(upload.length)
    response["Upload-Metadata"] = metadata_text(upload.metadata)
    return response


class _Body:
    """The body of a request. Where the connection breaks it just ends: what arrived stays, and the sender goes on later."""

    def __init__(self, request: SignedIn) -> None:
        chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        self._source: Source = request.META["wsgi.input"] if chunked else request

    def read(self, size: int, /) -> bytes:
        try:
            return self._source.read(size)
        except UnreadablePostError:
            return b""


def _progress(upload: Upload, status: int) -> HttpResponse:
    """How far the upload is; the answer to its last piece says what became of it."""
    offset = uploads.store().offset(upload)
    received = uploads.finish(upload, at=now()) if offset == upload.length else {}
    response = HttpResponse(status=status, headers={f"Zhiji-{key.title()}": value for key, value in received.items()})
    response["Upload-Offset"] = str(offset)
    response["Upload-Expires"] = http_date(uploads.store().expires_at(upload).timestamp())
    return response


def _own(request: SignedIn, upload_id: str) -> Upload:
    upload = uploads.store().find(upload_id, now())
    if upload.owner["id"] != request.user.actor.id:
        raise upload_store.UploadNotFoundError("没有这个上传，它可能已过期或已取消；请重新选择文件上传。")
    return upload


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if _method(request) == "OPTIONS":
        return None
    if request.headers.get("Tus-Resumable") != VERSION:
        return HttpResponse(status=412, headers={"Tus-Version": VERSION})
    if not request.user.is_authenticated:
        return _sentence("请先登录，再继续上传；已收到的部分还在。", 401)
    if request.user.must_change or must_have_second(request.user):
        return _sentence("请先在网页上登录，把口令改成自己的、启用第二步，再上传。", 403)
    require(request.user, Verb.TAKE_IN)
    return None


def _method(request: HttpRequest) -> str:
    return request.headers.get("X-HTTP-Method-Override", request.method or "").upper()


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": methods})


def _sentence(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
