"""One-off forms: what is asked of which units, and what each of them answers."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within
from zugong.kernel.workbook.columns import Kind


class OneOffFormQuerySet(ScopedQuerySet):
    """Forms, by who may see them."""

    def visible_to(self, reader: Reader) -> Self:
        """The forms of units inside the reader's reach, and those that ask something of a unit inside it."""
        asked = FormReturn.objects.visible_to(reader).values("form_id")
        return self.filter(within(reader.reach(), unit_links=("unit",)) | Q(pk__in=asked))


OneOffFormManager = ScopedManager.from_queryset(OneOffFormQuerySet)


class OneOffForm(ScopedRecord):
    """A form drawn up for one occasion and sent to units. It rests on a number of the catalogue, and runs out on a day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SENT = "sent", _("填报中")
        CLOSED = "closed", _("已汇总")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Layout(models.TextChoices):
        SINGLE = "single", _("每个单位填一行")
        LIST = "list", _("每个单位填多行")

    class Confirms(models.TextChoices):
        SENDER = "sender", _("发表单位确认")
        SUPERIOR = "superior", _("填报单位的上一级确认")
        NAMED = "named", _("指定单位确认")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="one_off_forms", verbose_name=_("发表单位"))
    title = models.CharField(_("表名"), max_length=120)
    purpose = models.TextField(_("用途和填报说明"), blank=True)
    catalogue_number = models.CharField(
        _("报表目录编号"), max_length=40, help_text=_("不在目录内的表，收表单位可以拒填")
    )
    expires_on = models.DateField(_("有效期至"), help_text=_("过了这一天，这张表不能再要求填报"))
    due_date = models.DateField(_("填报时限"))
    layout = models.CharField(_("填法"), max_length=8, choices=Layout, default=Layout.SINGLE)
    confirms = models.CharField(_("由谁确认"), max_length=10, choices=Confirms, default=Confirms.SENDER)
    named_confirmer = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("指定的确认单位")
    )
    recipients = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name=_("填报单位"))
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("制表人"))
    sent_on = models.DateField(_("下发日期"), null=True, blank=True)
    minutes_each = models.DecimalField(
        _("每单位预计用时（分钟）"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    minutes_by = models.CharField(_("用时的计算依据"), max_length=300, blank=True)
    mapping = models.JSONField(_("与上级表样的对应"), default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    untracked: ClassVar[frozenset[str]] = frozenset({"version", "mapping", "minutes_by"})
    named_with: ClassVar[tuple[str, ...]] = ()

    objects = OneOffFormManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("一次性报表")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["catalogue_number", "sent_on"], name="forms_by_catalogue_number")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_list(self) -> bool:
        """True if a unit answers with several rows."""
        return self.layout == self.Layout.LIST

    @property
    def is_overdue(self) -> bool:
        """True once the time for filling in has passed while the form is still out."""
        return self.state == self.State.SENT and self.due_date < calendar.today()

    def confirmer_of(self, recipient: Unit) -> Unit:
        """The unit that confirms what a recipient fills in."""
        if self.confirms == self.Confirms.NAMED and self.named_confirmer is not None:
            return self.named_confirmer
        if self.confirms == self.Confirms.SUPERIOR and recipient.parent is not None:
            return recipient.parent
        return self.unit

    def get_absolute_url(self) -> str:
        """The form's page."""
        return f"/forms/{self.pk}/"


