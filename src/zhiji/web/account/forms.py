from __future__ import annotations

from typing import Any

from django import forms


class SignInForm(forms.Form):
    username = forms.CharField(label="账号", max_length=100)
    password = forms.CharField(label="口令", widget=forms.PasswordInput(render_value=True), strip=False)

    username.widget.attrs |= {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
    password.widget.attrs |= {"autocomplete": "current-password"}


class CodeForm(forms.Form):
    """A code, or what a passkey answered."""

    code = forms.CharField(label="验证码", required=False, max_length=20)
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("code") and not said.get("credential"):
            self.add_error("code", "请输入验证器上的六位数，或一个恢复码。")
        return said


class ConfirmForm(forms.Form):
    """What asks for the password once more, so that an unlocked screen is not enough."""

    password = forms.CharField(label="您现在的口令", widget=forms.PasswordInput, strip=False)

    password.widget.attrs |= {"autocomplete": "current-password"}


class PasswordForm(ConfirmForm):
    new = forms.CharField(
        label="新口令", widget=forms.PasswordInput, strip=False, help_text="至少十个字，不要用姓名、账号或常见的词。"
    )
    again = forms.CharField(label="新口令再输一遍", widget=forms.PasswordInput, strip=False)

    new.widget.attrs |= {"autocomplete": "new-password"}
    again.widget.attrs |= {"autocomplete": "new-password"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") != said.get("again"):
            self.add_error("again", "两遍不一样，请重新输入。")
        return said


class AppForm(ConfirmForm):
    code = forms.CharField(label="验证器上现在显示的六位数", max_length=20)
    field_order = ("code", "password")

    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PasskeyForm(ConfirmForm):
    name = forms.CharField(label="给它起个名字", max_length=60, help_text="例如：办公室电脑、蓝色 U 盾。")
    credential = forms.CharField(widget=forms.HiddenInput)
    field_order = ("name", "password", "credential")


class AppearanceForm(forms.Form):
    """How pages look on this machine; kept in a cookie, since it belongs to the screen and not to the person."""

    appearance = forms.ChoiceField(
        label="外观",
        choices=[("system", "跟随系统"), ("light", "浅色"), ("dark", "深色")],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    appearance.widget.template_name = "parts/choices.html"
