"""The second step of signing in: codes of an authenticator app (RFC 6238), passkeys (WebAuthn), and codes for the worst case.

django-allauth keeps them (`allauth.mfa`) and does their arithmetic; adding and removing one are actions here, with their entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.demonstration import demo_accounts
from zhiji.organisation.errors import OrganisationError
from zhiji.trail import actions as trail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhiji.organisation.models import Account
    from zhiji.trail.actor import Actor

PERIOD = 30
"""Seconds for which a code is shown; one before and one after are taken too, for clocks that differ."""
MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has. `codes_left`: of the recovery codes, None where there are none."""

    totp: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes_left: int | None


def factors(account: Account) -> Factors:
    held = list(_held(account))
    codes = next((one for one in held if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        totp=next((one for one in held if one.type == Authenticator.Type.TOTP), None),
        passkeys=tuple(one for one in held if one.type == Authenticator.Type.WEBAUTHN),
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else None,
    )


def has_second(account: Account) -> bool:
    return _held(account).filter(type__in=MAIN).exists()


def must_have_second(account: Account) -> bool:
    """Whether one of its roles demands it (setting SECOND_FACTOR_ROLES). A demonstration office demands nothing."""
    demanded = set(settings.SECOND_FACTOR_ROLES).intersection(account.roles)
    return bool(demanded) and not has_second(account) and not demo_accounts()


def new_secret() -> str:
    """For an authenticator app, in base 32."""
    secret: str = generate_totp_secret()
    return secret


def add_totp(account: Account, secret: str, code: str, *, by: Actor, at: datetime) -> list[str]:
    """Take the app into use, once it shows the right code; new recovery codes, where there were none.

    Raises OrganisationError.
    """
    step = _step_of(secret, code, at)
    if step is None:
        raise OrganisationError("验证码不对：请核对手机的时间，再输入现在显示的六位数。")
    if factors(account).totp:
        raise OrganisationError("验证器已经启用；换手机的，请先停用旧的再启用。")
    with transaction.atomic():
        row = TOTP.activate(account, secret).instance
        _remember(row, step)
        codes = _recovery_codes(account)
        _log(account, "totp", "added", by=by, at=at)
    return codes


@transaction.atomic
def add_passkey(account: Account, name: str, credential: dict[str, Any], *, by: Actor, at: datetime) -> list[str]:
    """Keep what `allauth.mfa.webauthn` has verified; new recovery codes, where there were none."""
    WebAuthn.add(account, name, credential)
    codes = _recovery_codes(account)
    _log(account, "webauthn", "added", by=by, at=at)
    return codes


@transaction.atomic
def remove(account: Account, pk: int, *, by: Actor, at: datetime) -> None:
    """停用 one; with the last of them the recovery codes go too. Raises OrganisationError."""
    row = _held(account).filter(pk=pk, type__in=MAIN).first()
    if row is None:
        raise OrganisationError("没有这一项，可能已经停用；请刷新页面。")
    row.delete()
    if not has_second(account):
        _held(account).delete()
    _log(account, row.type, "removed", by=by, at=at)


@transaction.atomic
def renew_recovery_codes(account: Account, *, by: Actor, at: datetime) -> list[str]:
    """The codes there were hold no more. Raises OrganisationError where there is nothing to recover from."""
    if not has_second(account):
        raise OrganisationError("还没有启用验证器或通行密钥，不需要恢复码。")
    _held(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = _recovery_codes(account)
    _log(account, "recovery_codes", "added", by=by, at=at)
    return codes


@transaction.atomic
def reset(account: Account, *, by: Actor, at: datetime) -> None:
    """For somebody who has lost them all: an administrator's act."""
    _held(account).delete()
    _log(account, "all", "removed", by=by, at=at)


@transaction.atomic
def holds(account: Account, code: str, *, at: datetime) -> Authenticator | None:
    """What the code belongs to: an app's code of now, never used before, or a recovery code, which is then used up."""
    code = code.replace(" ", "")
    for row in _held(account).select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        if row.type == Authenticator.Type.RECOVERY_CODES:
            if RecoveryCodes(row).validate_code(code):
                return row
            continue
        step = _step_of(decrypt(row.data["secret"]), code, at)
        if step is not None and step > row.data.get("last_step", 0):
            _remember(row, step)
            return row
    return None


def _held(account: Account) -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=account).order_by("pk")
    return rows


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """Which of the three steps around now shows that code; None: none of them."""
    now = int(at.timestamp()) // PERIOD
    shown = {step: format_hotp_value(hotp_value(secret, step)) for step in (now, now - 1, now + 1)}
    return next((step for step, right in shown.items() if constant_time_compare(right, code)), None)


def _remember(row: Authenticator, step: int) -> None:
    row.data["last_step"] = step
    row.save(update_fields=["data"])


def _recovery_codes(account: Account) -> list[str]:
    """Made where there are none; empty where there are."""
    if _held(account).filter(type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    codes: Sequence[str] = RecoveryCodes.activate(account).generate_codes()
    return list(codes)


def _log(account: Account, factor: str, change: str, *, by: Actor, at: datetime) -> None:
    facts = {"account": account.key.hex, "factor": factor, "change": change}
    trail.record(EntryType.ACCOUNT_CHANGED, by=by, at=at, facts=facts)
