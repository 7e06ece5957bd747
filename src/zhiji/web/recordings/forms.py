from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhiji.external import library
from zhiji.web.cases.subjects import event_words
from zhiji.web.fields import OneOf

if TYPE_CHECKING:
    from zhiji.core.casefile import CaseFile

MEDIA = library.vocabulary().media["音像"]


class UploadForm(forms.Form):
    """What all files of one upload have in common; read by the island, sent along with each file."""

    event = OneOf((), label="属于哪个环节", required=False)
    medium = OneOf(MEDIA, label="种类", required=False, help_text="不选，就按文件内容判断。")
    device = forms.CharField(label="设备编号", required=False, help_text="执法记录仪、照相机的编号，例如 DSJ-00017。")

    def __init__(self, *given: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["event"] = OneOf(
            [(event.id, event_words(event)) for event in file.events], label="属于哪个环节", required=False
        )


class AssignForm(forms.Form):
    case = forms.CharField(label="案件编号", help_text="例如 C-2026-0001。")
    event = forms.CharField(
        label="环节编号", required=False, help_text="案件页时间线上该环节的编号，例如 e2；不填则归入全案。"
    )
    medium = OneOf(MEDIA, label="种类", required=False, help_text="不选，就按文件内容判断。")
