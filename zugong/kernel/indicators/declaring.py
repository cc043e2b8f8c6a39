"""Declaring fact tables, measures and outlines; done at import in a module's `indicators.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from zugong.kernel.registry.models import Unit

Words = str | Promise
PERSONAL = frozenset({"name", "phone", "identity_number", "account", "address", "birth_date", "text"})
AMOUNT = "decimal(20, 4)"
AS_OF = "as_of"
"""The column by which expressions over what is held ask for the day at which it is looked at."""


class WronglyDeclared(Exception):
    """The declaration contradicts itself or another; the platform does not start."""


class Kind(StrEnum):
    """How rows become a figure, of which one period has one.

    A flow adds up the rows of the period. A stock takes the last row of each series and adds these up. What is held adds up the rows that
    hold on the period's last day (or today, in a period that is not over): from `day` until the day before `until`.
    """

    FLOW = "flow"
    STOCK = "stock"
    HELD = "held"


class Direction(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact table: its type, and the field or expression that yields it.

    A `token` stands for a person: outside the database a keyed digest is in its place, which tells one person from another.
    """

    type: str
    source: str | Combinable
    token: bool = False


@dataclass(frozen=True, eq=False)
class FactTable:
    """Rows of a record type without personal fields. Every table has the columns `id` (the record's) and `unit_id`.

    When a figure is opened, its records are shown with the fields `shown` and a link to `address` with the record's id in place of {}.
    `follows` names the models on whose records the rows rest, each with the path from its record to the unit whose rows change with it:
    whatever is written of them, the figures follow within seconds. Without it they are counted anew every night, or when an action asks.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    unit: str | Combinable
    columns: Mapping[str, Column]
    shown: tuple[str, ...] = ()
    address: str = ""
    follows: Mapping[str, str | Combinable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        personal = PERSONAL & set(self.columns)
        if personal:
            raise WronglyDeclared(f"fact table {self.name} carries personal fields: {', '.join(sorted(personal))}")
        if AS_OF in self.columns:
            raise WronglyDeclared(f"fact table {self.name} has a column {AS_OF}, which is the engine's own")

    @cached_property
    def all_columns(self) -> dict[str, Column]:
        """The declared columns after `id` and `unit_id`."""
        return {"id": Column("int64", "pk"), "unit_id": Column("int64", self.unit), **self.columns}

    @cached_property
    def table(self) -> ibis.Table:
        """The unbound table in whose terms measures are written."""
        return ibis.table({name: column.type for name, column in self.all_columns.items()}, name=self.name)


Expression = Callable[[Any], Any]


def each(_table: Any) -> Any:
    """Every row counts one."""
    return ibis.literal(1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is added up: an amount for each row of a fact table that meets the condition, on the day in the column `day`.

    A stock takes the last row of each unit, subject and `series` (further columns). `flag` says that amounts are 0 or 1, so that rows
    of 0, which may end an earlier 1, are not shown when the figure is opened. `distinct` names a column of whose values each counts one,
    however many rows have it; such counts are never added, but counted anew for each unit and period. What is held ends before the day
    in the column `until`, and its expressions may ask for `as_of`.
    """

    facts: FactTable
    amount: Expression = each
    where: Expression | None = None
    day: str = "day"
    kind: Kind = Kind.FLOW
    series: tuple[str, ...] = ()
    flag: bool = False
    distinct: str = ""
    until: str = "until"

    @property
    def columns(self) -> set[str]:
        """The columns of the fact table that it needs by name."""
        further = {self.distinct} if self.distinct else set()
        return {self.day, *self.series, *further, *({self.until} if self.kind is Kind.HELD else ())}


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A figure before its goal, as a lamp rule sees it; `day` is the last day that the period has seen so far."""

    unit: Unit
    value: Decimal | None
    goal: Decimal
    goal2: Decimal | None
    comparator: str
    start: date
    due: date | None
    day: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a lamp rule says: a lamp (see `models.Lamp`) and per cent of the goal reached."""

    lamp: str
    progress: Decimal | None


