"""What the rules say about each case, kept for lists. Derived: never of the trail, rebuilt at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from zhiji.cases.models import CODE, Case
from zhiji.core.calendar import SHANGHAI

if TYPE_CHECKING:
    from datetime import datetime


class Standing(models.Model):
    """How a case stood when it was last judged. `stage`: of its latest event; `judged_at`: the moment of judging."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="standing")
    stage = models.CharField("阶段", max_length=CODE)
    summary = models.JSONField("各状态数", default=dict)
    open_count = models.PositiveIntegerField("未了事项", default=0)
    next_due_at = models.DateTimeField("最近期限", null=True, db_index=True)
    judged_at = models.DateTimeField("判断时间")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage"], name="standing_stage")]

    def __str__(self) -> str:
        return f"{self.case_id}：{self.stage}"


class OpenFinding(models.Model):
    """A finding that still asks for something: 缺失, 不完整, 逾期, 违规, 待完成 or 建议. Fields as in `zhiji-findings/1`."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="open_findings")
    requirement = models.CharField(max_length=CODE)
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

    def status_at(self, now: datetime) -> str:
        """The status as it is now: time alone makes 待完成 into 逾期."""
        late = self.status == "待完成" and self.due_at is not None and self.due_at < now
        return "逾期" if late else self.status

    @property
    def due_at_local(self) -> str | None:
        """The limit in legal time, as ISO 8601 text."""
        return self.due_at.astimezone(SHANGHAI).isoformat() if self.due_at else None
