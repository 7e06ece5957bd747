"""文书: a written record of a case, as fields, signatures and text."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhiji.cases.models import CODE, Case, Record
from zhiji.trail.tracked import Tracked


class Document(Record):
    """`text`: the body as written, where the fields do not hold it all (questions and answers, findings of fact)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    text = models.TextField("正文", default="", blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["number"], name="document_number"),
        ]


class Issue(Tracked):
    """出具: a page as it was given out. size: entries under the checkpoint that is printed on it; digests are of `html`."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="issues")
    code = models.CharField("核验码", max_length=26, unique=True)
    of_version = models.PositiveIntegerField()
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class NumberRule(Tracked):
    """文号规则: a document of this kind is numbered 代字 + `word` + 〔年〕 + 顺序号; 代字 is the handling unit's."""

    doc_type = models.CharField("文书种类", max_length=CODE, unique=True)
    word = models.CharField("文号字", max_length=50)
    active = models.BooleanField("启用", default=True)

    def __str__(self) -> str:
        return f"{self.doc_type}：{self.word}"
