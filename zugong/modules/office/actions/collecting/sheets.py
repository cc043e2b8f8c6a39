"""A form as a sheet: the empty form to be filled in elsewhere, and reading it back, one unit's or many units' in one file."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import openpyxl
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.columns import Column
from zugong.kernel.workbook.reading import Problem, TableReading, read_table
from zugong.kernel.workbook.template import write_template
from zugong.kernel.workbook.writing import write_text
from zugong.modules.office.actions.collecting.answering import NotAcceptable, check, fill, sheet_column
from zugong.modules.office.actions.collecting.merging import as_number
from zugong.modules.office.models import FormReturn, OneOffForm

UNIT_KEY = "unit"
UNIT_LABELS = ("单位", "单位名称", "村", "村名", "村（社区）", "村(社区)", "乡镇", "乡镇（街道）", "县区")
FIRST_ROW = 4


def form_workbook(form: OneOffForm, entries: Sequence[FormReturn] = ()) -> bytes:
    """The empty form as a sheet, with what is known of each of the units filled in beside its name."""
    columns = list(form.columns.all())
    unit = Column(UNIT_KEY, _("填报单位"), required=True, help=_("单位名称或代码"))
    content = write_template(str(form), [unit, *map(sheet_column, columns)], title=_title(form))
    if not entries:
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    lines = [(entry, row) for entry in entries for row in entry.rows or [{}]]
    for number, (entry, row) in enumerate(lines, start=FIRST_ROW):
        write_text(sheet.cell(number, 1), entry.unit.name)
        for place, column in enumerate(columns, start=2):
            value = as_number(column, row.get(column.key, ""))
            if isinstance(value, str):
                if value:
                    write_text(sheet.cell(number, place), value)
            else:
                sheet.cell(number, place).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _title(form: OneOffForm) -> str:
    return _("%(form)s（报表目录编号 %(number)s，%(due)s 前报）") % {
        "form": form,
        "number": form.catalogue_number,
        "due": form.due_date,
    }


@dataclass(slots=True)
class SheetAnswer:
    """What a sheet says: the rows of each unit with their numbers, and the problems of each; `problems` are those of no unit."""

    rows: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    numbers: dict[int, list[int]] = field(default_factory=dict)
    problems_of: dict[int, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def concern_all(self) -> bool:
        """True if something is wrong with the table as a whole, such as a column that is missing."""
        return any(problem.row is None for problem in self.problems)


def read_sheet(form: OneOffForm, content: bytes, name: str, entries: Sequence[FormReturn]) -> SheetAnswer:
    """Read a sheet for the units of these returns. Without a column of units it is the answer of the one unit.

    What is known stays as it is where the sheet does not have its column. Raises CannotReadTable.
    """
    units = [entry.unit for entry in entries]
    known = {} if form.is_list else {entry.unit_id: entry.known[0] for entry in entries if entry.known}
    columns = list(form.columns.all())
    # Whether something must stand in a column is asked by `check`, of every door alike.
    asked = [Column(c.key, c.label, c.kind, choices=c.choices, help=c.help) for c in map(sheet_column, columns)]
    unit = Column(UNIT_KEY, "填报单位", aliases=UNIT_LABELS)
    reading = read_table(content, name, [unit, *asked])
    answer = SheetAnswer(problems=[problem for problem in reading.problems if problem.blocks and problem.row is None])
    answer.problems += [
        Problem(_("表里没有这一列"), column=column.label)
        for column in columns
        if column.required and column.key not in reading.labels
    ]
    for number, owner, cells in _lines(reading, units, answer):
        checked = check(form, columns, [known.get(owner.pk, {}) | cells], first=number)
        answer.rows.setdefault(owner.pk, []).extend(checked.rows)
        answer.numbers.setdefault(owner.pk, []).extend([number] * len(checked.rows))
        found = answer.problems_of.setdefault(owner.pk, [])
        found += [problem for problem in checked.problems if checked.rows]
    if not answer.rows and not answer.problems:
        answer.problems.append(Problem(_("表里没有要填报的单位的内容")))
    return answer


def _lines(
    reading: TableReading, units: Sequence[Unit], answer: SheetAnswer
) -> Iterable[tuple[int, Unit, Mapping[str, str]]]:
    """The lines of a sheet with the unit that each is about; a name that is none of the units is a problem."""
    by_name: dict[str, list[Unit]] = {}
    for unit in units:
        for said in {unit.name, unit.short_name, unit.code} - {""}:
            by_name.setdefault(said, []).append(unit)
    for row in reading.rows:
        said = row.texts.get(UNIT_KEY, "")
        cells = {key: text for key, text in row.texts.items() if key != UNIT_KEY}
        found = by_name.get(said, []) if said else (list(units) if len(units) == 1 else [])
        if len(found) == 1:
            yield row.number, found[0], cells
        elif any(cells.values()) or said:
            reason = _("有同名的单位，请改用单位代码") if found else _("不是这张表要填报的单位，或不归您管")
            answer.problems.append(Problem(reason, row.number, _("填报单位"), said))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sheet of many units: who was taken, and what is wrong with the others."""

    filled: Sequence[FormReturn]
    problems: Sequence[Problem]


def fill_from_sheet(*, entry: FormReturn, content: bytes, name: str, by: User) -> FormReturn:
    """Answer for one unit with a sheet. Raises CannotReadTable, NotAcceptable, CannotMove."""
    answer = read_sheet(entry.form, content, name, [entry])
    problems = [*answer.problems, *answer.problems_of.get(entry.unit_id, [])]
    rows = answer.rows.get(entry.unit_id, [])
    if problems:
        raise NotAcceptable(problems, rows, answer.numbers.get(entry.unit_id, ()))
    return fill(entry=entry, raw=rows, by=by, way=FormReturn.Way.SHEET)


@transaction.atomic
def fill_many(*, form: OneOffForm, entries: Sequence[FormReturn], content: bytes, name: str, by: User) -> Taken:
    """Answer for many units with one sheet: the good ones are taken, what is wrong with the others is named. Raises CannotReadTable."""
    awaited = {entry.unit_id: entry for entry in entries if entry.may_be_filled}
    answer = read_sheet(form, content, name, list(awaited.values()))
    filled, problems = [], list(answer.problems)
    for unit_id, rows in answer.rows.items():
        wrong = answer.problems_of.get(unit_id, [])
        if wrong and _untouched(rows, awaited[unit_id]):
            continue
        problems += wrong
        if wrong or answer.concern_all:
            continue
        try:
            filled.append(fill(entry=awaited[unit_id], raw=rows, by=by, way=FormReturn.Way.SHEET))
        except NotAcceptable as refusal:
            problems += refusal.problems
        except CannotMove as refusal:
            problems.append(Problem(str(refusal), column=_("填报单位"), value=str(awaited[unit_id].unit)))
    return Taken(filled, problems)


def _untouched(rows: Sequence[Mapping[str, str]], entry: FormReturn) -> bool:
    """True if nothing stands in the rows but what was known before: a unit that the sheet names and does not answer for."""
    said = [{key: text for key, text in row.items() if text} for row in rows]
    known = [{key: text for key, text in row.items() if text} for row in entry.known or [{}]]
    return said == known
