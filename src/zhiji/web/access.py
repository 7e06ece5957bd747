"""Who may open a page is said where the page is listed, and nowhere else (see `urls.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache

from zhiji.cases.errors import CaseNotFoundError
from zhiji.cases.looks import key_of
from zhiji.organisation.errors import NotAllowed, NotFound
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.second_factor import must_have_second
from zhiji.web.account.idle import restored
from zhiji.web.looks import log_look, log_refusal
from zhiji.web.once import act_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.urls import URLPattern

    from zhiji.organisation.models import Account

    View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """A request behind the sign-in: what every page but the login gets."""

    user: Account


SHOWN = 200
"""The status of an answer that shows something; redirects and refusals do not."""


class Door(Enum):
    """Pages that need no verb of the permission table."""

    ANYONE = auto()
    PROTOCOL = auto()  # answers refusals itself, in the terms of its protocol
    SIGNED_IN = auto()


@dataclass(frozen=True, slots=True)
class Page:
    """One address, what answers it, and who may come in."""

    route: str
    view: View
    name: str
    needs: Verb | Door

    def pattern(self) -> URLPattern:
        open_door = self.needs in {Door.ANYONE, Door.PROTOCOL}
        return path(self.route, self.view if open_door else _guarded(self), name=self.name)


FIRST = {"password-change": {"password-change"}, "app-new": {"app-new", "passkey-new", "account"}}
"""What an account may owe before anything else, by its page, and the pages that stay open meanwhile."""


def _owed_first(account: Account, page: Page) -> str | None:
    """The page that comes before this one: a password of one's own, a second step where the role demands it."""
    owed = "password-change" if account.must_change else "app-new" if must_have_second(account) else None
    return owed if owed and page.name not in {"logout", *FIRST[owed]} else None


def _guarded(page: Page) -> View:
    @wraps(page.view)
    @never_cache
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        known = cast("SignedIn", request)
        if first := _owed_first(known.user, page):
            return redirect(first)
        restored(request)
        try:
            if isinstance(page.needs, Verb):
                require(request.user, page.needs)
            answer = act_once(request, lambda: page.view(request, **arguments))
        except NotAllowed as refusal:
            log_refusal(known, page.name, str(refusal), arguments.get("number"))
            raise PermissionDenied(str(refusal)) from refusal
        except (CaseNotFoundError, NotFound) as absent:
            if key_of(arguments.get("number", "")):
                log_refusal(known, page.name, str(absent), arguments["number"])
            raise Http404(str(absent)) from absent
        if "number" in arguments and answer.status_code == SHOWN:
            parts = {name: str(value) for name, value in arguments.items() if name != "number"}
            log_look(known, page.name, arguments["number"], parts)
        return answer

    return guarded
