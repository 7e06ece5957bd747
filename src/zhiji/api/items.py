"""Items of a case file that come alone: read by the rules of the whole file, in the case that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiji.compliance.facts import case_file
from zhiji.core.casefile import CaseFileError, problems, to_document
from zhiji.core.casefile import parse as parse_file
from zhiji.external import library

if TYPE_CHECKING:
    from zhiji.cases.models import Case

COMING = "（新）"


def read_item(case: Case, section: str, item: dict[str, Any]) -> Any:
    """The value of `zhiji.core.casefile.model` that the item is. Raises CaseFileError with the path in the item."""
    document = to_document(case_file(case))
    place = len(document[section])
    document[section].append({**item, "id": COMING} if section != "reports" else item)
    here = f"$.{section}[{place}]"
    for fault in problems(document, library.vocabulary()):
        if fault.path.startswith(here):
            raise CaseFileError("$.item" + fault.path.removeprefix(here), fault.reason)
    return getattr(parse_file(document, library.vocabulary()), section)[place]
