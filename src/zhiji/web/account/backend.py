"""How a session becomes an account: with what it may do at this moment, stand-ins and ended posts included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend

from zhiji.organisation.queries import signed_in
from zhiji.web.now import now

if TYPE_CHECKING:
    from zhiji.organisation.models import Account

NAME = "zhiji.web.account.backend.SessionBackend"


class SessionBackend(BaseBackend):
    """Knows accounts again; passwords are checked in `organisation.signing_in` and nowhere else."""

    def get_user(self, user_id: int) -> Account | None:
        return signed_in(user_id, at=now())
