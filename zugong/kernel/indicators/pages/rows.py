"""From a figure to its rows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zugong.kernel.indicators.board import standing_period
from zugong.kernel.indicators.closed import closings_of, frozen_rows
from zugong.kernel.indicators.computing import unit_ids_of
from zugong.kernel.indicators.declaring import MEASURES, FactTable, Measure
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.freezing import Damaged
from zugong.kernel.indicators.models import Closing, Subject
from zugong.kernel.indicators.pages.boards import asked
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import Figure, figure
from zugong.kernel.indicators.wording import number
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.places import see_the_whole
from zugong.kernel.registry.models import Unit

PAGE = 50
WITHOUT_SUBJECT = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """A record behind a figure, as shown."""

    unit: Unit | None
    values: list[Any]
    amount: Decimal
    address: str


def label_of(model: type[Model], path: str) -> str:
    """What the field, or the property, at the end of a look-up path is called."""
    field: Any = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return str(column(model, name).label) if hasattr(model, name) else path
        model = field.related_model or model
    return str(field.verbose_name)


def value_of(record: Any, path: str) -> Any:
    """The value at the end of a look-up path, as people read it."""
    *links, name = path.split("__")
    for link in links:
        record = getattr(record, link, None)
        if record is None:
            return None
    in_words = getattr(record, f"get_{name}_display", None)
    return in_words() if in_words else getattr(record, name)


@require_safe
def rows(request: HttpRequest, unit: str, period: str, measure: str, subject: str) -> HttpResponse:
    """The records that make a figure, with their count and sum, which equal it."""
    place, when, user = asked(request, unit, period)
    if measure not in MEASURES:
        raise Http404
    declared = MEASURES[measure]
    about = _subject(declared, subject)
    counted_as = about.counted_as if about else ""
    side = "whole" if declared.whole and request.GET.get("side") == "whole" else "part"
    closings = closings_of(when)
    if closings:
        return _frozen(request, place, closings[-1], declared, about, side)
    behind = drill(declared, counted_as, place, when, side=side)
    facts = declared.tallies[side].facts
    count, total = behind.total()
    links = [path.rpartition("__")[0] for path in facts.shown if "__" in path]
    records: Any = behind.records
    visible = records.visible_to(user).select_related(*links).order_by("-pk")
    found = figure(measure, counted_as, place, when)
    page = Paginator(visible, PAGE).get_page(request.GET.get("page"))
    names = _told(place, when, declared, about, found) | {
        "side": side,
        "count": count,
        "total": total,
        "hidden": count - page.paginator.count,
        "labels": [label_of(facts.rows().model, path) for path in facts.shown],
        "lines": _lines(facts, list(page.object_list), behind.amounts_of(list(page.object_list))),
        "page": page,
    }
    return render(request, "indicators/rows.html", names)


def _told(place: Unit, when: Period, declared: Measure, about: Subject | None, found: Figure | None) -> dict[str, Any]:
    """What the page says of the figure itself."""
    subject = about.code if about else WITHOUT_SUBJECT
    return {
        "unit": place,
        "period": when,
        "measure": declared,
        "subject": about,
        "figure": found,
        "measure_unit": declared.measure_unit or (about.measure_unit if about else ""),
        "value": number(found.value, declared.decimals or None) if found else None,
        "shown_unit": place,
        "unit_address": f"/board/{{}}/{when.code}/rows/{declared.code}/{subject}/",
        "shown_period": standing_period(when).code,
        "period_address": f"/board/{place.code}/{{}}/rows/{declared.code}/{subject}/",
    }


def _frozen(
    request: HttpRequest, place: Unit, closing: Closing, declared: Measure, about: Subject | None, side: str
) -> HttpResponse:
    """The rows of a closed figure as they were frozen; they lead to the records as these are today."""
    user: Any = request.user
    when, counted_as = Period.parse(closing.period), about.counted_as if about else ""
    facts = declared.tallies[side].facts
    try:
        frozen = frozen_rows(closing, declared, counted_as, place, side=side)
    except Damaged:
        frozen = []
        messages.error(request, _("冻结的记录缺失或已被改动，请联系系统管理员核验结账数据。"))
    records = see_the_whole(facts.rows().model).visible_to(user)
    visible = set(records.filter(pk__in=[row.record for row in frozen]).values_list("pk", flat=True))
    shown = [row for row in frozen if row.record in visible]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    units = Unit.with_voided.in_bulk({row.unit for row in page.object_list})
    names = _told(place, when, declared, about, figure(declared.code, counted_as, place, when)) | {
        "side": side,
        "closing": closing,
        "count": len(frozen),
        "total": sum((row.amount for row in frozen), Decimal(0)),
        "hidden": len(frozen) - len(shown),
        "labels": [_("日期")],
        "lines": [
            Line(
                unit=units.get(row.unit),
                values=[row.day],
                amount=row.amount,
                address=facts.address.format(row.record) if facts.address else "",
            )
            for row in page.object_list
        ],
        "page": page,
    }
    return render(request, "indicators/rows.html", names)


def _subject(measure: Measure, code: str) -> Subject | None:
    if code == WITHOUT_SUBJECT:
        if measure.subject is not None:
            raise Http404
        return None
    subject = Subject.objects.filter(code=code).first()
    if subject is None:
        raise Http404(_("没有这项目标"))
    return subject


def _lines(facts: FactTable, records: list[Any], amounts: dict[int, Decimal]) -> list[Line]:
    unit_ids = unit_ids_of(facts, [record.pk for record in records])
    units = Unit.with_voided.in_bulk(set(unit_ids.values()))
    return [
        Line(
            unit=units.get(unit_ids.get(record.pk, 0)),
            values=[value_of(record, path) for path in facts.shown],
            amount=amounts.get(record.pk, Decimal(0)),
            address=facts.address.format(record.pk) if facts.address else "",
        )
        for record in records
    ]
