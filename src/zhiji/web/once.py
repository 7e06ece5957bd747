"""A form sent twice acts once.

Every form that acts carries a token (`{% once %}`). The first request with it claims it; when that request has led somewhere,
a second one is led there too, and does nothing. The claim is a row of the session table, since inserting a key twice fails there
for every process of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.backends.db import SessionStore
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

FIELD = "once"
LENGTH = 32
REDIRECTS = range(300, 400)


def new_token() -> str:
    return get_random_string(LENGTH)


def act_once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    token = request.POST.get(FIELD, "")
    if request.method != "POST" or len(token) != LENGTH:
        return act()
    claim = SessionStore(token)
    try:
        claim.save(must_create=True)
    except CreateError:
        return _again(request, token)
    return _keep(claim, act)


def _keep(claim: SessionStore, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A form shown again, or a fault, gives the token back: nothing was done."""
    done = None
    try:
        done = act()
        return done
    finally:
        if done is not None and done.status_code in REDIRECTS:
            claim["led_to"] = done["Location"]
            claim.save()
        else:
            claim.delete()


def _again(request: HttpRequest, token: str) -> HttpResponseBase:
    led_to = SessionStore(token).get("led_to")
    if led_to:
        return redirect(led_to)
    sentence = "上一次点击还在处理，请稍候，再刷新案件页看结果。"
    return render(request, "error.html", {"title": "正在处理", "sentence": sentence}, status=409)
