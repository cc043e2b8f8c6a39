"""The rows of a breakdown's form: the units that may owe a part, what is typed for them, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.cells import BadCell, read_cell
from zugong.kernel.workbook.columns import Column, Kind
from zugong.modules.plan.actions import breakdowns
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part, Target

NUMBER = Column("value", "任务数", kind=Kind.DECIMAL)
LONGEST_NOTE = 200
GREATEST = Decimal(10) ** 15


@dataclass(slots=True)
class UnitRow:
    """One possible recipient with what it is to owe; `typed` is what stood there if it was no number."""

    unit: Unit
    chosen: bool
    value: Decimal | None
    weight: Decimal | None
    note: str = ""
    due_date: date | None = None
    comments: Sequence[BreakdownComment] = ()
    error: str = ""
    due_error: str = ""
    typed: str = ""

    @property
    def share(self) -> Share:
        """What the unit is to owe, as the action takes it."""
        return Share(
            self.unit,
            self.value or Decimal(0),
            weight=self.weight,
            due_date=self.due_date,
            note=self.note[:LONGEST_NOTE],
        )


def rows_of(target: Target, stored: Breakdown | None, user: User, *, drafting: bool) -> list[UnitRow]:
    """The units that owe a part, with comments; while drafting, also those that usually do."""
    parts = (
        Part.objects.visible_to(user).filter(breakdown=stored).select_related("unit") if stored else Part.objects.none()
    )
    comments: dict[int, list[BreakdownComment]] = {}
    for remark in BreakdownComment.objects.visible_to(user).filter(breakdown=stored).select_related("by__person"):
        comments.setdefault(remark.unit_id, []).append(remark)
    rows = [
        UnitRow(part.unit, True, part.value, part.weight, part.note, part.due_date, comments.get(part.unit_id, ()))
        for part in parts
    ]
    if drafting:
        known = {row.unit.pk for row in rows}
        usual = breakdowns.recipients_below(target.task.unit, by=user)
        fresh = stored is None or not rows
        rows += [UnitRow(unit, fresh, first_value(target), None) for unit in usual if unit.pk not in known]
    return rows


def first_value(target: Target) -> Decimal:
    """What stands in a row before anything is typed."""
    return Decimal(0) if target.kind == Target.Kind.SPLIT else target.value


def take_typed(given: QueryDict, rows: list[UnitRow], user: User, target: Target) -> None:
    """Put what was typed into the rows, with what is wrong beside it; units that were added get rows of their own."""
    chosen = {int(pk) for pk in given.getlist("unit") if pk.isdigit()}
    listed = {row.unit.pk for row in rows}
    more = Unit.objects.visible_to(user).filter(pk__in=chosen - listed)
    rows += [UnitRow(unit, True, first_value(target), None) for unit in more]
    for row in rows:
        row.chosen = row.unit.pk in chosen
        row.note = given.get(f"note-{row.unit.pk}", row.note)
        value, weight = given.get(f"value-{row.unit.pk}"), given.get(f"weight-{row.unit.pk}")
        if value is not None:
            row.value = _number_typed(value, row)
            row.typed = value if row.error else ""
        if weight is not None:
            row.weight = _number_typed(weight, row)
        row.due_date = _date_typed(given.get(f"due-{row.unit.pk}"), row)
        if row.chosen and row.value is None and not row.error:
            row.error = _("请填写任务数")


def _date_typed(typed: str | None, row: UnitRow) -> date | None:
    """The row's own date; nothing typed means that of the target, and a form without the field changes nothing."""
    row.due_error = ""
    if typed is None or not typed.strip():
        return row.due_date if typed is None else None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        row.due_error = _("“%(typed)s”不是日期，请写成 2023-09-30") % {"typed": typed.strip()[:20]}
        return row.due_date


def _number_typed(typed: str, row: UnitRow) -> Decimal | None:
    try:
        value = read_cell(typed, NUMBER)
    except BadCell as bad:
        hint = _("，是不是 %(meant)s？") % {"meant": bad.suggestion} if bad.suggestion else ""
        row.error = _("“%(typed)s”不是数字%(hint)s") % {"typed": typed.strip(), "hint": hint}
        return None
    if not isinstance(value, Decimal):
        return None
    if not 0 <= value < GREATEST:
        row.error = _("“%(typed)s”应为不小于 0 的数") % {"typed": typed.strip()}
        return None
    return value


def fill(rows: Sequence[UnitRow], values: Mapping[int, Decimal]) -> None:
    """Put numbers into rows by unit id; units that get one are chosen."""
    for row in rows:
        if row.unit.pk in values:
            row.value, row.chosen, row.error, row.typed = values[row.unit.pk], True, "", ""
