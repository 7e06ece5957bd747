"""Honest words: whether anybody outside vouches for the ledger, said to those who answer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from zhiji.organisation.roles import ADMINISTRATORS, Role
from zhiji.trail.anchoring.standing import State, standing
from zhiji.web import now as present

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()
ANSWERABLE = ADMINISTRATORS | {Role.HEAD, Role.DEPUTY, Role.SUPERVISOR}


@register.inclusion_tag("ledger/standing.html", takes_context=True)
def outside(context: Context) -> dict[str, Any]:
    """In red where nobody does; nothing where somebody does, and to everybody else."""
    account = context["request"].user
    if not ANSWERABLE.intersection(account.roles):
        return {}
    found = standing(now=present.now())
    return {} if found.state is State.BOUND else {"standing": found, "account": account}
