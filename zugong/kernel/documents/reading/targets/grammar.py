"""Puts the parts together: quantities are read, judged in their settings, and become targets."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zugong.kernel.documents.reading.shapes import Block, BlockKind, Comparator, Target
from zugong.kernel.documents.reading.targets.comparators import comparator, hedge
from zugong.kernel.documents.reading.targets.coverage import duties_of_each, whole_duties
from zugong.kernel.documents.reading.targets.deadlines import Calendar
from zugong.kernel.documents.reading.targets.grounds import ground_against
from zugong.kernel.documents.reading.targets.phrases import Phrase, cut
from zugong.kernel.documents.reading.targets.quantities import Quantity, quantities
from zugong.kernel.documents.reading.targets.scopes import scope
from zugong.kernel.documents.reading.targets.setting import Passage, Setting
from zugong.kernel.documents.reading.targets.sharing import goes_on, name_of_share, shared_phrases
from zugong.kernel.documents.reading.targets.spans import (
    dates_what_follows,
    is_limit_of_a_service,
    is_relative_deadline,
)
from zugong.kernel.documents.reading.targets.tables import Table, table_with_head
from zugong.kernel.documents.reading.targets.tense import Outlook


def find_targets(blocks: Sequence[Block], *, year: int | None, issued_on: date | None) -> list[Target]:
    """Return every quantified commitment for the future in the blocks, in the order of the text.

    `year` is the plan's year, against which past and future are told apart; `issued_on` is the day from which relative deadlines
    count. Where either is unknown the words of the plan are given instead of a date. Never raises on any text.
    """
    year = year or (issued_on.year if issued_on else None)
    outlook, calendar = Outlook(year, blocks), Calendar(year, issued_on)
    targets: list[Target] = []
    heading: str | None = None
    table: Table | None = None
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TITLE:
            # A title announces what is promised below it.
            continue
        passage = Passage(block.text)
        outlook.enter(block, passage)
        if block.kind is BlockKind.HEADING:
            heading = block.text
        head = table_with_head(passage.plain, year) if block.kind is BlockKind.ROW else None
        table = head or (table if block.kind is BlockKind.ROW else None)
        if head:
            continue
        place = _Place(index, heading)
        found = [*_in_sentences(passage, outlook, calendar, place, table)]
        if table and not outlook.section_looks_back:
            found += _in_cells(passage, calendar, place, table)
        targets += sorted(found, key=lambda t: (t.start, t.end))
    return targets


@dataclass(frozen=True, slots=True)
class _Place:
    block: int
    heading: str | None


def judged(passage: Passage, outlook: Outlook) -> Iterator[tuple[Setting, str | None]]:
    """Yield every quantity of a passage in its setting, with the ground on which it is no target, or None."""
    whole = list(whole_duties(passage.plain))
    counted = _apart_from(list(quantities(passage.covered)), whole)
    each = _apart_from(list(duties_of_each(passage.plain)), counted)
    duties = {*whole, *each}
    for quantity in sorted([*counted, *duties], key=lambda q: q.start):
        setting = Setting(passage, quantity)
        if outlook.looks_back(passage, quantity.start, quantity.end):
            yield setting, "past"
        else:
            yield setting, None if quantity in duties else ground_against(setting)


def _apart_from(quantities_found: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """Leave out each quantity that overlaps one of the others."""
    others = sorted(others, key=lambda q: q.start)
    ends = [q.end for q in others]
    apart = []
    for quantity in quantities_found:
        first = bisect_right(ends, quantity.start)
        if first == len(others) or others[first].start >= quantity.end:
            apart.append(quantity)
    return apart


def _in_sentences(
    passage: Passage, outlook: Outlook, calendar: Calendar, place: _Place, table: Table | None
) -> Iterator[Target]:
    settings = [setting for setting, ground in judged(passage, outlook) if ground is None]
    if table:
        prose = table.prose(passage.plain)
        settings = [s for s in settings if any(a <= s.quantity.start < b for a, b in prose)]
    settings = _without_dates_of_numbers(passage, settings)
    place_in_list, listed = 0, Comparator.EQUAL
    for at, setting in enumerate(settings):
        previous_end = settings[at - 1].quantity.end if at else 0
        next_start = settings[at + 1].quantity.start if at + 1 < len(settings) else len(passage.text)
        phrase = cut(passage, setting.quantity, previous_end, next_start)
        meant = comparator(setting)
        if at and goes_on(passage.plain[previous_end : setting.quantity.start]):
            place_in_list += 1
            meant = listed if meant is Comparator.EQUAL and setting.quantity.value2 is None else meant
        else:
            place_in_list, listed = 0, meant
        name = name_of_share(setting, place_in_list)
        for shared in shared_phrases(passage, setting.quantity, replace(phrase, what=name or phrase.what)):
            yield _target(setting, shared, meant, _deadline(setting, calendar, place_in_list), place)


def _without_dates_of_numbers(passage: Passage, settings: list[Setting]) -> list[Setting]:
    """Drop each 三个月内 that only dates another number: there it is the deadline."""
    clauses = {passage.clause(s.quantity.start, s.quantity.end)[0] for s in settings if not is_relative_deadline(s)}
    parts = {passage.part(s.quantity.start, s.quantity.end)[0] for s in settings if not is_relative_deadline(s)}

    def is_date(s: Setting) -> bool:
        span = (s.quantity.start, s.quantity.end)
        follows = dates_what_follows(s) and passage.part(*span)[0] in parts
        dates = is_relative_deadline(s) and not is_limit_of_a_service(s)
        return dates and (follows or passage.clause(*span)[0] in clauses)

    return [s for s in settings if not is_date(s)]


def _target(setting: Setting, phrase: Phrase, meant: Comparator, deadline: str | None, place: _Place) -> Target:
    quantity, passage = setting.quantity, setting.passage
    return Target(
        quote=passage.text[phrase.start : phrase.end],
        value=quantity.value,
        value2=quantity.value2,
        unit=quantity.unit,
        what=phrase.what,
        comparator=meant,
        hedge=hedge(setting.part_before),
        scope=scope(setting),
        deadline=deadline,
        heading=place.heading,
        block=place.block,
        start=phrase.start,
        end=phrase.end,
    )


def _deadline(setting: Setting, calendar: Calendar, place_in_list: int) -> str | None:
    quantity = setting.quantity
    if is_relative_deadline(setting):
        return calendar.within(setting.passage.plain[quantity.start : quantity.end])
    return calendar.deadline(setting.sentence_before, setting.clause_after, place_in_list)


def _in_cells(passage: Passage, calendar: Calendar, place: _Place, table: Table) -> Iterator[Target]:
    for figure in table.figures(passage.plain):
        quantity, phrase = figure.quantity, figure.phrase
        yield Target(
            quote=passage.text[phrase.start : phrase.end],
            value=quantity.value,
            value2=quantity.value2,
            unit=quantity.unit,
            what=phrase.what,
            comparator=quantity.comparator or Comparator.EQUAL,
            deadline=calendar.deadline(figure.head, ""),
            heading=place.heading,
            block=place.block,
            start=phrase.start,
            end=phrase.end,
        )
