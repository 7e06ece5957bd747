from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from zhiji.external import library
from zhiji.organisation.actions import Licence, UnitPlan
from zhiji.organisation.roles import ADMINISTRATORS, Role
from zhiji.web.fields import NOTHING, DayField, MomentField, SomeOf, long_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model

    from zhiji.organisation.models import Account

ACTS = library.vocabulary().acts
STATES = ("有效", "三十天内到期", "已失效", "没有执法证")


class RowOf(forms.ChoiceField):
    """One row of those that the form is given for this field; its value is the row itself. `words`: how it is named."""

    def __init__(self, *, words: Callable[[Any], str] = str, **options: Any) -> None:
        super().__init__(choices=(), **options)
        self.rows: dict[str, Model] = {}
        self.words = words

    def offer(self, rows: Iterable[Model]) -> None:
        self.rows = {str(row.pk): row for row in rows}
        choices = [(key, self.words(row)) for key, row in self.rows.items()]
        self.choices = choices if self.required else [NOTHING, *choices]

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)

    def clean(self, value: Any) -> Any:
        if not value and not self.required:
            return None
        row = self.rows.get(str(value))
        if row is None:
            raise ValidationError("请从列表中选择一项。")
        return row


class RowForm(forms.Form):
    """`rows`: for each field that chooses a row, what it offers."""

    def __init__(self, *given: Any, rows: Mapping[str, Iterable[Any]] | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        for name, offered in (rows or {}).items():
            field = self.fields[name]
            if isinstance(field, RowOf):
                field.offer(offered)


class UnitForm(RowForm):
    name = forms.CharField(label="名称", max_length=200)
    under = RowOf(label="上级机构", required=False, help_text="不选的，是最上一级。")
    letters = forms.CharField(
        label="文号代字",
        max_length=50,
        required=False,
        help_text="文号以它开头，例如：鼓城管东。不填的，用上级机构的。",
    )

    def plan(self) -> UnitPlan:
        said = self.cleaned_data
        return UnitPlan(said["name"], said["under"], said["letters"])


class LicenceForm(RowForm):
    number = forms.CharField(label="执法证号", max_length=100)
    valid_from = DayField(label="有效期自", required=False)
    valid_until = DayField(label="有效期至", help_text="含当日。")
    acts = SomeOf(ACTS, label="执法范围", required=False, help_text="都不选，表示不限。")
    issuer = forms.CharField(label="发证机关", max_length=200, required=False)

    def licence(self) -> Licence:
        said = self.cleaned_data
        return Licence(said["number"], said["valid_until"], said["valid_from"], tuple(said["acts"]), said["issuer"])


class OfficerForm(RowForm):
    name = forms.CharField(label="姓名", max_length=100)
    unit = RowOf(label="所在机构")
    on_staff = forms.BooleanField(label="在编", required=False, initial=True)


class NewOfficerForm(LicenceForm, OfficerForm):
    field_order = ("name", "unit", "on_staff")


class EndCertificateForm(forms.Form):
    on = DayField(label="自哪天起失效")
    because = forms.CharField(label="原因", max_length=200, help_text="例如：换证、调离执法岗位、注销、吊销。")


class StaffFilter(RowForm):
    q = forms.CharField(label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "姓名、执法证号"}))
    unit = RowOf(label="机构", required=False)
    state = forms.ChoiceField(label="执法证", required=False, choices=[NOTHING, *((one, one) for one in STATES)])


class TableForm(forms.Form):
    table = forms.FileField(label="表格文件", help_text="CSV 或 XLSX，第一行是栏名。")


class KeptTableForm(forms.Form):
    text = long_text("表格内容")
    text.widget = forms.HiddenInput()


class AccountForm(RowForm):
    name = forms.CharField(label="姓名", max_length=100)
    unit = RowOf(label="所在机构", required=False)
    officer = RowOf(label="执法人员", required=False, help_text="有执法证的人，选他的登记；一人一个账号。")


class NewAccountForm(AccountForm):
    username = forms.SlugField(
        label="账号",
        max_length=100,
        help_text="小写字母和数字，登录时用。",
        error_messages={"invalid": "账号只用字母、数字、下划线和连字符。"},
    )
    field_order = ("username", "name", "unit", "officer")


class RolesForm(forms.Form):
    roles = SomeOf(Role, label="角色", required=False, help_text="三员不得兼任其他角色，也互不兼任。")


class AccountFilter(RowForm):
    q = forms.CharField(label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "账号、姓名"}))
    unit = RowOf(label="机构", required=False)
    role = forms.ChoiceField(label="角色", required=False, choices=[NOTHING, *((role, role) for role in Role)])
    closed = forms.BooleanField(label="也看已停用的", required=False)


def _with_roles(account: Account) -> str:
    return f"{account.name}（{'、'.join(account.roles) or '没有角色'}）"


class StandInForm(RowForm):
    absent = RowOf(label="谁不在（被代理人）", words=_with_roles)
    role = forms.ChoiceField(
        label="代理哪个角色", choices=[(role, role) for role in Role if role not in ADMINISTRATORS]
    )
    substitute = RowOf(label="由谁代理", words=_with_roles)
    since = MomentField(label="自")
    until = MomentField(label="至", help_text="到这一刻为止，不含。")
