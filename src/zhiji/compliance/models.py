"""What the rules say about each case, kept for lists: derived, never of the trail, rebuilt at any time.

And what is of the trail: the holiday notices that the office took in itself, and moves made although something lacked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from zhiji.cases.models import CODE, Case, Part
from zhiji.core.calendar import SHANGHAI, Notice, local_day, read_day
from zhiji.trail.tracked import Tracked

if TYPE_CHECKING:
    from datetime import date, datetime


class Standing(models.Model):
    """How a case stood when it was last judged. `stage`: of its latest event; `judged_at`: the moment of judging.

    `versions`: by what, as in `zhiji-findings/1`.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="standing")
    stage = models.CharField("阶段", max_length=CODE)
    summary = models.JSONField("各状态数", default=dict)
    open_count = models.PositiveIntegerField("未了事项", default=0)
    next_due_at = models.DateTimeField("最近期限", null=True, db_index=True)
    judged_at = models.DateTimeField("判断时间", db_index=True)
    versions = models.JSONField("所依据的版本", default=list)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage"], name="standing_stage")]

    def __str__(self) -> str:
        return f"{self.case_id}：{self.stage}"


class OpenFinding(models.Model):
    """A finding that still asks for something: 缺失, 不完整, 逾期, 违规, 待完成 or 建议. Fields as in `zhiji-findings/1`.

    `regulation`: reference of the version that asks; `law`: its name beside the article where that is a national law.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="open_findings")
    requirement = models.CharField(max_length=CODE)
    regulation = models.CharField("制度", max_length=CODE, default="")
    law = models.CharField("法律", max_length=CODE, default="")
    gist = models.TextField("要旨", default="")
    basis = models.CharField("依据来源", max_length=CODE, default="")
    article = models.CharField("条款", max_length=CODE)
    stage = models.CharField("阶段", max_length=CODE, null=True)  # noqa: DJ001  # null: the rule names none
    modality = models.CharField("要求", max_length=CODE, null=True)  # noqa: DJ001  # null: the rule names none
    status = models.CharField("状态", max_length=CODE)
    subject = models.CharField("对象", max_length=200)
    what = models.TextField("事项")
    due_at = models.DateTimeField("期限", null=True)
    message = models.TextField("说明")
    evidence = models.JSONField("依据", default=list)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "due_at"], name="finding_status_due"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} {self.status}"

    @property
    def cited(self) -> str:
        """The article with the law's name, as findings cite it."""
        return f"{self.law}{self.article}"

    def status_at(self, now: datetime) -> str:
        """The status as it is now: time alone makes 待完成 into 逾期."""
        late = self.status == "待完成" and self.due_at is not None and self.due_at < now
        return "逾期" if late else self.status

    @property
    def due_at_local(self) -> str | None:
        """The limit in legal time, as ISO 8601 text."""
        return self.due_at.astimezone(SHANGHAI).isoformat() if self.due_at else None


class HolidayNotice(Tracked):
    """A 放假通知 that one person entered and another confirms; `off` and `working` are days as ISO 8601 text.

    `proposed_by`, `confirmed_by`: `Actor.person`. Waiting until one of `confirmed_at` and `withdrawn_at` is set.
    """

    year = models.PositiveIntegerField("年份")
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=100)
    issued = models.DateField("发布")
    off = models.JSONField("放假", default=list)
    working = models.JSONField("上班", default=list)
    text = models.TextField("录入的原文")
    proposed_by = models.CharField(max_length=200)
    proposed_by_name = models.CharField("录入人", max_length=100)
    proposed_at = models.DateTimeField("录入时间")
    confirmed_by = models.CharField(max_length=200, default="")
    confirmed_by_name = models.CharField("确认人", max_length=100, default="")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="one_notice_waits_for_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.year} 年）"

    @property
    def notice(self) -> Notice:
        return Notice(
            year=self.year,
            title=self.title,
            number=self.number,
            issued=self.issued,
            off=frozenset(map(read_day, self.off)),
            working=frozenset(map(read_day, self.working)),
        )

    @property
    def in_force_on(self) -> date | None:
        """The day of its confirmation: it governs the days after."""
        return local_day(self.confirmed_at) if self.confirmed_at else None

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        entered = f"{self.proposed_by_name}录入"
        if self.confirmed_at:
            return f"{entered}，{self.confirmed_by_name}确认，管 {self.in_force_on} 以后的日子"
        return f"{entered}，{'已撤回' if self.withdrawn_at else '待另一个人确认'}"


class Passage(Part):
    """A move that was made although something lacked: `of` the ref of its event, "case" for the closing of the case.

    `kind`: of `moves.Kind`; `requirements`: ids of what lacked; `said_by`: who took it upon himself.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="passages")
    of = models.CharField("环节", max_length=200)
    kind = models.CharField("方式", max_length=CODE)
    reason = models.TextField("理由")
    requirements = models.JSONField("缺少的事项", default=list)
    said_by = models.CharField("作出说明的人", max_length=CODE)
    at = models.DateTimeField("时间")

    def __str__(self) -> str:
        return f"{self.of} {self.kind}"


class Trial(Tracked):
    """草案比对: past cases judged again under a draft. `rules`: the file that was sent, or "" where `draft` is a version.

    `draft`: reference of the text tried; `against`: the regulation whose cases are compared; `asked_by`: an account's key.
    """

    draft = models.CharField("草案", max_length=200)
    title = models.TextField("名称")
    sha256 = models.CharField("摘要", max_length=64)
    rules = models.TextField("规则文件", default="")
    against = models.CharField("对照", max_length=CODE)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField("提出人", max_length=100)
    asked_at = models.DateTimeField("提出时间")

    def __str__(self) -> str:
        return f"{self.title}（{self.draft}）"


class TrialResult(models.Model):
    """How far a trial has come, and what it found (`zhiji-rejudging/1`). Derived: never of the trail.

    `touched_at`: when a worker last wrote here; one that has fallen silent is taken over.
    """

    trial = models.OneToOneField(Trial, models.CASCADE, primary_key=True, related_name="result")
    total = models.PositiveIntegerField("案件数", default=0)
    done = models.PositiveIntegerField("已判", default=0)
    touched_at = models.DateTimeField(null=True)
    document = models.JSONField("结果", null=True)

    def __str__(self) -> str:
        return f"{self.trial_id}：{self.done} / {self.total}"
