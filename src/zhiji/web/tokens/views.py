from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhiji.organisation.errors import OrganisationError
from zhiji.organisation.tokens import Scope, make_token, revoke_token, tokens_of
from zhiji.web.fields import OneOf, SomeOf
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn

WORDS = {
    Scope.READ_CASES: "读案件和判定",
    Scope.WRITE_CASES: "写案件",
    Scope.WRITE_APPROVALS: "送审和审批",
    Scope.READ_EVIDENCE: "读音像的清单",
    Scope.READ_LEDGER: "读账本的证明",
}
TERMS = (("30", "30 天"), ("90", "90 天"), ("365", "一年"))


class TokenForm(forms.Form):
    name = forms.CharField(label="给哪个系统用", max_length=100, help_text="例如：市执法监督平台。")
    scopes = SomeOf(tuple(WORDS.items()), label="能做什么", help_text="只勾用得着的；账号自己不能做的，令牌也不能。")
    days = OneOf(TERMS, label="有效期")


def index(request: SignedIn) -> HttpResponse:
    """What was made, and a form for one more; its text is shown once, in the answer itself."""
    form, text = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, now()
        try:
            _, text = make_token(
                request.user,
                said["name"],
                said["scopes"],
                expires_at=at + timedelta(days=int(said["days"])),
                by=request.user.actor,
                at=at,
            )
            form = TokenForm()
        except OrganisationError as error:
            form.add_error(None, str(error))
    made = [(row, [WORDS[Scope(scope)] for scope in row.scopes]) for row in tokens_of(request.user)]
    return render(request, "tokens/index.html", {"form": form, "text": text, "tokens": made, "now": now()})


@require_POST
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    row = tokens_of(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这个令牌，它可能是别的账号的。")
    revoke_token(row, by=request.user.actor, at=now())
    messages.success(request, f"“{row.name}”的令牌已收回，再用就会被拒绝。")
    return redirect("tokens")
