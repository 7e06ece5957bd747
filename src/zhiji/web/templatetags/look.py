"""Template tags and filters of the look: icons, islands, chips, clocks and times."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from zhiji.core import identity_numbers
from zhiji.core.calendar import SHANGHAI, local_day
from zhiji.organisation import permissions
from zhiji.web import now as present
from zhiji.web import statuses, times, versions
from zhiji.web.once import FIELD, new_token

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from zhiji.organisation.models import Account
    from zhiji.trail.tracked import Tracked

register = template.Library()
MANIFEST = Path(__file__).parents[1] / "static" / "islands" / "manifest.json"


@register.simple_tag
@lru_cache  # a long checklist draws the same few some hundred times
def icon(name: str, size: str = "") -> SafeString:
    """An icon never stands alone: its word stands beside it, so that it is hidden from readers of the screen."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', size, static("zhiji/icons.svg"), name
    )


@register.simple_tag
def once() -> SafeString:
    """Beside `{% csrf_token %}` in every form that acts."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())


@register.simple_tag
def version(row: Tracked) -> SafeString:
    """In every form over something that is there: which version of it the reader saw (`web/versions.py`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', versions.FIELD, row.version)


@register.simple_tag
def island(name: str) -> SafeString:
    """The script of an island, by the manifest of its build."""
    script = _scripts(MANIFEST.stat().st_mtime if MANIFEST.exists() else 0).get(name)
    if script is None:
        return format_html('<p class="notice error">页面脚本“{}”还没有构建：请运行 make islands。</p>', name)
    return format_html('<script type="module" src="{}"></script>', static(f"islands/{script}"))


@lru_cache(maxsize=1)
def _scripts(built_at: float) -> dict[str, str]:
    if not built_at:
        return {}
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return {entry["name"]: entry["file"] for entry in manifest.values() if entry.get("isEntry")}


@register.simple_tag
def chip(status: str, words: Any = "") -> SafeString:
    look = statuses.LOOKS[status]
    return format_html('<span class="chip {}">{}{} {}</span>', look.tone, icon(look.icon, "small"), status, words)


@register.filter
def tone(status: str) -> str:
    return statuses.LOOKS[status].tone


@register.filter
def status_icon(status: str) -> str:
    return statuses.LOOKS[status].icon


@register.inclusion_tag("parts/clock.html")
def clock(due_at: datetime, start: datetime | None = None) -> dict[str, Any]:
    return {"clock": times.clock(due_at, present.now(), start=start)}


@register.filter
def moment(at: datetime) -> str:
    """今天 09:30, 11-17 11:40."""
    return times.moment(at, present.now())


@register.filter
def exact(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


@register.filter
def hour(at: datetime) -> str:
    return times.hour(at)


@register.filter
def near_day(of: date) -> str:
    """昨天, 今天, 明天, or nothing."""
    return times.NEAR_DAYS.get((of - local_day(present.now())).days, "")


@register.filter
def long_day(of: date) -> str:
    return times.long_day(of)


@register.filter
def size(count: int) -> str:
    """Bytes as a person reads them."""
    amount, unit = float(count), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if unit in {"B", "KB"} else f"{amount:.1f} {unit}"


@register.filter
def short(digest: str) -> str:
    """The two ends of a digest, enough to compare by eye."""
    return f"{digest[:8]} {digest[8:16]} … {digest[-8:]}"


@register.filter
def masked(number: str) -> str:
    """A number of a person as others see it."""
    return identity_numbers.masked(number)


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def key(mapping: dict[str, Any], name: str) -> Any:
    return mapping.get(name)


@register.filter
def may(account: Account, verb: str) -> bool:
    """Whether to offer something; whether it is done is decided where it is done."""
    return permissions.may(account, permissions.Verb(verb))
