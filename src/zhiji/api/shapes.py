"""What goes over the wire, beside the documents that have formats of their own (docs/formats)."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  # read at run time
from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime, ConfigDict

Text = Field(min_length=1, max_length=20_000)


class Strict(Schema):
    """Unknown members are refused: a misspelt key must not be lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    error: str = Field(description="一句话：哪里不对，怎么办")
    path: str | None = Field(None, description="请求里的位置")
    lacking: list[dict[str, Any]] = Field([], description="关口未开时缺的事项，同 zhiji-findings/1 的结论")


class Filters(Strict):
    q: str = Field("", max_length=200, description="编号、案名、地点、当事人里的字词")
    party: str = Field("", max_length=200, description="当事人")
    place: str = Field("", max_length=200, description="发生地点")
    event: str = Field("", max_length=100, description="环节的种类；与日期、地点须是同一环节")
    since: date | None = Field(None, description="发生日期自")
    until: date | None = Field(None, description="发生日期至，含当日")
    officer: str = Field("", max_length=200, description="执法人员姓名，或完整的执法证号")
    act: str = Field("", max_length=100)
    stage: str = Field("", max_length=100)
    open: bool = Field(False, description="只看有问题的")
    cursor: str = Field("", max_length=200, description="上一页的 next")
    limit: int = Field(50, ge=1, le=200)


class CaseLine(Schema):
    number: str
    title: str
    act: str
    procedure: str | None
    regulation: str
    unit: str
    stage: str
    opened_at: datetime
    concluded_at: datetime | None
    archived_at: datetime | None
    open: int = Field(description="未了的问题数")


class CasePage(Schema):
    items: list[CaseLine]
    next: str | None = Field(description="下一页的 cursor，没有了为 null")


class NewCase(Strict):
    title: str = Text
    regulation: str = Field(max_length=100)
    act: str = Field(max_length=100)
    procedure: str | None = Field(None, max_length=100)
    place: str | None = Field(None, max_length=2000)
    traits: list[str] = Field([], max_length=100)
    opened_at: AwareDatetime


class Opened(Schema):
    number: str


class Added(Schema):
    id: str = Field(description="在案件文件里的编号")


class Part(Strict):
    """One item of a list of `zhiji-case/1`, without its `id`, which is given."""

    item: dict[str, Any]


class NewEvent(Part):
    already_happened: str | None = Field(None, max_length=2000, description="关口未开而事情已经发生：如实补记的理由")


class NewRecord(Part):
    text: str = Field("", max_length=1_000_000, description="文书的正文")


class Strike(Strict):
    id: str = Field(max_length=200)
    reason: str = Text


class NewRequest(Strict):
    of: str = Field(max_length=200)
    roles: list[str] = Field(min_length=1, max_length=10)
    matter: str | None = Field(None, max_length=2000)
    reason: str | None = Field(None, max_length=20_000)


class Waiting(Schema):
    id: int
    case: str
    of: str
    role: str
    matter: str | None
    requested_at: datetime


class Answer(Strict):
    decision: str = Field(max_length=100)
    opinion: str = Field("", max_length=20_000)


class EvidenceFile(Schema):
    id: str
    medium: str
    event: str | None
    made_at: datetime
    sha256: str | None
    sm3: str | None
    size: int | None
    media_type: str | None
    stream: str = Field(description="内容的网址；取用会记入账本")


class Proof(Schema):
    index: int
    body: str = Field(description="条目的原文，规范 JSON")
    size: int = Field(description="检查点覆盖的条目数")
    checkpoint: str
    inclusion: list[str] = Field(description="从叶到根的散列，十六进制（RFC 6962，SHA-256）")


class NewFile(Strict):
    document: dict[str, Any] = Field(description="zhiji-case/1")


class Judging(Strict):
    document: dict[str, Any] = Field(description="zhiji-case/1")
    at: AwareDatetime | None = None


Document = dict[str, Any]
