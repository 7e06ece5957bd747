"""Pages for what went wrong: what it is, who may do it, what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest

REFUSED = "您的账号不能做这一步。如工作需要，请向安全管理员申请。"
ABSENT = "地址可能写错了，或者这一页已经不在。"
EXPIRED = "这一页打开得太久，或者在别处重新登录过。请返回上一页，刷新后再做一次；填好的内容还在。"


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "不能这样做", str(exception) or REFUSED, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    return _page(request, "请再做一次", EXPIRED, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args else None
    return _page(request, "没有找到", said if isinstance(said, str) else ABSENT, status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Without the request's context: whatever broke may be part of it."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _page(request: HttpRequest, title: str, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "error.html", {"title": title, "sentence": sentence, "status": status}, status=status)
