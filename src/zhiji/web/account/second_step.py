"""The second step while signing in, and signing in by a passkey alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.second_factor import factors, holds
from zhiji.organisation.signing_in import check_second
from zhiji.web.account.forms import CodeForm
from zhiji.web.account.views import next_page
from zhiji.web.now import now

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

    from zhiji.organisation.models import Account

NOT_KNOWN = "这把通行密钥不属于在用的账号，请改用账号和口令登录。"


def ask(request: HttpRequest) -> HttpResponse:
    """A code, or a passkey, of the account whose password was right."""
    stage = get_pending_stage(request)
    if stage is None or stage.key != AuthenticateStage.key:
        return redirect("login")
    account, form = stage.login.user, CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            used = _used(account, form.cleaned_data)
        except (SignInRefused, ValidationError) as refusal:
            form.add_error(None, str(refusal) if isinstance(refusal, SignInRefused) else NOT_KNOWN)
        else:
            post_authentication(request, used)
            answer: HttpResponse = stage.exit()
            return answer
    has = factors(account)
    options = json.dumps(auth.begin_authentication(account)) if has.passkeys else ""
    return render(request, "account/second.html", {"form": form, "factors": has, "options": options})


def by_passkey(request: HttpRequest) -> HttpResponse:
    """GET: what the browser is to ask the authenticator; POST: what that answered."""
    if request.method != "POST":
        return JsonResponse(dict(auth.begin_authentication(None)))
    try:
        credential = json.loads(request.POST.get("credential", ""))
        auth.parse_authentication_response(credential)
        used = auth.complete_authentication(auth.extract_user_from_response(credential), credential)
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError):
        messages.error(request, NOT_KNOWN)
        return redirect("login")
    answer: HttpResponse = perform_passwordless_login(
        request, used, Login(user=used.user, redirect_url=next_page(request))
    )
    return answer


def _used(account: Account, said: dict[str, str]) -> Authenticator:
    """The authenticator that answered. Raises SignInRefused, ValidationError."""
    found: list[Authenticator] = []

    def right() -> bool:
        if said["credential"]:
            credential = json.loads(said["credential"])
            auth.parse_authentication_response(credential)
            found.append(auth.complete_authentication(account, credential))
        elif one := holds(account, said["code"], at=now()):
            found.append(one)
        return bool(found)

    check_second(account, right, at=now())
    return found[0]
