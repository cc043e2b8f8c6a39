"""The board: how a unit and the units below it stand in a period. Only cells and standings are read, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.indicators.closed import Restatement, closings_of, restatements
from zugong.kernel.indicators.columns import Column, Square, columns_of
from zugong.kernel.indicators.declaring import Measure
from zugong.kernel.indicators.models import Cell, Closing, Lamp, PeriodKind, Publication, Refresh, Standing, Subject
from zugong.kernel.indicators.overall import Line, Looked, Topic, aim_of, topics_of
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure_of, worst_first
from zugong.kernel.registry.models import Unit


@dataclass(slots=True)
class Row:
    """A subject with the squares of the columns' units; None where a unit owes nothing."""

    subject: Subject
    squares: list[Square | None]
    own: Square | None


@dataclass(slots=True)
class Goals:
    """The subjects under one heading of the plan."""

    heading: str
    rows: list[Row] = field(default_factory=list)

    @property
    def lamps(self) -> Counter[str]:
        """How many of the unit's own standings show which lamp."""
        return Counter(row.own.standing.lamp for row in self.rows if row.own)


@dataclass(slots=True)
class Board:
    """Everything the board's first answer shows."""

    unit: Unit
    period: Period
    columns: list[Column]
    goals: list[Goals]
    figure_columns: list[Column]
    topics: list[Topic]
    published: Publication | None
    ranks_are_drafts: bool
    as_of: date | None
    closings: list[Closing] = field(default_factory=list)
    restated: list[Restatement] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """The subjects of all headings."""
        return [row for goals in self.goals for row in goals.rows]

    @property
    def lamps(self) -> Counter[str]:
        """How many of the unit's own standings show which lamp."""
        return sum((goals.lamps for goals in self.goals), Counter())

    @property
    def worst(self) -> Row | None:
        """The subject that asks most for the unit's attention."""
        own = [row for row in self.rows if row.own]
        return min(own, key=lambda row: worst_first(row.own.standing), default=None)  # type: ignore[union-attr]

    def line_of(self, measure: str) -> Line | None:
        """The line of a measure that counts for units as a whole."""
        return next((line for topic in self.topics for line in topic.lines if line.measure.code == measure), None)

    def row_of(self, subject: str) -> Row | None:
        """The row of a subject by its code."""
        return next((row for row in self.rows if row.subject.code == subject), None)


def standing_period(period: Period) -> Period:
    """The period in which standings are kept for what is shown: a year to date stands as its last month."""
    return Period(PeriodKind.MONTH, period.named_from) if period.kind == PeriodKind.TO_DATE else period


def board_of(unit: Unit, period: Period, user: User) -> Board:
    """The board of a unit that the user may see.

    Units below are shown as far as the user's reach goes. The units beside are shown only once a signed paper has published their
    standings; until then the unit's own rank is hidden too from whoever may not see the unit above.
    """
    reach = user.reach()
    sees_above = unit.parent is None or reach.covers(unit.parent.path or "-")
    papers = {
        paper.unit_id: paper
        for paper in Publication.objects.filter(
            unit__in=[unit.pk, unit.parent_id or unit.pk], period=standing_period(period).code
        )
    }
    beside_shown = unit.parent_id in papers
    columns = columns_of(unit, user, beside=beside_shown)
    ranked = {column.unit.pk for column in columns if column.unit.parent_id == unit.pk}
    if sees_above or beside_shown:
        ranked |= {column.unit.pk for column in columns if column.unit.parent_id == unit.parent_id}
    goals, shown = _goals(unit, columns, period, ranked)
    kept = standing_period(period)
    closings = closings_of(kept)
    has_children = any(column.unit.parent_id == unit.pk and column.unit.pk in shown for column in columns)
    looked = Looked(unit, period, _of_figures(columns, unit), frozenset(ranked), _planned(goals))
    figure_columns, topics = topics_of(looked)
    seen = [column for column in columns if column.unit.pk in shown] + figure_columns
    shown_units = {column.unit.pk: column.unit for column in seen if column.own or column.opens}.values()
    return Board(
        unit=unit,
        period=period,
        columns=[column for column in columns if column.unit.pk in shown],
        goals=goals,
        figure_columns=figure_columns,
        topics=topics,
        published=papers.get(unit.pk) or papers.get(unit.parent_id or 0),
        ranks_are_drafts=has_children and unit.pk not in papers,
        as_of=_as_of(),
        closings=closings,
        restated=restatements(kept, shown_units, closings) if closings else [],
    )


def _of_figures(columns: list[Column], unit: Unit) -> list[Column]:
    """The columns whose figures are shown although nothing is owed: the unit's own, those below, and above only for who sees it all."""
    return [
        column
        for column in columns
        if column.own or column.unit.parent_id == unit.pk or (column.above and column.opens)
    ]


def _planned(goals: list[Goals]) -> dict[tuple[str, int], Square]:
    """What the plan says of figures of units as a whole, by measure and unit."""
    squares = [square for one in goals for row in one.rows for square in row.squares if square]
    return {
        (square.standing.measure, square.standing.unit_id): square
        for square in squares
        if not square.subject.counted_as
    }


