from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import auth
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhiji.organisation.demonstration import demo_accounts
from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.signing_in import sign_in
from zhiji.web.account import backend
from zhiji.web.account.forms import AppearanceForm, SignInForm
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhiji.organisation.demonstration import DemoAccount
    from zhiji.web.access import SignedIn

A_YEAR = timedelta(days=365)


def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("workbench")
    demo = demo_accounts()
    form = SignInForm(request.POST or None, initial=_filled_in(demo, request.GET.get("as")))
    if request.method == "POST" and form.is_valid():
        try:
            account = sign_in(form.cleaned_data["username"], form.cleaned_data["password"], at=now())
        except SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            auth.login(request, account, backend.NAME)
            return redirect(_next_page(request))
    return render(request, "account/login.html", {"form": form, "demo": demo})


@require_POST
def logout(request: SignedIn) -> HttpResponse:
    auth.logout(request)
    return redirect("login")


def show(request: SignedIn) -> HttpResponse:
    chosen = request.COOKIES.get("appearance", "system")
    return render(request, "account/show.html", {"form": AppearanceForm(initial={"appearance": chosen})})


@require_POST
def choose_appearance(request: SignedIn) -> HttpResponse:
    form = AppearanceForm(request.POST)
    answer = redirect("account")
    if form.is_valid():
        answer.set_cookie("appearance", form.cleaned_data["appearance"], max_age=A_YEAR, samesite="Lax")
    return answer


def _filled_in(demo: list[DemoAccount], chosen: str | None) -> dict[str, str]:
    """In a demonstration office one click fills in the form; elsewhere nothing is known."""
    return next(({"username": one.username, "password": one.password} for one in demo if one.username == chosen), {})


def _next_page(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("workbench")
