"""Closing a period: its figures and the facts behind them are frozen together; a correction restates, and takes nothing back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.indicators import freezing
from zugong.kernel.indicators.computing import (
    Engine,
    Key,
    Sums,
    in_year,
    lines_of_ancestors,
    load,
    years_counted,
)
from zugong.kernel.indicators.declaring import MEASURES, FactTable, Measure
from zugong.kernel.indicators.models import ClosedCell, Closing, PeriodKind, Subject
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import enqueue, retry
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.keys import sm3

BATCH = 2000
JOB = "indicators.close"


class CannotClose(Exception):
    """The period cannot be closed, or not by this user; says why to people."""


def ask_to_close(*, unit: Unit, period: Period, by: Any, why: str = "") -> Job:
    """Have a worker close the period, or restate what is closed; asked twice, it is done once. Raises CannotClose."""
    _must_be_closable(unit, period, by)
    number = next_number(period)
    _must_have_a_reason(number, why)
    asked: dict[str, Any] = {"unit": unit.pk, "period": period.code, "number": number, "why": why}
    job = enqueue(JOB, key=job_key(period.code, number), by=by, **asked)
    if retry(job):
        Job.objects.filter(pk=job.pk).update(arguments=asked, by=by)
    return job


def job_key(period: str, number: int) -> str:
    """Under which key the work of one closing stands in the queue."""
    return f"{JOB} {period} {number}"


def next_number(period: Period) -> int:
    """The number of the period's next closing: 1 for one that was never closed."""
    last = Closing.with_voided.filter(period=period.code).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def close(*, unit: Unit, period: Period, by: Any, why: str = "", number: int | None = None) -> Closing:
    """Freeze a period that is over; of one that is closed, freeze what corrections have made of it, for a reason.

    With the `number` it should get, a closing that is there already is returned. Raises CannotClose. Only the freezing is one transaction:
    the running figures are counted anew after it, measure by measure, so that nobody waits for all of them. Whoever is broken off there
    calls it again with the number.
    """
    _must_be_closable(unit, period, by)
    with transaction.atomic():
        # Whoever closes the same period meanwhile waits here, and then finds it closed.
        Unit.objects.select_for_update().get(pk=unit.pk)
        closing = Closing.objects.filter(period=period.code, number=number).first()
        if closing is None:
            number = next_number(period)
            _must_have_a_reason(number, why)
            closing = _freeze(unit, period, number, by, why)
    refresh_all()
    _restand(period.year)
    return closing


def _must_have_a_reason(number: int, why: str) -> None:
    if number > 1 and not why.strip():
        raise CannotClose(_("这个时期已经结账。更正要写明原因"))


def is_closable(period: Period) -> bool:
    """True if the period is over and of a kind that is closed."""
    return period.kind != PeriodKind.TO_DATE and period.until <= calendar.today()


def _must_be_closable(unit: Unit, period: Period, by: Any) -> None:
    if unit.parent_id is not None:
        raise CannotClose(_("结账在最上级单位进行，各单位的数随之冻结"))
    if period.kind == PeriodKind.TO_DATE:
        raise CannotClose(_("请按月、季、年结账"))
    if period.until > calendar.today():
        raise CannotClose(_("%s还没有结束") % period)
    if by is not None and not may(by, Verb.SIGN, unit):
        raise CannotClose(_("结账须由有签发权限的人办理"))


def _freeze(unit: Unit, period: Period, number: int, by: Any, why: str) -> Closing:
    tables, figures = _counted(period)
    about = {"unit": unit.code, "period": period.code, "number": number, "figures": _digest_of_figures(figures)}
    frozen = freezing.freeze(tables, lines_of_ancestors(), about=about)
    closing = Closing(unit=unit, period=period.code, number=number, why=why.strip(), closed_by=by)
    closing.closed_at, closing.manifest, closing.digest = calendar.now(), frozen.manifest, frozen.digest
    writing.save(closing, by=by, why=why)
    ClosedCell.objects.bulk_create(
        (
            ClosedCell(closing=closing, measure=code, subject=subject, unit_id=unit_id, **_columns(sums))
            for code, (unit_id, subject, *_), sums in figures
        ),
        batch_size=BATCH,
    )
    return closing


def _columns(sums: Sums) -> dict[str, Any]:
    return {"part": sums.part, "whole": sums.whole, "rows": sums.rows}


Counted = list[tuple[str, Key, Sums]]


def _counted(period: Period) -> tuple[dict[str, Any], Counted]:
    """The facts that may count in a period, and every figure made of them, so that neither is newer than the other."""
    measures = [measure for measure in MEASURES.values() if _is_kept(measure, period)]
    figures: Counted = []
    tables = {}
    with Engine() as engine:
        engine.put(freezing.ANCESTORS, lines_of_ancestors())
        for facts, days in _days_of(measures).items():
            rows = load(facts, only=_may_count(measures, facts, period))
            tables[facts.name] = freezing.rows_until(rows, sorted(days), period.until)
            engine.put(facts.name, tables[facts.name])
        for measure in sorted(measures, key=lambda measure: measure.code):
            made = engine.figures(measure, [period], today=calendar.today(), roll_up=True)
            figures += [(measure.code, key, sums) for key, sums in sorted(made.items())]
    return tables, figures


def _is_kept(measure: Measure, period: Period) -> bool:
    today = calendar.today()
    return period.year in years_counted(measure, [period.year], today=today)


def _days_of(measures: Iterable[Measure]) -> dict[FactTable, set[str]]:
    days: dict[FactTable, set[str]] = {}
    for measure in measures:
        for tally in measure.tallies.values():
            days.setdefault(tally.facts, set()).add(tally.day)
    return days


def _may_count(measures: Iterable[Measure], facts: FactTable, period: Period) -> Any:
    conditions = [
        in_year(measure, facts, period.year)
        for measure in measures
        if any(tally.facts is facts for tally in measure.tallies.values())
    ]
    whole = conditions[0]
    for condition in conditions[1:]:
        whole |= condition
    return whole


def _digest_of_figures(figures: Counted) -> str:
    lines = (
        f"{code} {subject} {unit_id} {sums.part:.4f} {'-' if sums.whole is None else f'{sums.whole:.4f}'} {sums.rows}"
        for code, (unit_id, subject, *_), sums in figures
    )
    return sm3("\n".join(sorted(lines)).encode())


def verify(closing: Closing) -> None:
    """Raises freezing.Damaged unless the frozen facts and figures are what they were when the period was closed."""
    freezing.Frozen(closing.digest, closing.manifest).verify()
    period = Period.parse(closing.period)
    figures = [
        (
            cell.measure,
            (cell.unit_id, cell.subject, period.kind, period.named_from),
            Sums(cell.part, cell.whole, cell.rows),
        )
        for cell in closing.cells.all().iterator()
    ]
    if _digest_of_figures(figures) != closing.manifest["figures"]:
        raise freezing.Damaged("figures")


def _restand(year: int) -> None:
    restand(subjects=Subject.objects.filter(year=year).values_list("code", flat=True), year=year)
