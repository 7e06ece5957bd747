from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from zhiji.cases import approving
from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, requests_of, visible, waiting_for
from zhiji.cases.striking import strike
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.compliance.queries import open_findings
from zhiji.external import library
from zhiji.organisation.permissions import Verb
from zhiji.trail.errors import StaleRow
from zhiji.web import statuses
from zhiji.web.approvals.forms import GIVEN_BACK, DecisionForm, RequestForm
from zhiji.web.approvals.inbox import with_limits
from zhiji.web.cases.striking import StrikeForm
from zhiji.web.cases.subjects import subjects
from zhiji.web.fields import refuse
from zhiji.web.looks import log_look
from zhiji.web.now import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from django.http import HttpResponse

    from zhiji.cases.models import ApprovalRequest, Case
    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Finding
    from zhiji.trail.actor import Actor
    from zhiji.web.access import SignedIn


def index(request: SignedIn) -> HttpResponse:
    waiting = list(waiting_for(request.user))
    return render(request, "approvals/index.html", {"waiting": with_limits(waiting)})


def of_case(request: SignedIn, number: str) -> HttpResponse:
    """送审情况: what was sent for approval, where it stands, and what was given back."""
    case = case_for(request.user, number)
    may_handle = not case.archived_at and visible(request.user, Verb.HANDLE_CASE).filter(pk=case.pk).exists()
    words = subjects(case_file(case))
    sent = [(each, words.get(each.of, "全案")) for each in requests_of(case)]
    return render(request, "approvals/of_case.html", {"case": case, "sent": sent, "may_handle": may_handle})


def withdraw(request: SignedIn, number: str, pk: int) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    sent = requests_of(case).filter(pk=pk, approval=None).first()
    if sent is None:
        raise Http404("没有这件待批的事，它可能已经批过或撤回；请回“送审情况”刷新后再看。")
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            strike(sent, form.cleaned_data["reason"], by=request.user.actor, at=now())
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, "已撤回。")
            return redirect("approvals-of-case", number)
    shown = {"case": case, "form": form, "title": f"撤回送{sent.role}的审批", "verb": "撤回"}
    return render(request, "cases/add.html", shown)


def ask(request: SignedIn, number: str) -> HttpResponse:
    """送审."""
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    file, of = case_file(case), request.GET.get("of", "")
    form = RequestForm(request.POST or None, file=file, initial={"of": of, "roles": _wanted(request, case, of)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = {key: said[key] or None for key in ("matter", "reason")}
        roles = [role for role in library.vocabulary().approval_roles if role in said["roles"]]
        try:
            approving.request_approval(case, said["of"], *roles, by=request.user.actor, at=now(), **words)
        except CaseError as error:
            refuse(form, error)
        else:
            messages.success(
                request, f"已送{roles[0]}审批。" + (f"同意后依次送{'、'.join(roles[1:])}。" if roles[1:] else "")
            )
            return redirect("case", number)
    return render(request, "cases/add.html", {"case": case, "form": form, "title": "送审", "verb": "送审"})


def decide(request: SignedIn, pk: int) -> HttpResponse:
    waiting = waiting_for(request.user).filter(pk=pk).first()
    if waiting is None:
        raise Http404("没有等您审批的这件事，它可能已经批过，或送的是另一级；请回“审批”看看。")
    form, at = DecisionForm(request.POST or None, role=waiting.role), now()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _answer(waiting, form, by=request.user.actor, at=at)
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, f"已{said['decision']}，并记入 {waiting.case.number}。")
            return redirect("approval-list")
    log_look(request, "approval-decide", waiting.case.number, {"of": waiting.of})
    return render(
        request, "approvals/decide.html", {"form": form, "waiting": waiting, **_material(request, waiting, at)}
    )


def _answer(waiting: ApprovalRequest, form: DecisionForm, *, by: Actor, at: datetime) -> None:
    said = form.cleaned_data
    if said["decision"] == GIVEN_BACK:
        approving.give_back(waiting, said["opinion"], by=by, at=at)
    else:
        approving.decide(waiting, approving.Decision(said["decision"], said["opinion"], form.review), by=by, at=at)


def _wanted(request: SignedIn, case: Case, of: str) -> list[str]:
    """The levels that the rules still want for this, or the one that the checklist named."""
    roles = library.vocabulary().approval_roles
    wanted = {finding.what for finding in open_findings(case).filter(subject=of)} | {request.GET.get("role", "")}
    return [role for role in roles if role in wanted]


def _material(request: SignedIn, waiting: ApprovalRequest, at: datetime) -> dict[str, Any]:
    """What the decision rests on: the thing itself, its papers, and the findings about it."""
    file = case_file(waiting.case)
    judgement = judge(file, at=at)
    near = _near(file, waiting.of)
    found = [finding for finding in judgement.findings if finding.subject in near] if judgement else []
    found.sort(key=_urgency)
    return {
        "inbox": waiting_for(request.user),
        "subject": subjects(file).get(waiting.of, waiting.of),
        "records": [record for record in file.records if record.id in near],
        "findings": [(finding, _cures(finding, waiting)) for finding in found if finding.status in statuses.OPEN],
        "versions": judgement.versions if judgement else (),
        "count": len(found),
        "settled": [finding for finding in found if finding.status not in statuses.OPEN],
        "due": min(_dues(found, waiting.of), default=None),
        "approvals": [approval for approval in file.approvals if approval.of in near],
        "names": {officer.id: officer.name for officer in file.officers},
    }


def _near(file: CaseFile, of: str) -> set[str]:
    """The thing asked about, its event, and the records of that event."""
    event = next((record.event for record in file.records if record.id == of), of)
    return {of, *([event] if event else []), *(record.id for record in file.records if record.event == event)}


def _dues(findings: Iterable[Finding], of: str) -> Iterator[datetime]:
    """Limits of the obligations that this approval fulfils."""
    for finding in findings:
        if finding.subject == of and finding.rule.approval and finding.due_at:
            yield finding.due_at


def _cures(finding: Finding, waiting: ApprovalRequest) -> bool:
    """Whether this approval is what the obligation asks for."""
    wanted = finding.rule.approval
    return finding.subject == waiting.of and wanted is not None and waiting.role in wanted.roles


def _urgency(finding: Finding) -> int:
    return statuses.URGENCY[finding.status]
