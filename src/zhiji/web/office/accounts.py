from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhiji.organisation import actions, queries, second_factor, sessions
from zhiji.organisation.actions import NewAccount, hash_password
from zhiji.web.now import now
from zhiji.web.office.acting import acted, done, form_page
from zhiji.web.office.forms import AccountFilter, AccountForm, NewAccountForm, RolesForm

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from zhiji.organisation.models import Account
    from zhiji.web.access import SignedIn

PAGE = 30


def index(request: SignedIn) -> HttpResponse:
    form = AccountFilter(request.GET, rows={"unit": queries.units()})
    said = form.cleaned_data if form.is_valid() else {}
    wanted = Q() if said.get("closed") else Q(is_active=True)
    for word in said.get("q", "").split():
        wanted &= Q(name__icontains=word) | Q(username__icontains=word)
    wanted &= Q(unit=said["unit"]) if said.get("unit") else Q()
    wanted &= Q(posts__role=said["role"], posts__until=None) if said.get("role") else Q()
    found = Paginator(queries.accounts().filter(wanted), PAGE).get_page(request.GET.get("page"))
    return render(request, "office/accounts.html", {"form": form, "page": found, "narrowed": any(said.values())})


def show(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    shown = {
        "account": account,
        "posts": queries.posts_of(account),
        "factors": second_factor.factors(account),
        "sessions": sessions.sessions_of(account),
    }
    return render(request, "office/account.html", shown)


def new(request: SignedIn) -> HttpResponse:
    """Opened without a role: that is the security administrator's to grant."""
    password, form = new_password(), NewAccountForm(request.POST or None, rows=_rows())

    def open_it(said: dict[str, Any]) -> Account:
        opened = NewAccount(**said, password=hash_password(password), roles=(), must_change=True)
        return actions.open_account(opened, by=request.user.actor, at=now())

    if acted(request, form, open_it):
        return _password_page(request, queries.account_named(form.cleaned_data["username"]), password)
    return form_page(request, form, "开设账号", "开设", back="account-list", help="开设之后，由安全管理员授予角色。")


def amend(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    said = {"name": account.name, "unit": account.unit, "officer": account.officer}
    form = AccountForm(request.POST or None, rows=_rows(account), initial=said)
    if acted(request, form, lambda said: actions.amend_account(account, **said, by=request.user.actor, at=now())):
        return done(request, f"{account.name}的账号已保存。", "account-page", pk)
    return form_page(
        request,
        form,
        f"账号 {account.username}",
        "保存",
        back="account-page",
        pk=pk,
        help="改到别的机构，原任职到此为止。",
    )


def grant(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    form = RolesForm(request.POST or None, initial={"roles": account.roles})
    by = request.user.actor
    if acted(request, form, lambda said: actions.set_roles(account, said["roles"], by=by, at=now())):
        return done(request, f"{account.name}的角色：{'、'.join(account.roles) or '没有'}。", "account-page", pk)
    return form_page(request, form, f"{account.name}的角色", "授予", back="account-page", pk=pk)


@require_POST
def renew_password(request: SignedIn, pk: int) -> HttpResponse:
    account, password = queries.found(queries.accounts(), pk), new_password()
    actions.set_password(account, password, must_change=True, by=request.user.actor, at=now())
    return _password_page(request, account, password)


@require_POST
def reset_second(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    second_factor.reset(account, by=request.user.actor, at=now())
    return done(request, f"{account.name}的验证器和通行密钥都已停用。", "account-page", pk)


@require_POST
def end_session(request: SignedIn, account: int, pk: int) -> HttpResponse:
    owner = queries.found(queries.accounts(), account)
    sessions.end_session(owner, pk, by=request.user.actor, at=now())
    return done(request, "那处登录已结束。", "account-page", account)


@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    actions.deactivate(account, by=request.user.actor, at=now())
    return done(request, f"{account.name}的账号已停用，不能再登录。", "account-page", pk)


@require_POST
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    account = queries.found(queries.accounts(), pk)
    actions.reactivate(account, by=request.user.actor, at=now())
    return done(request, f"{account.name}的账号已重新启用。", "account-page", pk)


def new_password() -> str:
    """For one use: its owner replaces it at the first sign-in."""
    return secrets.token_urlsafe(9)


def _password_page(request: SignedIn, account: Account, password: str) -> HttpResponse:
    """The answer itself shows the password, which is kept nowhere."""
    return render(request, "office/password.html", {"account": account, "password": password})


def _rows(account: Account | None = None) -> dict[str, QuerySet[Any]]:
    free = Q(account=None) | Q(account=account) if account else Q(account=None)
    return {"unit": queries.units().filter(closed_on=None), "officer": queries.officers().filter(free)}
