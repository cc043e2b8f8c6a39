"""Answering a form: reading what was typed or handed in, by the same rules in the page, on the phone and in a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.kernel.workbook.cells import BadCell, CellContent, cell_text, read_cell
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import Problem
from zugong.modules.office.actions.collecting.known import plain
from zugong.modules.office.actions.collecting.listing import why_refusable
from zugong.modules.office.models import FormColumn, FormReturn, OneOffForm

RETURN = "office.form_return"
FILL_DUTY = "office.fill_form"
RETURNED_DUTY = "office.form.returned"
CONFIRM_DUTY = "office.confirm_returns"
MERGE_DUTY = "office.merge_form"
REFUSED_DUTY = "office.form_refused"
MOST_ROWS = 500
SETTLED = (FormReturn.State.CONFIRMED, FormReturn.State.REFUSED, FormReturn.State.DROPPED)


class NotAcceptable(Exception):
    """The answer cannot be taken as it stands; `problems` name every bad cell, `rows` hold what was understood of the rest.

    `numbers` are the rows' numbers as the problems name them: their own places, or those of a sheet's lines.
    """

    def __init__(
        self, problems: Sequence[Problem], rows: Sequence[Mapping[str, str]] = (), numbers: Sequence[int] = ()
    ) -> None:
        super().__init__("；".join(f"{problem.column}：{problem.reason}" for problem in problems[:5]))
        self.problems, self.rows = list(problems), list(rows)
        self.numbers = list(numbers) or list(range(1, len(rows) + 1))


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that was read: the texts to keep, by row, and what is wrong with them."""

    rows: list[dict[str, str]]
    problems: list[Problem]


def sheet_column(column: FormColumn) -> Column:
    """The column as workbooks know it."""
    choices = [(option, option) for option in column.choices]
    return Column(
        column.key, column.label, Kind(column.kind), required=column.required, choices=choices, help=column.help
    )


def check(
    form: OneOffForm, columns: Sequence[FormColumn], raw: Iterable[Mapping[str, CellContent]], *, first: int = 1
) -> Checked:
    """Read the cells of an answer, and name each that is not what its column asks for. `first` is the number of its first row."""
    rows, problems = [], []
    for number, cells in enumerate(raw, start=first):
        if form.is_list and not any(cell_text(cell) for cell in cells.values()):
            continue
        row, bad = _check_row(columns, cells, number)
        rows.append(row)
        problems += bad
    if not rows:
        problems.append(Problem(_("还没有填任何内容")))
    if not form.is_list and len(rows) > 1:
        problems.append(Problem(_("每个单位只填一行，这里有 %(count)s 行") % {"count": len(rows)}))
    if len(rows) > MOST_ROWS:
        problems.append(Problem(_("一个单位最多填 %(most)s 行") % {"most": MOST_ROWS}))
    return Checked(rows, problems)


def _check_row(
    columns: Sequence[FormColumn], cells: Mapping[str, CellContent], number: int
) -> tuple[dict[str, str], list[Problem]]:
    row: dict[str, str] = {}
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for column in columns:
        content = cells.get(column.key)
        text = cell_text(content)
        try:
            value = read_cell(content, sheet_column(column))
        except BadCell as bad:
            problems.append(Problem(bad.reason, number, column.label, text, bad.suggestion))
            row[column.key] = text
            continue
        values[column.key] = value
        row[column.key] = plain(value)
        reason = _("必须填写") if column.required and value is None else _outside(column, value)
        if reason:
            problems.append(Problem(reason, number, column.label, text))
    return row, problems + _comparisons(columns, values, number)


def _outside(column: FormColumn, value: Any) -> str:
    if not isinstance(value, int | Decimal):
        return ""
    if column.minimum is not None and value < column.minimum:
        return _("不能小于 %(least)s") % {"least": plain(column.minimum)}
    if column.maximum is not None and value > column.maximum:
        return _("不能大于 %(most)s") % {"most": plain(column.maximum)}
    return ""


def _comparisons(columns: Sequence[FormColumn], values: Mapping[str, Any], number: int) -> list[Problem]:
    labels = {column.key: column.label for column in columns}
    found = []
    for column in columns:
        part, whole = values.get(column.key), values.get(column.at_most)
        if column.at_most and part is not None and whole is not None and part > whole:
            reason = _("不能大于“%(whole)s”的 %(value)s") % {"whole": labels[column.at_most], "value": plain(whole)}
            found.append(Problem(reason, number, column.label, plain(part)))
    return found


@transaction.atomic
def fill(
    *, entry: FormReturn, raw: Iterable[Mapping[str, CellContent]], by: User, way: str, seen: int | None = None
) -> FormReturn:
    """Answer in the name of a unit, from it or from above. Raises NotAcceptable, naming each bad cell, or CannotMove."""
    columns = list(entry.form.columns.all())
    checked = check(entry.form, columns, raw)
    if checked.problems:
        raise NotAcceptable(checked.problems, checked.rows)
    take(RETURN, "fill", entry, by=by, changes={"rows": checked.rows, "way": way}, seen=seen)
    return entry


