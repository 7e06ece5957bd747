"""What django-allauth asks of this office: nobody signs up, nothing is mailed, every sign-in is entered in the trail."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import auth, messages
from django.shortcuts import redirect, resolve_url

from zhiji.organisation.queries import account_by_name
from zhiji.organisation.signing_in import signed_in
from zhiji.web.account import backend
from zhiji.web.now import now

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse

    from zhiji.organisation.models import Account

UNKNOWN = "统一身份认证认得您，但本系统里没有对应的在用账号；请向系统管理员申请。"
FAILED = "统一身份认证没有成功，请再试一次，或改用账号和口令登录。"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """The end of every way of signing in."""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        ways = [str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)]
        signed_in(user, at=now(), ways=tuple("oidc" if way == "socialaccount" else way for way in ways))
        auth.login(request, user, backend.NAME)

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # allauth's signature
        return resolve_url("workbench")

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:  # noqa: ARG002
        return redirect("login")

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say themselves what was done."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Secrets of authenticator apps lie in the database under a key that lies beside it, not in it."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "执迹"

    def _get_site_name(self) -> str:
        return "执迹"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """OIDC leads to an account that is there already, found by a claim; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        told = sociallogin.account.extra_data
        claims = {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}
        account = account_by_name(str(claims.get(settings.OIDC_CLAIM) or ""))
        if account is None:
            raise _back_to_login(request, UNKNOWN)
        sociallogin.user = account

    def on_authentication_error(self, request: HttpRequest, provider: object, **_: Any) -> None:  # noqa: ARG002
        raise _back_to_login(request, FAILED)


def _back_to_login(request: HttpRequest, sentence: str) -> ImmediateHttpResponse:
    messages.error(request, sentence)
    return ImmediateHttpResponse(redirect("login"))


def _cipher() -> Fernet:
    key = hashlib.sha256(b"zhiji second factor\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
