"""Drawing up a form: its head, its columns, whom it goes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import within
from zugong.kernel.workbook.columns import Kind, label_forms
from zugong.modules.office import rules
from zugong.modules.office.actions.collecting.known import fits, source_named
from zugong.modules.office.models import FormColumn, OneOffForm, RecipientSet

MOST_COLUMNS = 60
HEAD = (
    "title",
    "purpose",
    "catalogue_number",
    "expires_on",
    "due_date",
    "layout",
    "confirms",
    "named_confirmer",
)


class CannotDrawUp(Exception):
    """The form cannot be drawn up so; the message says why, `field` where, `row` in which column of the form (from 0)."""

    def __init__(self, message: str, field: str | None = None, row: int | None = None) -> None:
        super().__init__(message)
        self.field, self.row = field, row


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """A column as it is being drawn up; `at_most` is the label of another column, `key` is empty for a new one."""

    label: str
    kind: str = Kind.TEXT.value
    required: bool = False
    options: str = ""
    help: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    at_most: str = ""
    source: str = ""
    key: str = ""


def sending_unit(user: User) -> Unit | None:
    """The unit in whose name the user draws up forms: where the user works, else the highest unit of a fitting grant."""
    able = user.units_acted_for(Verb.BREAK_DOWN)
    if user.unit_id in able:
        return user.unit
    return Unit.objects.filter(pk__in=able).order_by("path").first()


def may_send(user: User, form: OneOffForm) -> bool:
    """True if the user draws up, sends and closes forms of this form's unit."""
    return may(user, Verb.BREAK_DOWN, at=form.unit)


def may_receive(user: User) -> Any:
    """The standing units that the user may ask to fill in a form: those for which the user hands out work."""
    held = subtrees(user, frozenset({Verb.BREAK_DOWN}))
    return Unit.objects.visible_to(user).filter(within(held, unit_links=("",)), valid_to__isnull=True)


@transaction.atomic
def draw_up(*, by: User, columns: Sequence[ColumnDraft] = (), **head: Any) -> OneOffForm:
    """Draw up a form in the name of the user's unit; `head` are the fields named in HEAD. Raises CannotDrawUp."""
    unit = sending_unit(by)
    if unit is None:
        raise CannotDrawUp(_("您不能向下级发表"))
    form = OneOffForm(unit=unit, drawn_by=by, **head)
    _check_head(form)
    writing.save(form, by=by)
    if columns:
        set_columns(form=form, columns=columns, by=by)
    return form


@transaction.atomic
def edit(*, form: OneOffForm, by: User, **head: Any) -> None:
    """Change the head of a draft. Raises CannotDrawUp, ChangedMeanwhile."""
    _must_be_open_to(form, by)
    for name, value in head.items():
        setattr(form, name, value)
    _check_head(form)
    writing.save(form, by=by)


def _must_be_open_to(form: OneOffForm, by: User) -> None:
    if form.state != OneOffForm.State.DRAFT:
        raise CannotDrawUp(_("“%(form)s”已经下发，不能再改；可以撤回后另拟一张") % {"form": form})
    if not may_send(by, form):
        raise CannotDrawUp(_("您不能改%(unit)s的表") % {"unit": form.unit})


def _check_head(form: OneOffForm) -> None:
    if not form.catalogue_number.strip():
        raise CannotDrawUp(_("须写明报表目录编号"), "catalogue_number")
    if form.due_date < calendar.today():
        raise CannotDrawUp(_("填报时限早于今天 %(today)s") % {"today": calendar.today()}, "due_date")
    if form.expires_on < form.due_date:
        raise CannotDrawUp(_("有效期早于填报时限 %(due)s") % {"due": form.due_date}, "expires_on")
    if form.confirms == OneOffForm.Confirms.NAMED and form.named_confirmer is None:
        raise CannotDrawUp(_("请选择由哪个单位确认"), "named_confirmer")


@transaction.atomic
def set_columns(*, form: OneOffForm, columns: Sequence[ColumnDraft], by: User) -> None:
    """Give a draft these columns, in this order; those it had and that are not named are taken out. Raises CannotDrawUp."""
    _must_be_open_to(form, by)
    _check_columns(form, columns)
    present = {column.key: column for column in form.columns.all()}
    wanted = {draft.key for draft in columns}
    for key, column in present.items():
        if key not in wanted:
            writing.void(column, by=by, why=_("从表中删去"))
    keys = _keys(form, columns)
    by_label = {draft.label.strip(): key for draft, key in zip(columns, keys, strict=True)}
    for position, (draft, key) in enumerate(zip(columns, keys, strict=True)):
        column = present.get(key) or FormColumn(form=form, key=key)
        _write(column, draft, position, by_label)
        writing.save(column, by=by)


def _keys(form: OneOffForm, columns: Sequence[ColumnDraft]) -> list[str]:
    """The key of each column: its own, or for a new one the next that no column of the form ever had."""
    used = FormColumn.with_voided.filter(form=form).values_list("key", flat=True)
    last = max((int(key[1:]) for key in used), default=0)
    keys = []
    for draft in columns:
        if not draft.key:
            last += 1
        keys.append(draft.key or f"c{last}")
    return keys