class FormColumn(ScopedRecord):
    """A column of a form: what it asks, how it is checked, and from where its value is known already."""

    KINDS: ClassVar = [
        (Kind.TEXT.value, _("文字")),
        (Kind.INTEGER.value, _("整数")),
        (Kind.DECIMAL.value, _("小数")),
        (Kind.PERCENT.value, _("百分数")),
        (Kind.DATE.value, _("日期")),
        (Kind.CHOICE.value, _("选项")),
    ]

    form = models.ForeignKey(OneOffForm, models.CASCADE, related_name="columns", verbose_name=_("一次性报表"))
    position = models.PositiveSmallIntegerField(_("次序"))
    key = models.CharField(_("列号"), max_length=8)
    label = models.CharField(_("列名"), max_length=80)
    kind = models.CharField(_("类型"), max_length=10, choices=KINDS, default=Kind.TEXT.value)
    required = models.BooleanField(_("必填"), default=False)
    options = models.CharField(_("可选项"), max_length=500, blank=True, help_text=_("用顿号隔开"))
    help = models.CharField(_("填写说明"), max_length=160, blank=True)
    minimum = models.DecimalField(_("最小值"), max_digits=18, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(_("最大值"), max_digits=18, decimal_places=4, null=True, blank=True)
    at_most = models.CharField(_("不大于哪一列"), max_length=8, blank=True)
    source = models.CharField(_("台账来源"), max_length=120, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("form__unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报表列")
        ordering: ClassVar = ["form", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "key"], condition=Q(voided_at__isnull=True), name="one_column_per_key_of_a_form"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choices(self) -> list[str]:
        """The options that may be chosen."""
        return [option.strip() for option in self.options.replace("，", "、").split("、") if option.strip()]

    @property
    def numeric(self) -> bool:
        """True if the column holds numbers."""
        return self.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT}

    @property
    def adds_up(self) -> bool:
        """True if the values of units may be added: per cents may not."""
        return self.kind in {Kind.INTEGER, Kind.DECIMAL}


class FormReturn(ScopedRecord):
    """What one unit is asked, and answers, on one form: rows of values by the columns' keys."""

    class State(models.TextChoices):
        OPEN = "open", _("未填")
        FILLED = "filled", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        RETURNED = "returned", _("已退回")
        REFUSED = "refused", _("已拒填")
        DROPPED = "dropped", _("已停收")

    class Way(models.TextChoices):
        PAGE = "page", _("网页")
        PHONE = "phone", _("手机")
        SHEET = "sheet", _("自有表格")

    form = models.ForeignKey(OneOffForm, models.PROTECT, related_name="returns", verbose_name=_("一次性报表"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="form_returns", verbose_name=_("填报单位"))
    confirmer = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("确认单位"))
    rows = models.JSONField(_("填报内容"), default=list, blank=True)
    known = models.JSONField(_("台账带出的内容"), default=list, blank=True)
    way = models.CharField(_("填报方式"), max_length=6, choices=Way, blank=True)
    filled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报人")
    )
    filled_at = models.DateTimeField(_("填报时间"), null=True, blank=True)
    minutes = models.DecimalField(_("预计用时（分钟）"), max_digits=7, decimal_places=1, default=Decimal(0))
    asked_on = models.DateField(_("要求日期"))
    refused_on = models.DateField(_("拒填日期"), null=True, blank=True)
    refused_why = models.CharField(_("拒填原因"), max_length=200, blank=True)
    chased = models.PositiveSmallIntegerField(_("催报次数"), default=0)
    chased_on = models.DateField(_("最近催报"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)

    untracked: ClassVar[frozenset[str]] = frozenset({"version", "known"})
    named_with: ClassVar[tuple[str, ...]] = ("form", "unit")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报表回执")
        ordering: ClassVar = ["form", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "unit"], condition=Q(voided_at__isnull=True), name="one_return_per_unit_and_form"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "asked_on"], name="returns_of_unit_by_date")]

    def __str__(self) -> str:
        return f"{self.unit} {self.form}"

    @property
    def may_be_filled(self) -> bool:
        """True while the unit's answer is awaited."""
        return self.state in {self.State.OPEN, self.State.RETURNED} and self.form.state == OneOffForm.State.SENT

    @property
    def is_overdue(self) -> bool:
        """True if the answer is still awaited although its time has passed."""
        return self.may_be_filled and self.form.is_overdue

    def answers(self) -> list[list[tuple[FormColumn, str]]]:
        """What stands in each row, column by column in the order of the form; with one query."""
        columns = list(self.form.columns.all())
        return [[(column, row.get(column.key, "")) for column in columns] for row in self.rows]

    def shown_content(self) -> list[tuple[str, str]]:
        """The answer in words, as it stands on paper: label and value, or one line for each row of a list."""
        rows = self.answers()
        if self.form.is_list:
            said = [
                (str(_("第 %d 行") % number), "；".join(f"{column}：{text}" for column, text in row if text))
                for number, row in enumerate(rows, start=1)
            ]
        else:
            said = [(column.label, text) for row in rows for column, text in row]
        head = [(str(_("报表")), str(self.form)), (str(_("填报单位")), str(self.unit))]
        return [*head, *said]

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: who answers what to which form."""
        return {"form": self.form_id, "unit": self.unit_id, "rows": self.rows}

    def get_absolute_url(self) -> str:
        """The return's page."""
        return f"/forms/returns/{self.pk}/"


class RecipientSet(ScopedRecord):
    """Units that are asked together again and again, under a name."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recipient_sets", verbose_name=_("所属单位"))
    name = models.CharField(_("名称"), max_length=60)
    members = models.ManyToManyField(Unit, related_name="+", verbose_name=_("单位"))

    class Meta(ScopedRecord.Meta):
        verbose_name = _("常用收表单位")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(voided_at__isnull=True), name="one_recipient_set_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


def asked_in_month(day: date) -> models.QuerySet[FormReturn]:
    """The returns that were asked for in the month of a day; withdrawn and refused ones cost nobody's time."""
    first = day.replace(day=1)
    dropped = (FormReturn.State.REFUSED, FormReturn.State.DROPPED)
    return FormReturn.objects.filter(asked_on__gte=first, asked_on__lte=day).exclude(state__in=dropped)
