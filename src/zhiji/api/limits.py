"""How often a caller may ask, and a request sent twice.

Both are kept in the session table, whose rows every process of the server sees and whose keys can be claimed once.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Handler = Callable[[HttpRequest], HttpResponse]

KEY = "Idempotency-Key"
LONGEST_KEY = 200
WINDOW = 60
DAY = 24 * 3600
JSON = "application/json; charset=utf-8"


def problem(sentence: str, status: int) -> JsonResponse:
    empty: list[object] = []
    shown = {"error": sentence, "path": None, "lacking": empty}
    return JsonResponse(shown, status=status, json_dumps_params={"ensure_ascii": False})


class Limits:
    """Middleware of `/api/v1`: so many requests a minute, and `Idempotency-Key` for everything that writes."""

    def __init__(self, get_response: Handler) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/v1/"):
            return self._answer(request)
        if _too_often(request):
            answer = problem(f"每分钟最多 {settings.API_RATE} 次请求，请稍后再试。", 429)
            answer["Retry-After"] = str(WINDOW)
            return answer
        key = request.headers.get(KEY)
        if request.method != "POST" or not key:
            return _as_problem(self._answer(request))
        if len(key) > LONGEST_KEY:
            return problem(f"{KEY} 最长 {LONGEST_KEY} 个字符，请缩短。", 422)
        return _as_problem(self._once(request, key))

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        name, body = _claim(request, key), hashlib.sha256(request.body).hexdigest()
        claim = SessionStore(name)
        try:
            claim.save(
                must_create=True
            )  # before anything is put into it: a store that is asked for its data forgets its key
        except CreateError:
            return _again(name, body)
        claim.set_expiry(DAY)
        claim["body"] = body
        claim.save()
        done = None
        try:
            done = self._answer(request)
        finally:
            if done is None or done.status_code >= 400:  # nothing was done: it may be tried again
                claim.delete()
            else:
                claim["status"], claim["answer"] = done.status_code, done.content.decode()
                claim.save()
        return done


PAGES_OF_DJANGO = {
    403: "缺少 CSRF 令牌：用登录会话调用时请带上 X-CSRFToken，或改用令牌。",
    404: "没有这个地址，请对照 /api/v1/openapi.json。",
    405: "这个地址不接受这种方法，请对照 /api/v1/openapi.json。",
}


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """What Django itself answered, with a page for people, in the shape of the API."""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return answer
    sentence = PAGES_OF_DJANGO.get(answer.status_code)
    return problem(sentence, answer.status_code) if sentence else answer


def _again(name: str, body: str) -> HttpResponse:
    kept = SessionStore(name)
    if kept.get("body") != body:
        return problem(f"这个 {KEY} 已经用于另一个请求，请换一个。", 422)
    if "status" not in kept:
        return problem("同样的请求还在处理，请稍后再问。", 409)
    return HttpResponse(kept["answer"], status=kept["status"], content_type=JSON)


def _claim(request: HttpRequest, key: str) -> str:
    """One for each caller, address and key."""
    told = json.dumps([_caller(request), request.path, key])
    return "api" + hashlib.sha256(told.encode()).hexdigest()[:29]


def _caller(request: HttpRequest) -> str:
    shown = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return hashlib.sha256(shown.encode()).hexdigest()


def _too_often(request: HttpRequest) -> bool:
    """Counted in each process of the server."""
    key = f"api-rate-{_caller(request)}"
    cache.add(key, 0, WINDOW)
    return cache.incr(key) > settings.API_RATE
