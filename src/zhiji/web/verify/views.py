"""The public page behind the code on an issued document: is it genuine and unaltered, and how to compare. Nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiji.documents import issuing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_A_MINUTE = 30
"""From one address. A code cannot be guessed anyway; this keeps a machine that tries from costing anything."""


@never_cache
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    if not _may_ask(request.META.get("REMOTE_ADDR", "")):
        return render(request, "verify/show.html", {"busy": True}, status=429)
    found = issuing.genuine(code)
    return render(request, "verify/show.html", {"found": found, "code": code}, status=200 if found else 404)


def _may_ask(address: str) -> bool:
    key = f"verify-{address}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= MOST_A_MINUTE
    except ValueError:  # it ran out between the two
        return True