LampRule = Callable[[Sequence[Standpoint]], Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a figure is counted.

    `part` over `whole` is a ratio, times `scale`; without a whole the part is the figure. `running` counts since the year began
    instead of since the period began. `subject` names the column that tells one subject from another. `counts_units` says that the
    figure is how many units have reached their own goals, so that its lamp is the worst of theirs. `target` is the code of the parameter
    that says what the figure should be, at least or, where less is better, at most. Shares and what has a target are ranked.
    """

    code: str
    label: Words
    part: Tally
    whole: Tally | None = None
    running: bool = False
    subject: str | None = None
    scale: int = 1
    measure_unit: Words = ""
    decimals: int = 0
    direction: Direction = Direction.UP
    counts_units: bool = False
    target: str = ""

    @property
    def is_ranked(self) -> bool:
        """True if it says who does better: a mere number grows with the unit."""
        return self.whole is not None or bool(self.target)

    @property
    def tallies(self) -> dict[str, Tally]:
        """The part and, for a ratio, the whole."""
        return {"part": self.part} if self.whole is None else {"part": self.part, "whole": self.whole}

    @property
    def to_date_differs(self) -> bool:
        """True if the year to date is more than the last month's figure."""
        return not self.running and any(tally.kind is Kind.FLOW for tally in self.tallies.values())

    @property
    def is_held(self) -> bool:
        """True if the figure is of what is held on a day, of which every new day may see more or less."""
        return self.part.kind is Kind.HELD

    @property
    def is_additive(self) -> bool:
        """True if the figure of a unit is made of sums over the units below it."""
        return not any(tally.distinct for tally in self.tallies.values())

    def figure_of(self, part: Decimal, whole: Decimal | None) -> Decimal | None:
        """The figure made of a cell's two sums; None for a ratio to nothing."""
        if self.whole is None:
            return part
        return part * self.scale / whole if whole else None


MEASURES: dict[str, Measure] = {}
LAMP_RULES: dict[str, LampRule] = {}
OUTLINES: dict[str, Path] = {}
TOPICS: dict[str, Words] = {}


def declare(measure: Measure) -> Measure:
    """Make a measure known under its code."""
    if measure.code in MEASURES:
        raise WronglyDeclared(f"the measure {measure.code} is declared twice")
    for tally in measure.tallies.values():
        wanted = {*tally.columns, *([measure.subject] if measure.subject else [])}
        missing = wanted - set(tally.facts.all_columns)
        if missing:
            raise WronglyDeclared(f"{measure.code} needs {', '.join(sorted(missing))}, which {tally.facts.name} lacks")
        if tally.distinct and (tally.kind is Kind.STOCK or tally.amount is not each):
            raise WronglyDeclared(
                f"{measure.code} counts what differs, of which there is neither a last row nor an amount"
            )
    held = {tally.kind is Kind.HELD for tally in measure.tallies.values()}
    if len(held) > 1 or (measure.running and True in held):
        raise WronglyDeclared(f"{measure.code} mixes what is held on a day with what adds up over time")
    MEASURES[measure.code] = measure
    return measure


def declare_topic(prefix: str, label: Words) -> None:
    """Say under which heading the board shows the measures whose codes begin so; the longest beginning counts."""
    if TOPICS.setdefault(prefix, label) != label:
        raise WronglyDeclared(f"the topic {prefix} is declared twice")


def topic_of(measure: Measure) -> Words:
    """The heading under which a measure is shown; the part of its code before the dot where none is declared."""
    found = [prefix for prefix in TOPICS if measure.code.startswith(prefix)]
    return TOPICS[max(found, key=len)] if found else measure.code.partition(".")[0]


def declare_lamp_rule(name: str, rule: LampRule) -> None:
    """Make a lamp rule known under the name that subjects bear; it judges many standpoints at once."""
    LAMP_RULES[name] = rule


def declare_outline(unit_code: str, path: Path) -> None:
    """Say where the outlines of a unit's children are: GeoJSON whose feature ids are unit codes."""
    OUTLINES[unit_code] = path
