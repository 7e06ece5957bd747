from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from zhiji.cases.errors import CaseError
from zhiji.cases.queries import case_for, visible
from zhiji.cases.rows import read_record
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.documents import actions, issuing
from zhiji.documents.issuing import page_of
from zhiji.documents.numbering import coming_number
from zhiji.documents.queries import document_of
from zhiji.external import library
from zhiji.organisation.permissions import Verb
from zhiji.rulebook.queries import current
from zhiji.trail.errors import StaleRow
from zhiji.web import csp
from zhiji.web.documents.asked import asked_of, known, wanted
from zhiji.web.documents.forms import DocumentForm, SignatureForm, as_said
from zhiji.web.fields import refuse
from zhiji.web.now import now
from zhiji.web.versions import as_seen, told_of_change

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from zhiji.cases.models import Case
    from zhiji.core.casefile import CaseFile
    from zhiji.documents.models import Document
    from zhiji.web.access import SignedIn


def new(request: SignedIn, number: str) -> HttpResponse:
    """First the kind, which decides what is asked; then the form of that kind."""
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    kind, at, file = library.vocabulary().canonical("document", request.GET.get("type", "")), now(), case_file(case)
    if kind is None:
        return _choose_kind(request, case, file, at)
    asked = asked_of(current().speaking_of(file.case), kind)
    guess = _first_guess(request, file, asked.fields, at)
    form = DocumentForm(request.POST or None, file=file, kind=kind, asked=asked, initial=guess)
    if coming := coming_number(case, kind, at):
        form.fields["number"].help_text = f"不填就按文号规则取下一号，现在是 {coming}。"
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            document = actions.write_document(case, form.record(), text=text, by=request.user.actor, at=at)
        except CaseError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{kind}已封存，接下来签名。")
            return redirect("record", number, document.ref)
    return render(request, "documents/form.html", {"case": case, "form": form, "kind": kind, "verb": "封存"})


def amend(request: SignedIn, number: str, ref: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    document = as_seen(request, document_of(case, ref))
    record = read_record(document)
    kind = record.doc_type or record.medium
    file = case_file(case)
    asked = asked_of(current().speaking_of(file.case), kind)
    said = as_said(record, document.text)
    form = DocumentForm(request.POST or None, file=file, kind=kind, asked=asked, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            actions.amend_document(document, form.record(), text=text, by=request.user.actor, at=now())
        except CaseError as error:
            refuse(form, error)
        except StaleRow:
            form.add_error(None, told_of_change(document))
        else:
            return redirect("record", number, ref)
    shown = {"case": case, "form": form, "kind": kind, "verb": "保存", "row": document}
    return render(request, "documents/form.html", shown)


def sign(request: SignedIn, number: str, ref: str) -> HttpResponse:
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    document, at = document_of(case, ref), now()
    form = SignatureForm(request.POST or None, file=case_file(case), initial={"at": at})
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(document, form.signature(), by=request.user.actor, at=at)
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            return redirect("record", number, ref)
    return render(request, "documents/sign.html", {"case": case, "form": form, "document": document})


def show(request: SignedIn, case: Case, document: Document) -> HttpResponse:
    """Reached through the record's address, which stands for documents and recordings alike."""
    may_handle = visible(request.user, Verb.HANDLE_CASE).filter(pk=case.pk).exists() and not case.archived_at
    shown = {"case": case, "document": document, "may_handle": may_handle, "issued": issuing.issued(document)}
    return render(request, "documents/show.html", shown)


@require_POST
def issue(request: SignedIn, number: str, ref: str) -> HttpResponse:
    """出具: signs the ledger first, so that the checkpoint on the paper covers what the paper says."""
    case = case_for(request.user, number, Verb.HANDLE_CASE)
    address = settings.ADDRESS.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    try:
        checkpoint = issuing.fresh_checkpoint()
        document, by = document_of(case, ref), request.user.actor
        issuing.issue(document, checkpoint, f"{address}/verify/", by=by, at=now())
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已出具：纸上有核验码和账本检查点，请打印送达。")
    return redirect("record", number, ref)


@xframe_options_sameorigin
def paper(request: SignedIn, number: str, ref: str) -> HttpResponse:
    """The document as it is printed: a page of its own, shown inside ours and printed from there."""
    case = case_for(request.user, number)
    answer = HttpResponse(page_of(document_of(case, ref), case))
    answer.headers[csp.HEADER] = csp.PRINTED
    return answer


def _choose_kind(request: SignedIn, case: Case, file: CaseFile, at: datetime) -> HttpResponse:
    judgement = judge(file, at=at)
    return render(
        request,
        "documents/kinds.html",
        {
            "case": case,
            "event": request.GET.get("event", ""),
            "groups": library.vocabulary().documents,
            "wanted": wanted(judgement.findings) if judgement else (),
        },
    )


def _first_guess(request: SignedIn, file: CaseFile, names: tuple[str, ...], at: datetime) -> dict[str, Any]:
    event = next((event for event in file.events if event.id == request.GET.get("event")), None)
    mine = next((officer.id for officer in file.officers if officer.name == request.user.name), "")
    answers = known(names, file, event)
    return {"event": event and event.id, "made_at": at, "made_by": mine} | {
        f"field_{name}": answer for name, answer in answers.items()
    }
