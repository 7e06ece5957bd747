"""统一身份认证 by OpenID Connect, where the office has set it up (ZHIJI_OIDC_URL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = views.login(request, _known(provider_id))
    return answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = views.callback(request, _known(provider_id))
    return answer


def _known(provider_id: str) -> str:
    if not settings.OIDC_NAME or provider_id != settings.OIDC_PROVIDER:
        raise Http404("本单位没有接入统一身份认证。")
    return provider_id
