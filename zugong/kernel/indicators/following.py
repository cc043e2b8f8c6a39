"""Figures follow what is written: whoever writes a record only marks whose rows have changed, and a worker counts these anew.

The marks are written in the transaction of the change, so that none is lost, and taken away once they are counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear

from zugong.kernel import calendar
from zugong.kernel.history.following import follow
from zugong.kernel.history.models import Change
from zugong.kernel.indicators.computing import fact_rows
from zugong.kernel.indicators.declaring import MEASURES, FactTable, Measure
from zugong.kernel.indicators.models import Cell, Subject, Touched
from zugong.kernel.indicators.refreshing import FIRST_YEAR, is_postponed, refresh, refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import enqueue

FOLLOWING = "indicators.follow"
MOST_UNITS = 500
"""Where more units are touched at once, everything is counted anew, which costs less than one by one."""
Source = str | Combinable


def follow_facts() -> None:
    """Have whatever is written of the models that fact tables follow mark the units concerned."""
    for label in sorted({label for facts in _tables() for label in facts.follows}):
        follow(apps.get_model(label), _mark)


def _tables() -> list[FactTable]:
    found = {tally.facts.name: tally.facts for measure in MEASURES.values() for tally in measure.tallies.values()}
    return list(found.values())


def _mark(records: Sequence[Any]) -> None:
    """Mark whose rows have changed with these records, all of one model."""
    if is_postponed():
        return
    model = type(records[0])
    tables: dict[str, list[FactTable]] = defaultdict(list)
    sources: dict[str, Source] = {}
    for facts in _tables():
        source = facts.follows.get(model._meta.label)
        if source is not None:
            sources[str(source)] = source
            tables[str(source)].append(facts)
    before = _before(model, records) if sources else {}
    for name, source in sources.items():
        units = _units_of(model, source, records) | _units_before(model, source, before)
        for facts in tables[name]:
            touch(facts.name, units)


def touch(facts: str, units: Iterable[int]) -> None:
    """Mark units of which rows of a fact table have changed, and have a worker count them anew soon."""
    found = sorted(set(units))
    if not found:
        return
    marks: Sequence[int | None] = found if len(found) <= MOST_UNITS else [None]
    Touched.objects.bulk_create(Touched(facts=facts, unit_id=unit) for unit in marks)
    transaction.on_commit(_ask_for_counting, robust=True)


def _ask_for_counting() -> None:
    """One job that waits is enough: the marks are committed, so it will see them."""
    if not Job.objects.filter(name=FOLLOWING, state=Job.State.QUEUED).exists():
        enqueue(FOLLOWING)


def _units_of(model: Any, source: Source, records: Sequence[Any]) -> set[int]:
    path = F(source) if isinstance(source, str) else source
    kept = model._base_manager.filter(pk__in=[record.pk for record in records])
    return {unit for (unit,) in kept.annotate(touched_unit=path).values_list("touched_unit") if unit}


def _before(model: Any, records: Sequence[Any]) -> dict[str, set[Any]]:
    """What the last change has replaced in the records, by column."""
    versions = {record.pk: record.version for record in records if record.version > 1}
    if not versions:
        return {}
    changes = Change.objects.filter(model=ContentType.objects.get_for_model(model), record_id__in=versions)
    replaced: dict[str, set[Any]] = defaultdict(set)
    for record, version, values in changes.values_list("record_id", "version", "before"):
        if version == versions[record]:
            for column, value in values.items():
                if not isinstance(value, (dict, list)):  # which names no other record
                    replaced[column].add(value)
    return replaced


def _units_before(model: Any, source: Source, before: Mapping[str, set[Any]]) -> set[int]:
    """The units that lost the records, where the change led them to another unit."""
    if not isinstance(source, str) or source == "pk":
        return set()
    head, _, rest = source.partition(LOOKUP_SEP)
    field: Any = next((one for one in model._meta.concrete_fields if head in (one.name, one.attname)), None)
    if field is None:
        return set()
    old = before.get(field.attname, set()) - {None}
    if not old or not rest:
        return {int(one) for one in old}
    kept = field.related_model._base_manager.filter(pk__in=old)
    return {unit for (unit,) in kept.values_list(rest) if unit}


def keep_up() -> int:
    """Count anew what was marked, until nothing is; returns how many cells were written. May be broken off and repeated at any point."""
    count = 0
    while marks := list(Touched.objects.order_by("pk").values_list("pk", "facts", "unit_id")[:5000]):
        units: dict[str, set[int | None]] = defaultdict(set)
        for _pk, facts, unit in marks:
            units[facts].add(unit)
        groups: dict[frozenset[int | None], list[str]] = defaultdict(list)
        for facts, touched in units.items():
            groups[frozenset(touched)].append(facts)
        count += sum(_count(names, touched) for touched, names in groups.items())
        Touched.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    return count


def _count(names: list[str], touched: frozenset[int | None]) -> int:
    """Count the measures over some fact tables anew for the units whose rows were touched."""
    measures = [one for one in MEASURES.values() if any(tally.facts.name in names for tally in one.tallies.values())]
    codes = [measure.code for measure in measures]
    units = {unit for unit in touched if unit is not None}
    if None in touched or len(units) > MOST_UNITS:
        count, years = refresh_all(codes), {calendar.today().year}
    else:
        years = _years(measures, units)
        count = refresh(units=units, years=years, measures=codes)
    for year in years:
        bound = Subject.objects.filter(measure__in=codes, counted_as="", year=year).values_list("code", flat=True)
        restand(subjects=list(bound), year=year, units=None if None in touched else units)
    return count


def _years(measures: Sequence[Measure], units: set[int]) -> set[int]:
    """The years in which the units have rows, or had them when they were last counted."""
    codes = [measure.code for measure in measures]
    kept = Cell.objects.filter(measure__in=codes, unit__in=units)
    years = set(kept.annotate(year=ExtractYear("period_start")).values_list("year", flat=True).distinct())
    for facts, day in {(tally.facts, tally.day) for measure in measures for tally in measure.tallies.values()}:
        rows = fact_rows(facts).filter(fact_unit_id__in=units)
        years |= set(rows.annotate(fact_year=ExtractYear(f"fact_{day}")).values_list("fact_year", flat=True).distinct())
    return {year for year in years if year and FIRST_YEAR <= year <= calendar.today().year}
