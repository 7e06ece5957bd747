from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import auth
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhiji.core.calendar import local_day
from zhiji.organisation.demonstration import demo_accounts
from zhiji.organisation.errors import SignInRefused
from zhiji.organisation.second_factor import factors
from zhiji.organisation.sessions import sessions_of
from zhiji.organisation.signing_in import recognise
from zhiji.web.account.forms import AppearanceForm, SignInForm
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhiji.organisation.demonstration import DemoAccount
    from zhiji.web.access import SignedIn

A_YEAR = timedelta(days=365)


def login(request: HttpRequest) -> HttpResponse:
    """The password first; where the account has a second step, that comes next (`second_step.ask`)."""
    if request.user.is_authenticated:
        return redirect("workbench")
    demo = demo_accounts()
    form = SignInForm(request.POST or None, initial=_filled_in(demo, request.GET.get("as")))
    if request.method == "POST" and form.is_valid():
        said, address = form.cleaned_data, request.META.get("REMOTE_ADDR", "")
        try:
            account = recognise(said["username"], said["password"], at=now(), address=address)
        except SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            answer: HttpResponse = perform_password_login(
                request, {"username": account.username}, Login(user=account, redirect_url=next_page(request))
            )
            return answer
    shown = {"form": form, "demo": demo, "single_sign_on": settings.OIDC_NAME}
    return render(request, "account/login.html", shown)


@require_POST
def logout(request: SignedIn) -> HttpResponse:
    auth.logout(request)
    return redirect("login")


def show(request: SignedIn) -> HttpResponse:
    chosen = request.COOKIES.get("appearance", "system")
    officer = request.user.officer
    left = (officer.valid_until - local_day(now())).days if officer and officer.valid_until else None
    shown = {
        "form": AppearanceForm(initial={"appearance": chosen}),
        "days_left": left,
        "factors": factors(request.user),
        "sessions": sessions_of(request.user),
        "here": request.session.session_key,
    }
    return render(request, "account/show.html", shown)


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


def next_page(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("workbench")
