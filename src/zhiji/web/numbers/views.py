from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from zhiji.cases.errors import CaseError
from zhiji.documents import numbering
from zhiji.external import library
from zhiji.trail.errors import StaleRow
from zhiji.web.fields import OneOf, refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zhiji.web.access import SignedIn


class RuleForm(forms.Form):
    doc_type = OneOf([name for group in library.vocabulary().documents.values() for name in group], label="文书种类")
    word = forms.CharField(label="文号字", help_text="例如罚字；前面的代字取承办机构的，年份和顺序号自动加上。")
    active = forms.BooleanField(label="启用", required=False, initial=True)


def index(request: SignedIn) -> HttpResponse:
    """The rules, a form for one more or to amend one (`?doc_type=`), and the series with their gaps."""
    known = {rule.doc_type: rule for rule in numbering.rules()}
    chosen = known.get(request.GET.get("doc_type", ""))
    initial = {"doc_type": chosen.doc_type, "word": chosen.word, "active": chosen.active} if chosen else None
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            numbering.rule_number(
                said["doc_type"], said["word"], active=said["active"], by=request.user.actor, at=now()
            )
        except (CaseError, StaleRow) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{said['doc_type']}的文号规则已保存。")
            return redirect("numbers")
    shown = {"form": form, "rules": known.values(), "series": numbering.reports()}
    return render(request, "numbers/index.html", shown)