def _goals(board_unit: Unit, columns: list[Column], period: Period, ranked: set[int]) -> tuple[list[Goals], set[int]]:
    """The matrix by heading, and the units that stand in it.

    Lines are the subjects of the unit and of those above it, as far as the unit or one below owes something. Where the unit hands its
    own part on, the units below stand with what was handed to them.
    """
    found = {
        (standing.subject_id, standing.unit_id): standing
        for standing in Standing.objects.filter(
            unit__in=[column.unit.pk for column in columns], period=standing_period(period).code
        )
    }
    line = [*board_unit.ancestor_ids, board_unit.pk]
    subjects = Subject.objects.filter(pk__in={subject_id for subject_id, _ in found}, unit__in=line)
    listed = {subject.pk: subject for subject in subjects.order_by("position", "code")}
    handed_on = {
        subject.above_id: subject
        for subject in listed.values()
        if subject.above_id in listed and subject.unit_id == board_unit.pk
    }
    lines = [subject for subject in listed.values() if handed_on.get(subject.above_id) is not subject]
    near = {column.unit.pk for column in columns if column.own or column.unit.parent_id == board_unit.pk}
    rows: list[tuple[Subject, list[Square | None]]] = []
    for subject in lines:
        squares = []
        for column in columns:
            counted = handed_on.get(subject.pk, subject) if column.unit.parent_id == board_unit.pk else subject
            squares.append(_square(found.get((counted.pk, column.unit.pk)), counted, column, ranked))
        if any(square and column.unit.pk in near for square, column in zip(squares, columns, strict=True)):
            rows.append((subject, squares))
    shown = {board_unit.pk} | {
        column.unit.pk for _, squares in rows for square, column in zip(squares, columns, strict=True) if square
    }
    return _by_heading(rows, columns, shown), shown


def _by_heading(rows: list[tuple[Subject, list[Square | None]]], columns: list[Column], shown: set[int]) -> list[Goals]:
    """The lines under their headings, without the columns of units that stand nowhere."""
    own = next(place for place, column in enumerate(columns) if column.own)
    goals: dict[str, Goals] = {}
    for subject, squares in rows:
        kept = [square for square, column in zip(squares, columns, strict=True) if column.unit.pk in shown]
        goals.setdefault(subject.heading, Goals(subject.heading)).rows.append(Row(subject, kept, squares[own]))
    return list(goals.values())


def _square(standing: Standing | None, subject: Subject, column: Column, ranked: set[int]) -> Square | None:
    if standing is None:
        return None
    rank = standing.rank if column.unit.pk in ranked and standing.peers > 1 else None
    before = standing.rank_before if rank else None
    return Square(standing, subject, rank, before - rank if rank and before else None, column.opens)


def _as_of() -> date | None:
    newest = Refresh.objects.order_by("-refreshed_at").values_list("refreshed_at", flat=True).first()
    return newest.astimezone(calendar.SHANGHAI).date() if newest else None


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a trend."""

    period: Period
    value: Decimal | None
    goal: Decimal | None
    lamp: str


def trend_of_subject(unit: Unit, subject: Subject, year: int) -> list[Point]:
    """The subject's figure at the end of each month of a year."""
    standings = Standing.objects.filter(subject=subject, unit=unit, period__startswith=f"{year}-")
    months = [(Period.parse(standing.period), standing) for standing in standings]
    return [
        Point(period, standing.value, required(standing), standing.lamp)
        for period, standing in sorted(months, key=lambda pair: pair[0])
        if period.kind == PeriodKind.MONTH
    ]


def trend_of_measure(unit: Unit, measure: Measure, year: int) -> list[Point]:
    """The measure's figure at the end of each month, or from the new year to it, with the target that held then."""
    kind = PeriodKind.TO_DATE if measure.to_date_differs else PeriodKind.MONTH
    cells = Cell.objects.filter(measure=measure.code, subject="", unit=unit, period_kind=kind, period_start__year=year)
    return [_point(unit, measure, Period(kind, cell.period_start), cell) for cell in cells.order_by("period_start")]


def _point(unit: Unit, measure: Measure, period: Period, cell: Cell) -> Point:
    value = figure_of(cell).value
    if not measure.target:
        return Point(period, value, None, Lamp.NO_TARGET)
    aim = aim_of(measure, unit, min(period.end, calendar.today()), value)
    return Point(period, value, aim.value, aim.lamp)


def required(standing: Standing) -> Decimal | None:
    """The figure at which the goal is reached; for a ratio a:b the share b/a in per cent."""
    if standing.comparator == "ratio" and standing.goal and standing.goal2:
        return round(standing.goal2 / standing.goal * 100, 1)
    return standing.goal


def figures_below(board: Board, code: str) -> list[tuple[Column, Square]]:
    """The chosen subject's squares of the units below (or beside) that owe it."""
    row = board.row_of(code)
    if row is None:
        return []
    pairs: Iterable[tuple[Column, Square | None]] = zip(board.columns, row.squares, strict=True)
    return [(column, square) for column, square in pairs if square and not column.own and not column.above]
