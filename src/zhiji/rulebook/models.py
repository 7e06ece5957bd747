"""The office's own rule files, and the laws it has taken into use."""

from __future__ import annotations

from django.db import models

from zhiji.trail.tracked import Tracked

CODE = 100


class OwnRules(Tracked):
    """A rule file that the office adopted, whole. It never changes: a corrected file is a further row.

    `effective`: its first day in force, null where it names none; `sha256`: of `rules`; `wording`: the text as issued.
    """

    regulation = models.CharField("编号", max_length=CODE)
    effective = models.DateField("施行", null=True)
    sha256 = models.CharField("摘要", max_length=64, unique=True)
    rules = models.TextField("规则文件")
    wording = models.TextField("原文", default="", blank=True)
    adopted_at = models.DateTimeField("采用时间")

    def __str__(self) -> str:
        return f"{self.regulation}@{self.effective}" if self.effective else self.regulation


class LawInUse(Tracked):
    """A law judged beside the office's regulations: for these acts, in these units, of cases opened from `since` on.

    `units`: keys of units, with all that are below them; empty: every unit. No `acts`: not in use.
    """

    law = models.CharField("法律", max_length=CODE, unique=True)
    acts = models.JSONField("执法行为", default=list)
    units = models.JSONField("机构", default=list)
    since = models.DateField("自何日启动的案件起")
    set_at = models.DateTimeField("设定时间")

    def __str__(self) -> str:
        return f"{self.law}：{'、'.join(self.acts) or '未启用'}"
