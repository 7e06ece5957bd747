"""A case and what it consists of, shaped like `zhiji-case/1`.

Field names are the keys of the format, except `id`, which is `ref` here. What the format says with an id of the
file (`event`, `of`, `officers` …) holds that ref, so that a row reads the same inside and outside this database.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models

from zhiji.organisation.models import Officer, Unit
from zhiji.trail.tracked import Tracked

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row", bound="models.Model")

CODE = 100
"""Longest code of the vocabulary, with room to spare."""


def _case_key() -> bytes:
    return secrets.token_bytes(32)


def _optional_text(label: str) -> models.TextField[str | None, str | None]:
    """Text that may be absent: in a case file null and "" are two things."""
    return models.TextField(label, null=True, blank=True)


class Case(Tracked):
    """`key`: what the ledger calls this case; random, so that entries show no case number."""

    number = models.CharField("案件编号", max_length=200, unique=True)
    key = models.BinaryField(max_length=32, unique=True, default=_case_key)
    title = models.TextField("案件名称")
    regulation = models.CharField("适用制度", max_length=CODE)
    act = models.CharField("执法行为", max_length=CODE)
    procedure = models.CharField("程序", max_length=CODE, null=True)  # noqa: DJ001  # null: the act has no procedure
    unit_name = models.TextField("承办机构")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="cases", verbose_name="机构")
    place = _optional_text("地点")
    traits = models.JSONField("案件特征", default=list)
    opened_at = models.DateTimeField("启动时间")
    concluded_at = models.DateTimeField("办结时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="opened_cases")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-opened_at"], name="case_opened"),
            models.Index(fields=["unit", "-opened_at"], name="case_unit_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Unstruck(models.Manager[Row]):
    """What counts: all but what was struck (作废)."""

    def get_queryset(self) -> QuerySet[Row]:
        return super().get_queryset().filter(struck_at=None)


class Part(Tracked):
    """Something of a case. `position`: its place in the case file's list.

    What was entered by mistake is struck, never deleted: it counts no more, and `ever` still finds it.
    """

    objects: ClassVar[models.Manager[Self]] = Unstruck()
    ever: ClassVar[models.Manager[Self]] = models.Manager()

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    struck_at = models.DateTimeField("作废时间", null=True)
    struck_by = models.CharField("作废人", max_length=CODE, default="", blank=True)
    struck_reason = models.TextField("作废理由", default="", blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "pk"]
        # the last position of a case, at the same cost for a case of ten photos and of ten thousand
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "position"], name="%(app_label)s_%(class)s_place"),
        ]


class NamedPart(Part):
    """A part with an id of its own in the case file."""

    PREFIX: ClassVar[str]
    """First letter of the refs we give: p1, o1, e1 …"""

    ref = models.CharField("编号", max_length=200)

    class Meta(Part.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "ref"], name="%(app_label)s_%(class)s_ref"),
        ]

    def __str__(self) -> str:
        return self.ref


class Party(NamedPart):
    PREFIX = "p"

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    role = models.CharField("身份", max_length=CODE)
    kind = models.CharField("类别", max_length=CODE)
    name = models.TextField("姓名或名称", db_index=True)
    id_no = _optional_text("证件号码")
    named = models.BooleanField("实名或可联系", default=True)
    wants_written_reply = models.BooleanField("要求书面回复", default=False)


class CaseOfficer(NamedPart):
    """An officer as the case knows him: name, badge and qualification of that time stay, whatever becomes of him."""

    PREFIX = "o"

    case = models.ForeignKey(Case, models.PROTECT, related_name="officers")
    name = models.TextField("姓名")
    badge = _optional_text("执法证号")
    unit = _optional_text("所在机构")
    on_staff = models.BooleanField("在编", default=True)
    qualified = models.BooleanField("持有效执法证", default=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="cases")


class Event(NamedPart):
    """An 环节. `officers`, `parties`: refs; `duties`: ref of an officer to what he acted as."""

    PREFIX = "e"

    type = models.CharField("环节", max_length=CODE)
    start = models.DateTimeField("开始时间")
    end = models.DateTimeField("结束时间", null=True)
    place = _optional_text("地点")
    officers = models.JSONField("执法人员", default=list)
    parties = models.JSONField("相对人", default=list)
    facts = models.JSONField("事实", default=dict)
    traits = models.JSONField("特征", default=list)
    duties = models.JSONField("分工", default=dict)
    av_notice_at = models.DateTimeField("告知音像记录时间", null=True)
    returned_at = models.DateTimeField("返回单位时间", null=True)
    of = _optional_text("所对应的环节或记录")


class Approval(NamedPart):
    PREFIX = "a"

    of = models.CharField("审批事项", max_length=200)
    role = models.CharField("审批层级", max_length=CODE)
    by = _optional_text("审批人")
    at = models.DateTimeField("审批时间")
    decision = models.TextField("决定")
    opinion = _optional_text("意见")
    matter = _optional_text("事由")


class ApprovalRequest(Part):
    """送审: waits for `role` until `approval` is there, or it is given back (退回).

    `then`: the levels to which it goes after that; `review`: what a 法制审核 found, point by point.
    """

    of = models.CharField("审批事项", max_length=200)
    role = models.CharField("审批层级", max_length=CODE)
    matter = _optional_text("事由")
    reason = _optional_text("说明")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="approval_requests")
    requested_at = models.DateTimeField("送审时间")
    approval = models.OneToOneField(Approval, models.PROTECT, null=True, related_name="request")
    then = models.JSONField("其后各级", default=list)
    review = models.JSONField("审核要点", default=dict)
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_by = models.CharField("退回人", max_length=CODE, default="", blank=True)
    returned_because = models.TextField("退回理由", default="", blank=True)

    class Meta(Part.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Part.Meta.indexes,
            models.Index(fields=["role"], name="request_waiting", condition=models.Q(approval=None)),
        ]

    def __str__(self) -> str:
        return f"{self.of} → {self.role}"


class Vote(Part):
    """What one who took part in a 集体讨论 said. `of`: ref of the discussion; `by`: ref of the officer."""

    of = models.CharField("集体讨论", max_length=200)
    by = models.CharField("参会人", max_length=200)
    choice = models.CharField("意见", max_length=CODE)
    opinion = models.TextField("理由", default="", blank=True)

    def __str__(self) -> str:
        return f"{self.by} {self.choice}"


class Report(Part):
    of = models.CharField("报告事项", max_length=200)
    to = models.CharField("报告对象", max_length=CODE)
    at = models.DateTimeField("报告时间")

    def __str__(self) -> str:
        return f"{self.of} → {self.to}"


class Access(NamedPart):
    PREFIX = "x"

    case = models.ForeignKey(Case, models.PROTECT, related_name="accesses")
    kind = models.CharField("方式", max_length=CODE)
    requester = models.TextField("申请人")
    requester_kind = models.CharField("申请人类别", max_length=CODE)
    at = models.DateTimeField("时间")
    records = models.JSONField("记录", default=list)
    reason = _optional_text("理由")
    handler = _optional_text("经办人")


class Record(NamedPart):
    """A 记录: the keys of a record of `zhiji-case/1`. Documents and recordings are its two kinds of row.

    `signatures`: [{"by", "kind", "at": ISO text or null, "each_page"}]; `copies`: [{"at", "to", "approved"}].
    `event`: ref of the event, null for a record of the case as a whole. Refs are unique over both tables.
    """

    PREFIX = "r"

    event = models.CharField("环节", max_length=200, null=True)  # noqa: DJ001  # null: of the case as a whole
    medium = models.CharField("介质", max_length=CODE)
    made_at = models.DateTimeField("制作时间")
    doc_type = models.CharField("文书种类", max_length=CODE, null=True)  # noqa: DJ001  # null: no document
    number = _optional_text("文号")
    made_by = _optional_text("制作人")
    covers = models.JSONField("记载事项", default=list)
    fields = models.JSONField("栏目", default=dict)
    signatures = models.JSONField("签名", default=list)
    method = _optional_text("方法")
    proves = _optional_text("证明事项")
    transcript = models.BooleanField("附文字说明", default=False)
    full_course = models.BooleanField("全程", default=False)
    device = _optional_text("设备")
    stored_at = models.DateTimeField("存储时间", null=True)
    stored_in = models.CharField("存储位置", max_length=CODE, null=True)  # noqa: DJ001  # null: not stored yet
    sha256 = _optional_text("SHA-256")
    altered = models.BooleanField("有改动", default=False)
    copies = models.JSONField("复制", default=list)
    retain_until = _optional_text("保管期限")

    class Meta(NamedPart.Meta):
        abstract = True


class Relation(Part):
    """How this case hangs together with another one, or with an agency outside; the other case has a row of its own.

    `kind`: of `RELATION_KINDS`; `outside`: the unit or agency, where it is no case of ours.
    """

    kind = models.CharField("关系", max_length=CODE)
    other = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="另一案件")
    outside = models.CharField("去向", max_length=200, default="", blank=True)
    reason = models.TextField("理由")
    at = models.DateTimeField("时间")

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id or self.outside}"


class NumberSeries(models.Model):
    """The last number given in a series ("C-2026", "鼓城管罚字〔2026〕"). Numbers stand on the rows; this only counts."""

    name = models.CharField(max_length=200, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}：{self.last}"
