"""The one thing to do next about a finding, and the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from zhiji.core.regulations.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiji.core.casefile import CaseFile
    from zhiji.core.casefile.model import Record
    from zhiji.core.evaluation import Finding
    from zhiji.core.regulations.model import Requirement

WRITTEN = frozenset({"文字", "文书", "系统记录"})


@dataclass(frozen=True, slots=True)
class Step:
    word: str
    url: str


class Steps:
    """Finds the next step for the findings of one case."""

    def __init__(self, file: CaseFile) -> None:
        self._number = file.case.id
        self._events = {event.id for event in file.events}
        self._records: dict[str, Record] = {record.id: record for record in file.records}

    def after(self, finding: Finding) -> Step | None:
        if finding.status in {"已满足", "豁免"}:
            return None
        ways: tuple[Callable[[Finding, Requirement], Step | None], ...] = (
            self._on_record,
            self._write,
            self._film,
            self._send_for_approval,
            self._record_event,
            self._amend_event,
            self._close,
        )
        return next((step for way in ways if (step := way(finding, finding.rule))), None)

    def _on_record(self, finding: Finding, requirement: Requirement) -> Step | None:
        record = self._records.get(finding.subject)
        if record is None:
            return None
        if record.medium in WRITTEN and requirement.demand.signatures:
            return Step("补签名", self._url("document-sign", ref=record.id))
        if record.medium in WRITTEN and not record.signatures and _asks_content(requirement):
            return Step("补全文书", self._url("document-amend", ref=record.id))
        return None

    def _write(self, finding: Finding, requirement: Requirement) -> Step | None:
        wanted = requirement.demand.documents
        if wanted and finding.status != "不完整":
            document = finding.what if finding.what in wanted else wanted[0]
            return Step(f"制作{document}", self._url("document-new", type=document, event=self._event(finding)))
        if WRITTEN.intersection(requirement.demand.media) and finding.subject in self._events:
            return Step("写文字记录", self._url("document-new", event=finding.subject))
        return None

    def _film(self, finding: Finding, requirement: Requirement) -> Step | None:
        if requirement.demand.media and finding.subject in self._events:
            return Step("上传音像", self._url("upload", event=finding.subject))
        return None

    def _send_for_approval(self, finding: Finding, requirement: Requirement) -> Step | None:
        if requirement.approval is None or finding.subject == "case":
            return None
        return Step("送审", self._url("approval-request", of=finding.subject, role=requirement.approval.roles[0]))

    def _record_event(self, finding: Finding, requirement: Requirement) -> Step | None:
        if not requirement.demand.events:
            return None
        kind = requirement.demand.events[0]
        return Step(f"登记{kind}", self._url("event-new", type=kind, of=self._event(finding)))

    def _amend_event(self, finding: Finding, requirement: Requirement) -> Step | None:
        demand = requirement.demand
        if finding.subject in self._events and (demand.av_notice or demand.facts or demand.officers or demand.to):
            return Step("补全环节", self._url("event-amend", ref=finding.subject))
        return None

    def _close(self, finding: Finding, requirement: Requirement) -> Step | None:
        if requirement.kind is Kind.ARCHIVING and finding.subject == "case":
            return Step("去归档", self._url("case-close"))
        return None

    def _event(self, finding: Finding) -> str:
        return finding.subject if finding.subject in self._events else ""

    def _url(self, page: str, *, ref: str = "", **query: str) -> str:
        arguments = {"number": self._number, "ref": ref} if ref else {"number": self._number}
        asked = urlencode({key: value for key, value in query.items() if value})
        return reverse(page, kwargs=arguments) + (f"?{asked}" if asked else "")


def _asks_content(requirement: Requirement) -> bool:
    return bool(requirement.demand.fields or requirement.demand.content_points)
