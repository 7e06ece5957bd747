"""草案比对: the legal reviewers try a draft, or a version, on the office's past cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from zhiji.compliance import trials
from zhiji.rulebook.errors import RulebookError
from zhiji.rulebook.queries import current
from zhiji.web.fields import NOTHING, OneOf, refuse
from zhiji.web.now import now

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpResponse

    from zhiji.compliance.models import Trial
    from zhiji.web.access import SignedIn

MOST = 50  # trials in the list
FEW = 100  # cases that are judged while the reader waits
LARGEST = 1024 * 1024  # bytes; the longest regulation that ships has a twentieth of that
SOON = 5  # seconds after which the page of a trial under way asks again
VERDICTS = {
    "worse": ("多出问题", "miss"),
    "mixed": ("有增有减", "wait"),
    "better": ("减少问题", "ok"),
    "other": ("只有别的变化", "free"),
    "same": ("没有变化", "plain"),
}


class TrialForm(forms.Form):
    file = forms.FileField(label="草案", required=False, help_text="写好的规则文件（.yaml）；什么也不会改动。")
    version = OneOf((), label="或者选一个已有的版本", required=False)
    against = OneOf((), label="与哪部制度的案件相比", required=False, help_text="不选的，就是与草案编号相同的那一部。")

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        book = current()
        titles = {key: book.regulation(key).title for key in book.ids()}
        versions = [
            (one.reference, f"{titles[key]}（{one.since or one.effective_words or '日期不详'}）")
            for key in titles
            for one in book.versions(key)
        ]
        for name, choices in (("version", versions), ("against", titles.items())):
            cast("OneOf", self.fields[name]).choices = [NOTHING, *choices]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if bool(file) is bool(said.get("version")) and not self.errors:
            self.add_error("file", "请送一份草案，或者选一个版本，二者取一。")
        elif file and file.size > LARGEST:
            self.add_error("file", f"这个文件有 {file.size // 1024} KB，不像规则文件；请核对。")
        return said

    def draft(self) -> trials.Draft:
        said = self.cleaned_data
        file: UploadedFile[Any] | None = said["file"]
        rules = file.read() if file else b""
        return trials.Draft(rules, (file.name or "草案") if file else "", said["version"], said["against"])


def index(request: SignedIn) -> HttpResponse:
    form = TrialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            trial = trials.ask(form.draft(), by=request.user.actor, at=now())
        except RulebookError as error:
            refuse(form, error)
        else:
            if trial.result.total <= FEW:
                trials.run(trial.pk, now)
            messages.success(request, "已记入账本。案件和制度都没有改动。")
            return redirect("trial", trial.pk)
    return render(request, "regulations/trials.html", {"form": form, "trials": trials.trials()[:MOST]})


def show(request: SignedIn, pk: int) -> HttpResponse:
    trial = find_trial(pk)
    found = trial.result.document
    verdicts = [(word, tone, found["verdicts"][key]) for key, (word, tone) in VERDICTS.items()] if found else []
    answer = render(request, "regulations/trial.html", {"trial": trial, "found": found, "verdicts": verdicts})
    if found is None:
        answer["Refresh"] = str(SOON)
    return answer


def find_trial(pk: int) -> Trial:
    trial = trials.trials().filter(pk=pk).first()
    if trial is None:
        raise Http404("没有这次比对，请从“草案比对”进入。")
    return trial
