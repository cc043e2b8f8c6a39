"""The board as a workbook and as an official document."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.documents.writing.elements import Element, Heading, Note, Paragraph, Table
from zugong.kernel.documents.writing.official import OfficialDocument, render_docx
from zugong.kernel.indicators.board import Board, Goals, Row
from zugong.kernel.indicators.columns import Square
from zugong.kernel.indicators.models import Lamp
from zugong.kernel.indicators.wording import figure_text, goal_text, headline, unit_of
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook

SHAPES = {
    Lamp.DONE: "✓",
    Lamp.ON_TIME: "●",
    Lamp.NEAR: "▲",
    Lamp.OVERDUE: "■",
    Lamp.NO_TARGET: "－",
    Lamp.NO_DATA: "○",
}


def as_xlsx(board: Board) -> bytes:
    """The matrix as one sheet, and every standing as a line of another."""
    title = _("%(unit)s %(period)s看板") % {"unit": board.unit, "period": board.period}
    as_of, source = board.as_of or calendar.today(), _("组工平台汇总数据")
    matrix = Sheet(
        name=_("指标矩阵"),
        columns=_matrix_columns(board),
        rows=_matrix_rows(board),
        title=title,
        as_of=as_of,
        source=source,
        filters=headline(board),
    )
    lines = Sheet(name=_("明细"), columns=LINE_COLUMNS, rows=_lines(board), title=title, as_of=as_of, source=source)
    return write_workbook([matrix, lines])


def _matrix_columns(board: Board) -> list[Column]:
    fixed = [
        Column("heading", _("目标")),
        Column("label", _("指标")),
        Column("measure_unit", _("计量单位")),
        Column("goal", _("目标值")),
    ]
    return fixed + [Column(f"unit_{column.unit.pk}", str(column.unit), Kind.DECIMAL) for column in board.columns]


def _matrix_rows(board: Board) -> Iterator[list[Any]]:
    for goals in board.goals:
        for row in goals.rows:
            own = row.own.standing if row.own else None
            values = [square.standing.value if square else None for square in row.squares]
            goal = goal_text(own) if own else ""
            yield [
                goals.heading,
                row.subject.label,
                unit_of(row, own) if own else row.subject.measure_unit,
                goal,
                *values,
            ]


LINE_COLUMNS = [
    Column("heading", "目标"),
    Column("label", "指标"),
    Column("unit", "单位"),
    Column("code", "单位代码", Kind.CODE),
    Column("value", "完成数", Kind.DECIMAL),
    Column("goal", "目标值"),
    Column("measure_unit", "计量单位"),
    Column("progress", "完成进度（%）", Kind.PERCENT),
    Column("lamp", "状态"),
    Column("rank", "位次", Kind.INTEGER),
]


def _lines(board: Board) -> Iterator[list[Any]]:
    for goals in board.goals:
        for row in goals.rows:
            for column, square in zip(board.columns, row.squares, strict=True):
                if square is not None:
                    standing = square.standing
                    yield [
                        goals.heading,
                        row.subject.label,
                        str(column.unit),
                        column.unit.code,
                        standing.value,
                        goal_text(standing),
                        unit_of(row, standing),
                        standing.progress,
                        standing.get_lamp_display(),
                        square.rank,
                    ]


def as_docx(board: Board) -> bytes:
    """The board as a document in official layout: the answer, then one table for each goal."""
    body: list[Element] = [Paragraph(headline(board) + "。")]
    for goals in board.goals:
        body.append(Heading(1, goals.heading or _("其他")))
        body.append(_table(board, goals))
    shapes = "，".join(f"{shape} {Lamp(lamp).label}" for lamp, shape in SHAPES.items())
    body.append(Note(_("注：每格为“完成数/目标值 状态”；%(shapes)s。") % {"shapes": shapes}))
    if board.ranks_are_drafts:
        body.append(Note(_("位次未经签发公布，仅供内部掌握。")))
    title = _("%(unit)s%(period)s组织工作进展情况") % {"unit": board.unit, "period": board.period}
    return render_docx(OfficialDocument(title=title, body=body, date=board.as_of or calendar.today()))


def _table(board: Board, goals: Goals) -> Table:
    """One goal's lines, with the columns of the units that stand in it."""
    standing = [place for place in range(len(board.columns)) if any(row.squares[place] for row in goals.rows)]
    header = [_("指标"), *(str(board.columns[place].unit) for place in standing)]
    rows = [[_named(row), *(_square(row.squares[place]) for place in standing)] for row in goals.rows]
    return Table(header=header, rows=rows, landscape=len(header) > 6)


def _named(row: Row) -> str:
    return f"{row.subject.label}（{row.subject.measure_unit}）" if row.subject.measure_unit else row.subject.label


def _square(square: Square | None) -> str:
    if square is None:
        return ""
    standing = square.standing
    rank = _("第%s位") % square.rank if square.rank else ""
    return f"{figure_text(standing)}/{goal_text(standing)} {SHAPES[Lamp(standing.lamp)]}{rank}"
