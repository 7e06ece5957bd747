"""文书: a written record of a case, as fields, signatures and text."""

from __future__ import annotations

from django.db import models

from zhiji.cases.models import Case, Record


class Document(Record):
    """`text`: the body as written, where the fields do not hold it all (questions and answers, findings of fact)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    text = models.TextField("正文", default="", blank=True)
