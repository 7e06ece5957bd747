from __future__ import annotations

from django import forms


class SignInForm(forms.Form):
    username = forms.CharField(label="账号", max_length=100)
    password = forms.CharField(label="口令", widget=forms.PasswordInput(render_value=True), strip=False)

    username.widget.attrs |= {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
    password.widget.attrs |= {"autocomplete": "current-password"}


class AppearanceForm(forms.Form):
    """How pages look on this machine; kept in a cookie, since it belongs to the screen and not to the person."""

    appearance = forms.ChoiceField(
        label="外观",
        choices=[("system", "跟随系统"), ("light", "浅色"), ("dark", "深色")],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    appearance.widget.template_name = "parts/choices.html"
