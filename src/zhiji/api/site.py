"""The API as a whole: its parts, and how each refusal is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiji.api import approvals, cases, law_and_ledger
from zhiji.api.caller import Session, Token
from zhiji.cases.errors import CaseClosedError, CaseError, CaseNotFoundError
from zhiji.compliance.moves import GateClosedError
from zhiji.core.casefile import CaseFileError
from zhiji.organisation.errors import NotAllowed
from zhiji.trail.errors import NoSuchEntry, StaleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

api = NinjaAPI(
    title="执迹",
    version="1",
    description="行政执法全过程记录系统的接口。案件、结论的格式见 zhiji-case/1 和 zhiji-findings/1。",
    auth=[Token(), Session(csrf=True)],
    docs_url=None,
    urls_namespace="api",
)
for router in (cases.router, approvals.router, law_and_ledger.router):
    api.add_router("", router)

STATUS: dict[type[Exception], int] = {
    NotAllowed: 403,
    CaseNotFoundError: 404,
    NoSuchEntry: 404,
    GateClosedError: 409,
    CaseClosedError: 409,
    StaleRow: 409,
    CaseError: 400,
    CaseFileError: 422,
}


# Handlers take Any: the library's own types allow a class where an error comes.


def _refuse(request: HttpRequest, error: Any) -> HttpResponse:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return _problem(request, _sentence(error), status, path=_path(error), lacking=_lacking(error))


def _sentence(error: Exception) -> str:
    return error.reason if isinstance(error, CaseFileError) else str(error)


def _path(error: Exception) -> str | None:
    return error.path if isinstance(error, CaseFileError) else getattr(error, "field", None)


def _lacking(error: Exception) -> list[dict[str, Any]]:
    return [finding.to_document() for finding in error.gate.lacking] if isinstance(error, GateClosedError) else []


def _problem(
    request: HttpRequest, sentence: str, status: int, *, path: str | None = None, lacking: Sequence[Any] = ()
) -> HttpResponse:
    return api.create_response(request, {"error": sentence, "path": path, "lacking": list(lacking)}, status=status)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return _problem(request, f"请求里的 {place} 不合要求：{first['msg']}", 422, path=place)


def _unknown(request: HttpRequest, _error: Any) -> HttpResponse:
    return _problem(request, "请用有效的令牌（Authorization: Bearer …）或先登录；令牌可能已过期或收回。", 401)


def _plain(request: HttpRequest, error: Any) -> HttpResponse:
    sentence = "请求的正文不是合法的 JSON，请检查标点和引号。" if error.status_code == 400 else str(error)
    return _problem(request, sentence, error.status_code)


for kind in STATUS:
    api.add_exception_handler(kind, _refuse)
api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(AuthenticationError, _unknown)
api.add_exception_handler(HttpError, _plain)
