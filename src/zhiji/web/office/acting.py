"""A form that acts, as every page of 管理 has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.organisation.errors import OrganisationError
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import refuse

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django import forms
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn


def acted(request: SignedIn, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent, and its action done; a refusal of the action is shown in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (OrganisationError, StaleRow) as refusal:
        refuse(form, refusal)
        return False
    return True


def done(request: SignedIn, sentence: str, to: str, *arguments: object) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to, *arguments)


def form_page(request: SignedIn, form: forms.Form, title: str, verb: str, **more: Any) -> HttpResponse:
    """`verb`: on the button; `back`: where 取消 leads; `help`: what the step means."""
    return render(request, "office/form.html", {"form": form, "title": title, "verb": verb, **more})
