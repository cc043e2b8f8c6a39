"""Forms of the office's verbs. They ask; the actions decide."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.ledger.declaring import registered
from zugong.kernel.ledger.pages.gate import may_open
from zugong.kernel.ledger.widgets import RecordPicker, UnitPicker, dress
from zugong.kernel.registry.models import Unit, UnitKind


class UnitField(forms.ModelChoiceField):
    """One unit, among those the user may see."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), widget=UnitPicker(), **more)


class AccountField(forms.ModelChoiceField):
    """One account, among those offered to the user."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=User.objects.none(), widget=RecordPicker(User), **more)


class OfficeForm(forms.Form):
    """A form whose choices hold only what its user may see."""

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            dress(field)
            if isinstance(field, UnitField):
                field.queryset = Unit.objects.visible_to(user).filter(valid_to__isnull=True)
            if isinstance(field, AccountField):
                field.queryset = User.objects.visible_to(user).filter(is_active=True)


def _today() -> date:
    return calendar.today()


class DatedForm(OfficeForm):
    """A change of a unit: from which day, by which document."""

    on = forms.DateField(label=_("生效日期"), initial=_today)
    document = forms.CharField(label=_("依据文件"), max_length=120, help_text=_("文号或批复名称"))


class RenameForm(DatedForm):
    """改名。"""

    name = forms.CharField(label=_("新名称"), max_length=80)
    short_name = forms.CharField(label=_("新简称"), max_length=40, required=False)
    field_order = ("name", "short_name", "on", "document")


class MoveForm(DatedForm):
    """划转。"""

    under = UnitField(label=_("划入的上级"))
    field_order = ("under", "on", "document")


class MergeForm(DatedForm):
    """合并：并入现有单位，或合并为新单位。"""

    into = UnitField(label=_("并入"), required=False, help_text=_("并入一个现有单位时选择；合并为新单位时留空"))
    other = UnitField(label=_("一同合并的单位"), required=False, help_text=_("合并为新单位时选择"))
    code = forms.CharField(label=_("新单位代码"), max_length=24, required=False)
    name = forms.CharField(label=_("新单位名称"), max_length=80, required=False)
    field_order = ("into", "other", "code", "name", "on", "document")

    def clean(self) -> dict[str, Any]:
        """Either an existing unit, or everything that a new one needs."""
        values = super().clean() or {}
        new = [name for name in ("other", "code", "name") if values.get(name)]
        if values.get("into") and new:
            self.add_error("into", _("并入现有单位时，不要填写新单位的内容"))
        elif not values.get("into") and len(new) < 3 and "into" not in self.errors:
            self.add_error("into", _("请选择并入的单位，或填齐一同合并的单位、新单位代码和名称"))
        return values


class ConvertForm(DatedForm):
    """改制：镇改街道、村改社区。"""

    kind = forms.ChoiceField(label=_("改为"), choices=UnitKind.choices)
    code = forms.CharField(label=_("新代码"), max_length=24)
    name = forms.CharField(label=_("新名称"), max_length=80)
    short_name = forms.CharField(label=_("新简称"), max_length=40, required=False)
    field_order = ("kind", "code", "name", "short_name", "on", "document")


class CloseForm(DatedForm):
    """撤销。"""


class AddUnitForm(DatedForm):
    """新设下级单位。"""

    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)
    code = forms.CharField(label=_("代码"), max_length=24, help_text=_("行政区划用区划代码；部门科室以上级代码开头"))
    name = forms.CharField(label=_("名称"), max_length=80)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    field_order = ("kind", "code", "name", "short_name", "on", "document")


class SheetForm(forms.Form):
    """A sheet to be read."""

    sheet = forms.FileField(label=_("表格"), help_text=_("xlsx、xls 或 csv"))


class TreeSheetForm(SheetForm):
    """A sheet of units; names that differ are taken as renamings from the day on."""

    on = forms.DateField(label=_("生效日期"), required=False, help_text=_("首次导入可不填；改名、新设须填"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        dress(self.fields["on"])


class NewAccountForm(OfficeForm):
    """One account, with person, post and requested role."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    unit = UnitField(label=_("所在单位"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices, help_text=_("由安全保密员批准后生效"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False)
    username = forms.CharField(label=_("账号"), max_length=40, required=False, help_text=_("留空则用姓名拼音"))


class GrantForm(OfficeForm):
    """A role for an account."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    unit = UnitField(label=_("单位"))
    reach = forms.ChoiceField(label=_("范围"), choices=[("", _("按角色")), *Grant.Extent.choices], required=False)
    valid_from = forms.DateField(label=_("自"), required=False)
    valid_to = forms.DateField(label=_("至"), required=False, help_text=_("含当日；不填为长期"))
    why = forms.CharField(label=_("依据"), max_length=200)


class HandOverForm(OfficeForm):
    """Whoever leaves, and who takes over."""

    successor = AccountField(label=_("接手人"))
    on = forms.DateField(label=_("移交日期"), initial=_today)
    new_unit = UnitField(label=_("调往单位"), required=False, help_text=_("仍在本系统工作的选择新单位；不选则停用账号"))
    why = forms.CharField(label=_("依据"), max_length=200)


class DeputyForm(OfficeForm):
    """Who stands in for me, and when."""

    deputy = AccountField(label=_("代理人"))
    start_date = forms.DateField(label=_("自"), initial=_today)
    end_date = forms.DateField(label=_("至"), help_text=_("含当日"))
    reason = forms.CharField(label=_("事由"), max_length=100, initial=_("休假"))

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, user=user, **more)
        colleagues = User.objects.filter(is_active=True).exclude(pk=user.pk)
        self.fields["deputy"].queryset = colleagues_of(user, colleagues)  # type: ignore[attr-defined]
        self.fields["deputy"].widget = forms.Select()
        self.fields["deputy"].widget.choices = self.fields["deputy"].choices  # type: ignore[attr-defined]


def colleagues_of(user: User, accounts: Any) -> Any:
    """Accounts of the people who work in the user's own unit, or beside it under the same one."""
    if user.unit is None:
        return accounts.none()
    home = user.unit
    top = home.parent if home.kind in {UnitKind.SECTION, UnitKind.DEPARTMENT} and home.parent else home
    units = Unit.objects.filter(path__startswith=top.path or "-", kind__in=(UnitKind.SECTION, UnitKind.DEPARTMENT))
    return accounts.filter(unit__in=units | Unit.objects.filter(pk__in=[home.pk, top.pk])).select_related("person")


class ActivationForm(forms.Form):
    """Account, code and the password to be."""

    username = forms.CharField(
        label=_("账号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(label=_("激活码"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label=_("设置密码"), strip=False, help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一次"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        values = super().clean() or {}
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", _("两次输入的密码不一致"))
        return values


class CoverForm(OfficeForm):
    """One more unit that a Party body covers."""

    unit = UnitField(label=_("覆盖单位"))


class TokenForm(OfficeForm):
    """A token for a program: what for, how far, until when."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("哪个程序、做什么用，例如“周报汇总脚本”"))
    expires_on = forms.DateField(label=_("有效期至"), help_text=_("含当日，最长一年"))
    writes = forms.BooleanField(
        label=_("可以新增、修改、作废记录"), required=False, help_text=_("不选则只可读取；写入仍以您本人的权限为限")
    )
    ledgers = forms.MultipleChoiceField(
        label=_("台账范围"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一本都不选，即您能看的全部台账"),
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, user=user, **more)
        opened = [(one.name, one.label) for one in registered() if may_open(one, user)]
        self.fields["ledgers"].choices = opened  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = calendar.today() + timedelta(days=90)