def _write(column: FormColumn, draft: ColumnDraft, position: int, by_label: Mapping[str, str]) -> None:
    column.position, column.label, column.kind = position, draft.label.strip(), draft.kind
    column.required, column.help, column.source = draft.required, draft.help.strip(), draft.source
    column.options = draft.options.strip() if draft.kind == Kind.CHOICE else ""
    column.minimum, column.maximum = draft.minimum, draft.maximum
    column.at_most = by_label.get(draft.at_most.strip(), "")


def _check_columns(form: OneOffForm, columns: Sequence[ColumnDraft]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise CannotDrawUp(_("一张表最多 %(most)s 列") % {"most": MOST_COLUMNS})
    seen: set[str] = set()
    numeric = {draft.label.strip() for draft in columns if draft.kind in _NUMERIC}
    for number, draft in enumerate(columns):
        label = draft.label.strip()
        forms = label_forms(label)
        if not forms:
            raise CannotDrawUp(_("列名不能为空"), "label", number)
        if forms[0] in seen:
            raise CannotDrawUp(_("“%(label)s”出现了两次") % {"label": label}, "label", number)
        seen.add(forms[0])
        _check_column(form, draft, number, numeric)


_NUMERIC = frozenset({Kind.INTEGER.value, Kind.DECIMAL.value, Kind.PERCENT.value})


def _check_column(form: OneOffForm, draft: ColumnDraft, number: int, numeric: set[str]) -> None:
    label = draft.label.strip()
    named = {"label": label}
    if rules.collected_nowhere(label):
        raise CannotDrawUp(_("“%(label)s”属于健康或宗教信息，一律不采集") % named, "label", number)
    if rules.kept_elsewhere(label):
        raise CannotDrawUp(_("“%(label)s”属于敏感个人信息，请在人员台账里登记，不在报表里收") % named, "label", number)
    if draft.kind == Kind.CHOICE and len(FormColumn(options=draft.options).choices) < 2:
        raise CannotDrawUp(_("“%(label)s”至少要有两个可选项，用顿号隔开") % named, "options", number)
    if draft.minimum is not None and draft.maximum is not None and draft.minimum > draft.maximum:
        raise CannotDrawUp(_("“%(label)s”的最小值大于最大值") % named, "minimum", number)
    if draft.at_most.strip() and (draft.kind not in _NUMERIC or draft.at_most.strip() not in numeric - {label}):
        raise CannotDrawUp(_("“%(label)s”只能与另一个数字列比较大小") % named, "at_most", number)
    if draft.source:
        source = source_named(draft.source)
        if source is None or not fits(source, draft.kind, is_list=form.is_list):
            raise CannotDrawUp(_("“%(label)s”的台账来源与列的类型不合") % named, "source", number)


def drafts_of(form: OneOffForm) -> list[ColumnDraft]:
    """The columns of a form, to be changed or taken over into another one."""
    columns = list(form.columns.all())
    labels = {column.key: column.label for column in columns}
    return [
        ColumnDraft(
            label=column.label,
            kind=column.kind,
            required=column.required,
            options=column.options,
            help=column.help,
            minimum=_short(column.minimum),
            maximum=_short(column.maximum),
            at_most=labels.get(column.at_most, ""),
            source=column.source,
            key=column.key,
        )
        for column in columns
    ]


def _short(number: Decimal | None) -> Decimal | None:
    """A number as people type it: 0 for 0.0000."""
    return None if number is None else Decimal(f"{number.normalize():f}")


@transaction.atomic
def set_recipients(*, form: OneOffForm, units: Iterable[Unit], by: User) -> int:
    """Choose the units that a draft goes to; returns how many. Raises CannotDrawUp for units that the user may not ask."""
    _must_be_open_to(form, by)
    wanted = {unit.pk for unit in units}
    allowed = set(may_receive(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - allowed:
        raise CannotDrawUp(_("有 %(count)s 个单位不归您管，不能要求填报") % {"count": len(wanted - allowed)})
    form.recipients.set(allowed)
    writing.note(form, by=by, why=_("填报单位：%(count)s 个") % {"count": len(allowed)})
    return len(allowed)


@transaction.atomic
def save_set(*, name: str, units: Iterable[Unit], by: User) -> RecipientSet:
    """Keep units under a name, to be asked together again; a set of that name is replaced. Raises CannotDrawUp."""
    unit = sending_unit(by)
    if unit is None or not name.strip():
        raise CannotDrawUp(_("请给这组单位起个名字"), "name")
    kept = RecipientSet.objects.filter(unit=unit, name=name.strip()).first()
    kept = kept or writing.save(RecipientSet(unit=unit, name=name.strip()), by=by)
    kept.members.set(units)
    writing.note(kept, by=by, why=_("单位：%(count)s 个") % {"count": kept.members.count()})
    return kept


def last_form(form: OneOffForm) -> OneOffForm | None:
    """The form that was sent before under the same catalogue number by the same unit; None if there was none."""
    earlier = OneOffForm.objects.filter(unit=form.unit, catalogue_number=form.catalogue_number).exclude(pk=form.pk)
    earlier = earlier.filter(state__in=(OneOffForm.State.SENT, OneOffForm.State.CLOSED))
    if form.sent_on is not None:
        earlier = earlier.filter(sent_on__lte=form.sent_on, pk__lt=form.pk)
    return earlier.order_by("-sent_on", "-pk").first()
