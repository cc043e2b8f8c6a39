"""Arrears of pay: who has been owed since when, and the county's item for each township, which opens and closes by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.history.inserting import insert_all
from zugong.kernel.procedures.moving import CannotMove, begin, take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.models import ArrearsSpan, PayArrears, PayStatement

PROCEDURE = "villages.pay_arrears"


def keep_arrears(statements: Sequence[tuple[PayStatement, Unit]]) -> int:
    """Bring the spans of arrears of these statements up to date, and the items of their townships; how many spans were written."""
    owing = [(statement, village) for statement, village in statements if statement.arrears]
    known = {statement.pk: (statement, village) for statement, village in statements}
    spans = {span.statement_id: span for span in _open_spans(known)}
    opened = [(statement, village) for statement, village in owing if not _is_as_before(statement, spans)]
    ended = [span for span in spans.values() if not _goes_on(known[span.statement_id][0], span)]
    today = calendar.today()
    for span in ended:
        span.until_date = today
    ArrearsSpan.objects.bulk_update(ended, ("until_date",), batch_size=500)
    places = {known[span.statement_id][1].parent_id for span in ended} | {place.parent_id for _one, place in opened}
    items = _items(sorted(place for place in places if place is not None))
    _open_spans_of(opened, items, today)
    _bring_up(items, today)
    return len(ended) + len(opened)


def _open_spans(known: dict[Any, Any]) -> list[ArrearsSpan]:
    spans = ArrearsSpan.objects.filter(until_date__isnull=True)
    return [span for span in spans if span.statement_id in known]


def _is_as_before(statement: PayStatement, spans: dict[int, ArrearsSpan]) -> bool:
    span = spans.get(statement.pk)
    return span is not None and span.amount == statement.arrears


def _goes_on(statement: PayStatement, span: ArrearsSpan) -> bool:
    return statement.voided_at is None and bool(statement.arrears) and span.amount == statement.arrears


def _items(places: Iterable[int]) -> dict[int, PayArrears | None]:
    """The open item of each township; None where there is none yet."""
    keys = list(places)
    found = PayArrears.objects.filter(unit__in=keys).exclude(state=PayArrears.State.CLEARED).select_related("unit")
    by_unit: dict[int, PayArrears | None] = dict.fromkeys(keys)
    return by_unit | {item.unit_id: item for item in found}


def _open_spans_of(
    opened: Sequence[tuple[PayStatement, Unit]], items: dict[int, PayArrears | None], today: date
) -> None:
    of_place: dict[int, list[PayStatement]] = defaultdict(list)
    for statement, village in opened:
        if village.parent_id is not None:
            of_place[village.parent_id].append(statement)
    new = []
    for place, statements in of_place.items():
        item = items[place]
        if item is None:
            item = PayArrears(unit=Unit.objects.get(pk=place), opened_on=today)
            begin(PROCEDURE, item, by=None, why=_("到期未发超过规定天数"))
            items[place] = item
        new += [ArrearsSpan(statement=one, item=item, from_date=today, amount=one.arrears) for one in statements]
    insert_all(new)


def _bring_up(items: dict[int, PayArrears | None], today: date) -> None:
    """Write how many are owed how much; an item of which nothing is left is cleared."""
    for item in items.values():
        if item is None:
            continue
        amounts = list(ArrearsSpan.objects.filter(item=item, until_date__isnull=True).values_list("amount", flat=True))
        if not amounts:
            take(PROCEDURE, "clear", item, by=None, changes={"cleared_on": today, "persons": 0, "amount": Decimal(0)})
        elif (item.persons, item.amount) != (len(amounts), sum(amounts, Decimal(0))):
            item.persons, item.amount = len(amounts), sum(amounts, Decimal(0))
            writing.save(item, by=None)


def check_promise(record: PayArrears, *, by: Any, changes: dict[str, Any]) -> None:
    """A date by which to pay lies ahead. Raises CannotMove."""
    del by, changes
    if record.promised_on is None or record.promised_on < calendar.today():
        raise CannotMove(_("承诺清偿日期须在今天或以后"))


def lapse_promises() -> int:
    """Items whose promised day has passed are the county's again; how many there were."""
    late = PayArrears.objects.filter(state=PayArrears.State.PLANNED, promised_on__lt=calendar.today())
    count = 0
    for item in late:
        take(PROCEDURE, "lapse", item, by=None)
        count += 1
    return count
