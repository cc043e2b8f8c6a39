"""Puts the parts together: quantities are read, judged in their settings, and become targets."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from zugong.kernel.documents.reading.shapes import Block, BlockKind, Target
from zugong.kernel.documents.reading.targets.comparators import comparator, hedge
from zugong.kernel.documents.reading.targets.coverage import coverage
from zugong.kernel.documents.reading.targets.deadlines import Calendar
from zugong.kernel.documents.reading.targets.grounds import ground_against
from zugong.kernel.documents.reading.targets.phrases import cut
from zugong.kernel.documents.reading.targets.quantities import Quantity, quantities
from zugong.kernel.documents.reading.targets.scopes import scope
from zugong.kernel.documents.reading.targets.setting import Passage, Setting
from zugong.kernel.documents.reading.targets.spans import is_relative_deadline
from zugong.kernel.documents.reading.targets.tense import Outlook


def find_targets(blocks: Sequence[Block], *, year: int | None, issued_on: date | None) -> list[Target]:
    """Return every quantified commitment for the future in the blocks, in the order of the text.

    `year` is the plan's year, against which past and future are told apart; `issued_on` is the day from which relative deadlines
    count. Where either is unknown the words of the plan are given instead of a date. Never raises on any text.
    """
    outlook = Outlook(year or (issued_on.year if issued_on else None))
    calendar = Calendar(year, issued_on)
    targets: list[Target] = []
    heading: str | None = None
    for index, block in enumerate(blocks):
        passage = Passage(block.text)
        outlook.enter(block, passage)
        if block.kind is BlockKind.HEADING:
            heading = block.text
        accepted = _without_spans_beside_numbers(passage, list(_accepted(passage, outlook)))
        targets += _targets(passage, accepted, calendar, index, heading)
    return targets


def judged(passage: Passage, outlook: Outlook) -> Iterator[tuple[Setting, str | None]]:
    """Yield every quantity of a passage in its setting, with the ground on which it is no target, or None."""
    found = list(quantities(passage.covered))
    ends = [q.end for q in found]
    whole = {q for q in coverage(passage.plain) if not _overlaps(q, found, ends)}
    for quantity in sorted([*found, *whole], key=lambda q: q.start):
        past = outlook.looks_back(passage, quantity.start, quantity.end)
        setting = Setting(passage, quantity, past)
        if past:
            yield setting, "past"
        elif quantity in whole:
            yield setting, None
        else:
            yield setting, ground_against(setting)


def _overlaps(duty: Quantity, found: list[Quantity], ends: list[int]) -> bool:
    first = bisect_right(ends, duty.start)
    return first < len(found) and found[first].start < duty.end


def _accepted(passage: Passage, outlook: Outlook) -> Iterator[Setting]:
    return (setting for setting, ground in judged(passage, outlook) if ground is None)


def _without_spans_beside_numbers(passage: Passage, settings: list[Setting]) -> list[Setting]:
    """Drop each 三个月内 that only dates another number of its part of the sentence: there it is the deadline."""
    counted = {_part_start(passage, s) for s in settings if not is_relative_deadline(s)}
    return [s for s in settings if not is_relative_deadline(s) or _part_start(passage, s) not in counted]


def _part_start(passage: Passage, setting: Setting) -> int:
    return passage.part(setting.quantity.start, setting.quantity.end)[0]


def _targets(
    passage: Passage, settings: list[Setting], calendar: Calendar, index: int, heading: str | None
) -> Iterator[Target]:
    for at, setting in enumerate(settings):
        quantity = setting.quantity
        previous_end = settings[at - 1].quantity.end if at else 0
        next_start = settings[at + 1].quantity.start if at + 1 < len(settings) else len(passage.text)
        phrase = cut(passage, quantity, previous_end, next_start)
        yield Target(
            quote=passage.text[phrase.start : phrase.end],
            value=quantity.value,
            value2=quantity.value2,
            unit=quantity.unit,
            what=phrase.what,
            comparator=comparator(setting),
            hedge=hedge(setting.part_before),
            scope=scope(setting.sentence_before),
            deadline=_deadline(setting, calendar),
            heading=heading,
            block=index,
            start=phrase.start,
            end=phrase.end,
        )


def _deadline(setting: Setting, calendar: Calendar) -> str | None:
    if setting.quantity.within:
        return calendar.within(setting.passage.plain[setting.quantity.start : setting.quantity.end])
    return calendar.deadline(setting.sentence_before, setting.clause_after)
