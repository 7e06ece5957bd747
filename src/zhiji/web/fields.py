"""Form fields as this office fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.forms import BaseForm

NOTHING = ("", "—")
MINUTES = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment of legal time, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
    default_error_messages = {"invalid": "请写成年-月-日 时:分，例如 2026-03-02 09:30。"}  # noqa: RUF012  # Django's shape


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "请写成年-月-日，例如 2026-03-09。"}  # noqa: RUF012  # Django's shape


class OneOf(forms.ChoiceField):
    """A term of the vocabulary; where it is not required, nothing may stay chosen."""

    def __init__(self, terms: Iterable[str | tuple[str, str]], **options: Any) -> None:
        choices: list[Any] = [term if isinstance(term, tuple) else (term, term) for term in terms]
        super().__init__(choices=choices if options.get("required", True) else [NOTHING, *choices], **options)


class Radio(OneOf):
    """The same, all choices in view."""

    def __init__(self, terms: Iterable[str | tuple[str, str]], **options: Any) -> None:
        super().__init__(terms, widget=forms.RadioSelect, **options)
        self.widget.template_name = "parts/choices.html"


class SomeOf(forms.MultipleChoiceField):
    def __init__(self, terms: Iterable[str | tuple[str, str]], **options: Any) -> None:
        choices = [term if isinstance(term, tuple) else (term, term) for term in terms]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
        self.widget.template_name = "parts/choices.html"


class YesNo(forms.NullBooleanField):
    """是, 否, or not known: absent and 否 are two things."""

    widget = forms.RadioSelect(choices=[("true", "是"), ("false", "否"), ("", "未查明")])

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.template_name = "parts/choices.html"


def long_text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def refuse(form: BaseForm, error: Exception) -> None:
    """Show a refusal of an action beside the field it is about, or above the form."""
    field = str(getattr(error, "field", None) or "").replace("facts.", "fact_")
    form.add_error(field if field in form.fields else None, str(error))
