"""One's own password, authenticator app, passkeys, recovery codes and sessions. Each change asks for the password."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhiji.organisation import actions, second_factor, sessions
from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.signing_in import recognise
from zhiji.web.account.forms import AppForm, ConfirmForm, PasskeyForm, PasswordForm
from zhiji.web.fields import refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn

SECRET = "second_factor.secret"  # noqa: S105  # a key of the session
BAD_KEY = "通行密钥没有登记成，请再试一次；这台设备不支持的，可以换一台或改用验证器。"


def change_password(request: SignedIn) -> HttpResponse:
    form = PasswordForm(request.POST or None)

    def change(account: Account, said: dict[str, Any]) -> None:
        actions.choose_password(account, said["new"], by=account.actor, at=now())
        auth.update_session_auth_hash(request, account)

    if _confirmed(request, form, change):
        messages.success(request, "口令已改；别处的登录都已结束。")
        return redirect("account")
    return render(request, "account/password.html", {"form": form})


def add_app(request: SignedIn) -> HttpResponse:
    """The secret waits in the session until the app has shown that it has it."""
    account, codes = request.user, list[str]()
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    form = AppForm(request.POST or None)

    def add(_: Account, said: dict[str, Any]) -> None:
        codes.extend(second_factor.add_totp(account, secret, said["code"], by=account.actor, at=now()))

    if _confirmed(request, form, add):
        del request.session[SECRET]
        return _codes_page(request, codes)
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    picture = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return render(request, "account/app.html", {"form": form, "picture": picture, "secret": secret})


def add_passkey(request: SignedIn) -> HttpResponse:
    account, codes = request.user, list[str]()
    form = PasskeyForm(request.POST or None)

    def add(_: Account, said: dict[str, Any]) -> None:
        try:
            credential = json.loads(said["credential"])
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError) as error:
            raise OrganisationError(BAD_KEY) from error
        codes.extend(second_factor.add_passkey(account, said["name"], credential, by=account.actor, at=now()))

    if _confirmed(request, form, add):
        return _codes_page(request, codes) if codes else redirect("account")
    options = json.dumps(webauthn.begin_registration(account, passwordless=True))
    return render(request, "account/passkey.html", {"form": form, "options": options})


def remove(request: SignedIn, pk: int) -> HttpResponse:
    account, form = request.user, ConfirmForm(request.POST or None)
    if _confirmed(request, form, lambda *_: second_factor.remove(account, pk, by=account.actor, at=now())):
        messages.success(request, "已停用。")
        return redirect("account")
    return render(request, "account/confirm.html", {"form": form, "title": "停用", "verb": "停用"})


def renew_codes(request: SignedIn) -> HttpResponse:
    account, codes, form = request.user, list[str](), ConfirmForm(request.POST or None)

    def renew(*_: object) -> None:
        codes.extend(second_factor.renew_recovery_codes(account, by=account.actor, at=now()))

    if _confirmed(request, form, renew):
        return _codes_page(request, codes)
    return render(request, "account/confirm.html", {"form": form, "title": "重新生成恢复码", "verb": "重新生成"})


@require_POST
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    sessions.end_session(request.user, pk, by=request.user.actor, at=now())
    messages.success(request, "那处登录已结束。")
    return redirect("account")


def _confirmed(request: SignedIn, form: forms.Form, act: Callable[[Account, dict[str, Any]], object]) -> bool:
    """Whether the form was sent with the right password, and its action done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        account = recognise(request.user.username, form.cleaned_data["password"], at=now())
        act(account, form.cleaned_data)
    except OrganisationError as refusal:
        refuse(form, refusal)
        return False
    return True


def _codes_page(request: SignedIn, codes: list[str]) -> HttpResponse:
    """The answer itself shows the codes, once."""
    if not codes:
        return redirect("account")
    return render(request, "account/codes.html", {"codes": codes})
