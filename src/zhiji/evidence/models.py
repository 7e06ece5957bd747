"""Files in custody, how they arrived, and the recordings of a case that they hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhiji.cases.models import CODE, Case, Record
from zhiji.external.probe import Probe
from zhiji.trail.tracked import Tracked


class StoredFile(Tracked):
    """Bytes in the evidence store, kept once however often they arrive. `name`: the store's; digests in hexadecimal."""

    name = models.CharField("对象名", max_length=100, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    sm3 = models.CharField("SM3", max_length=64)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=CODE)
    condition = models.CharField("状态", max_length=20)
    probed = models.JSONField("探测结果", default=dict)
    stored_at = models.DateTimeField("入库时间")

    def __str__(self) -> str:
        return f"{self.sha256[:16]} {self.media_type}"

    @property
    def probe(self) -> Probe:
        return Probe.from_document(self.probed)


class Intake(Tracked):
    """One arrival of a file. `case` null: it waits to be assigned.

    `name`: the file's as it came; `source`: the folder it lay in; `arrived_by`: id of the actor. `made_at`: when the recording ended,
    and `made_at_from` says who says so: 容器, EXIF, 登记, 文件时间, 入库时间.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="intakes", verbose_name="文件")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="intakes", verbose_name="案件")
    name = models.TextField("原文件名")
    source = models.TextField("来源", default="", blank=True)
    device = models.CharField("设备编号", max_length=CODE, default="", blank=True)
    made_at = models.DateTimeField("制作完成时间")
    made_at_from = models.CharField("时间来源", max_length=20)
    arrived_by = models.CharField("收取人代号", max_length=64, db_index=True)
    arrived_by_name = models.CharField("收取人", max_length=100)
    arrived_at = models.DateTimeField("收取时间", db_index=True)
    duplicate = models.BooleanField("内容已有", default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-arrived_at"], name="intake_waiting", condition=models.Q(case=None)),
        ]

    def __str__(self) -> str:
        return self.name


class Recording(Record):
    """音像: a record of a case that is a film, a sound or a picture. `file` null: the case came as data, without its files."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recordings")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="recordings", verbose_name="文件")
    intake = models.OneToOneField(Intake, models.PROTECT, null=True, related_name="recording", verbose_name="收取")