def before_filling(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """Whatever door the answer comes through, it is checked; who gave it and when is noted."""
    form = entry.form
    if form.state != OneOffForm.State.SENT:
        raise CannotMove(_("“%(form)s”已经停止填报") % {"form": form})
    if form.expires_on < calendar.today():
        raise CannotMove(_("“%(form)s”已于 %(day)s 过期，不再填报") % {"form": form, "day": form.expires_on})
    checked = check(form, list(form.columns.all()), entry.rows)
    if checked.problems:
        first = checked.problems[0]
        raise CannotMove("：".join(filter(None, (first.column, first.reason))))
    entry.way = entry.way or FormReturn.Way.PAGE
    entry.filled_by, entry.filled_at = by, calendar.now()


def after_filling(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit owes nothing more; who confirms is asked to, once for all returns that wait there."""
    close_duties(entry)
    waiting = Duty.objects.open().about(entry.form).filter(kind=CONFIRM_DUTY, unit=entry.confirmer)
    if not waiting.exists():
        days = value_of("office.form.confirm_days", at=entry.confirmer)
        open_duty(
            kind=CONFIRM_DUTY,
            record=entry.form,
            unit=entry.confirmer,
            verb=Verb.CONFIRM,
            title=gettext_noop("确认回表：%(form)s"),
            names={"form": entry.form},
            url=f"/forms/{entry.form_id}/?state={FormReturn.State.FILLED}",
            due=calendar.add_working_days(calendar.today(), days),
        )


def after_confirming(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nothing is asked of the confirmer any more once all that waits there is settled."""
    _settle_confirming(entry)
    ask_to_merge(entry.form)


def before_returning(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """What comes back too late to be filled in anew is not sent back."""
    if entry.form.state != OneOffForm.State.SENT:
        raise CannotMove(_("“%(form)s”已经停止填报，不能再退回") % {"form": entry.form})


def after_returning(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit is asked to fill in anew, and told why."""
    _settle_confirming(entry)
    close_duties(entry.form, MERGE_DUTY)
    open_duty(
        kind=RETURNED_DUTY,
        record=entry,
        unit=entry.unit,
        verb=Verb.REPORT,
        title=gettext_noop("被退回，请重填：%(form)s"),
        names={"form": entry.form},
        detail=str(changes.get("why", "")),
        url=entry.get_absolute_url(),
        due=max(entry.form.due_date, calendar.add_working_days(calendar.today(), 1)),
    )


def _settle_confirming(entry: FormReturn) -> None:
    waiting = entry.form.returns.filter(confirmer=entry.confirmer, state=FormReturn.State.FILLED)
    if not waiting.exists():
        close_duties(entry.form, CONFIRM_DUTY, unit=entry.confirmer)


def ask_to_merge(form: OneOffForm) -> None:
    """Once nothing is awaited any more, the sending unit is asked to merge and close."""
    if form.returns.exclude(state__in=SETTLED).exists() or form.returns.count() < form.recipients.count():
        return
    open_duty(
        kind=MERGE_DUTY,
        record=form,
        unit=form.unit,
        verb=Verb.BREAK_DOWN,
        title=gettext_noop("已收齐，请汇总：%(form)s"),
        names={"form": form},
        url=f"/forms/{form.pk}/merged/",
    )


@transaction.atomic
def refuse(*, entry: FormReturn, by: User) -> str:
    """Refuse, in the unit's own name, a form that the catalogue does not hold; returns the reason that was noted. Raises CannotMove."""
    why = why_refusable(entry.form)
    take(RETURN, "refuse", entry, by=by, why=why)
    return why


def before_refusing(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """Only what is not listed, or has run out, may be refused."""
    why = why_refusable(entry.form)
    if not why:
        raise CannotMove(_("这张表在报表目录内且未过期，不能拒填；填报有困难请与发表单位联系"))
    entry.refused_on, entry.refused_why = calendar.today(), why


def after_refusing(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """The sender has to list the form or take it back; whoever stands above reads it among the notices."""
    close_duties(entry)
    count = entry.form.returns.filter(state=FormReturn.State.REFUSED).count()
    open_duty(
        kind=REFUSED_DUTY,
        record=entry.form,
        unit=entry.form.unit,
        verb=Verb.BREAK_DOWN,
        title=gettext_noop("%(count)s 个单位拒填，请补办目录编号或撤回：%(form)s"),
        names={"form": entry.form, "count": count},
        detail=entry.refused_why,
        url=f"/forms/{entry.form_id}/?state={FormReturn.State.REFUSED}",
    )
    ask_to_merge(entry.form)


def before_asking_again(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """A refused form can be asked for again once it is listed."""
    why = why_refusable(entry.form)
    if why:
        raise CannotMove(why)
    entry.refused_on, entry.refused_why = None, ""


def after_asking_again(entry: FormReturn, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit owes it again."""
    close_duties(entry.form, MERGE_DUTY)
    if not entry.form.returns.filter(state=FormReturn.State.REFUSED).exists():
        close_duties(entry.form, REFUSED_DUTY)
    ask_to_fill(entry)


def ask_to_fill(entry: FormReturn, detail: str = "") -> None:
    """Open, or bring up to date, what the unit owes."""
    open_duty(
        kind=FILL_DUTY,
        record=entry,
        unit=entry.unit,
        verb=Verb.REPORT,
        title=gettext_noop("填报：%(form)s"),
        names={"form": entry.form},
        detail=detail,
        url=entry.get_absolute_url(),
        due=entry.form.due_date,
    )


def after_dropping(entry: FormReturn, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """Nobody owes it any more."""
    close_duties(entry)
