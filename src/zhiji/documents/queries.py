"""Questions about 文书."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiji.cases.errors import CaseNotFoundError
from zhiji.documents.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhiji.cases.models import Case


def documents_of(case: Case) -> QuerySet[Document]:
    return Document.objects.filter(case=case)


def document_of(case: Case, ref: str) -> Document:
    document = documents_of(case).filter(ref=ref).select_related("case").first()
    if document is None:
        raise CaseNotFoundError(f"案件 {case.number} 没有编号为“{ref}”的文书，请刷新页面后重试。")
    return document
