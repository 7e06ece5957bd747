"""Filters for the text of a regulation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from zhiji.web.templatetags.look import chip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from zhiji.core.evaluation import Finding
    from zhiji.core.regulations import Version

register = template.Library()
_LIMIT = re.compile(
    r"(?:\d+|[一二两三四五六七八九十]+)(?:个)?(?:小时|工作日|日|天|个月|月|年)(?:以?内|前)|永久保存|永久"
)


@register.filter
def paragraphs(text: str) -> SafeString:
    """Each line a paragraph, its limits marked."""
    return format_html_join("", "<p>{}</p>", ((_marked(line),) for line in text.splitlines() if line.strip()))


@register.filter
def modality_tone(modality: str) -> str:
    return {"应当": "must", "原则上应当": "must", "禁止": "ban"}.get(modality, "")


@register.simple_tag
def status(word: str | None) -> SafeString:
    """A status, or that a text does not ask for it at all."""
    return chip(word) if word else format_html('<span class="chip plain">{}</span>', "不要求")


@register.simple_tag
def article_url(finding: Finding, versions: Iterable[Version]) -> str:
    """Where the article that a finding rests on is read, in the version that judged."""
    regulation = finding.requirement.partition("/")[0]
    reference = next((one.reference for one in versions if one.regulation == regulation), regulation)
    return reverse("article", args=[reference, finding.rule.article])


def _marked(line: str) -> SafeString:
    parts, reached = [], 0
    for found in _LIMIT.finditer(line):
        parts += [conditional_escape(line[reached : found.start()]), format_html("<mark>{}</mark>", found[0])]
        reached = found.end()
    return mark_safe("".join([*parts, conditional_escape(line[reached:])]))  # noqa: S308  # every part is escaped
