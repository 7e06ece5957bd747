"""Who does nothing for a while is signed out; what he had typed is there again after he signs in.

The form that comes in too late is kept in the session that begins with the sign-out, for the same account and the same page only.
When that page is opened again its form is filled in as it was sent (`restored`); nothing is done until the button is pressed again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict

from zhiji.web.now import now
from zhiji.web.once import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SEEN, KEPT = "seen_at", "kept_form"
NOT_KEPT = ("csrfmiddlewaretoken", FIELD, "password", "new", "again", "credential", "code")
STEP = timedelta(minutes=1)
"""How often being seen is written down."""
LARGEST = 256 * 1024
OVER = "您有一段时间没有操作，已自动退出。重新登录后，刚才填的内容还在。"


class IdleTimeout:
    """Middleware, behind that of sessions and of messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at, seen = now(), request.session.get(SEEN)
            since = datetime.fromisoformat(seen) if seen else at
            if at - since > settings.IDLE_TIMEOUT:
                return _sign_out(request)
            if not seen or at - since > STEP:
                request.session[SEEN] = at.isoformat()
        return self.get_response(request)


def restored(request: HttpRequest) -> None:
    """Give a form that came too late back to its page: a GET whose POST fills it in, and does nothing."""
    kept = request.session.get(KEPT)
    if request.method != "GET" or not kept or kept["path"] != request.get_full_path():
        return
    del request.session[KEPT]
    if kept["account"] == request.user.pk:
        request.POST = QueryDict(kept["form"])
        messages.info(request, "下面是您退出之前填的内容，还没有送出；请核对后再按一次按钮。")


def _sign_out(request: HttpRequest) -> HttpResponse:
    account, form = request.user.pk, request.POST.copy()
    auth.logout(request)
    for name in NOT_KEPT:
        form.pop(name, None)
    sent = form.urlencode()
    if request.method == "POST" and form and len(sent) <= LARGEST:
        request.session[KEPT] = {"account": account, "path": request.get_full_path(), "form": sent}
    messages.info(request, OVER)
    return redirect_to_login(request.get_full_path())
