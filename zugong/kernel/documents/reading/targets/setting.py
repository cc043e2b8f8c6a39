"""Cuts a block into sentences, clauses and items, and says in which of them a quantity stands."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from zugong.kernel.documents.reading.targets.names import cover_names
from zugong.kernel.documents.reading.targets.quantities import Quantity, plain_forms

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_PART_END = re.compile(r"[。！？!?\n；;｜]")
_CLAUSE_END = re.compile(r"[。！？!?\n；;，｜]|,(?!\d{3})|(?<!\d):|:(?!\d)")
_ITEM_END = re.compile(r"[。！？!?\n；;，、｜（）()]|,(?!\d{3})|(?<!\d):|:(?!\d)|——")
_SHORT_BRACKET = re.compile(r"[（(][^（）()\d一二两三四五六七八九十百]{1,8}[）)]")
# Text without punctuation is looked at no farther than this, so that the time stays in proportion to the length.
_FARTHEST = 400


class Passage:
    """One block's text in three forms of equal length: as written, in plain signs, and with its names covered."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = plain_forms(text)
        self.covered = cover_names(self.plain)
        # 县（市、区） is one word: no mark within a short bracket ends anything.
        unbracketed = _SHORT_BRACKET.sub(lambda m: "□" * len(m.group()), self.plain)
        self._ends = {
            pattern: [m.end() for m in pattern.finditer(unbracketed)]
            for pattern in (_SENTENCE_END, _PART_END, _CLAUSE_END, _ITEM_END)
        }

    def _around(self, pattern: re.Pattern[str], start: int, end: int) -> tuple[int, int]:
        ends = self._ends[pattern]
        left = bisect_right(ends, start)
        right = bisect_left(ends, end + 1)
        opens = ends[left - 1] if left else 0
        closes = ends[right] - 1 if right < len(ends) else len(self.plain)
        return max(opens, start - _FARTHEST), min(closes, end + _FARTHEST)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around the span begins and ends."""
        return self._around(_SENTENCE_END, start, end)

    def part(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence or the part of it between semicolons begins and ends."""
        return self._around(_PART_END, start, end)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return where the clause between commas begins and ends."""
        return self._around(_CLAUSE_END, start, end)

    def item(self, start: int, end: int) -> tuple[int, int]:
        """Return where the item of an enumeration begins and ends."""
        return self._around(_ITEM_END, start, end)


@dataclass(frozen=True)
class Setting:
    """A quantity with the words before and after it, at four widths."""

    passage: Passage
    quantity: Quantity

    def _before(self, span: tuple[int, int]) -> str:
        return self.passage.plain[span[0] : self.quantity.start]

    def _after(self, span: tuple[int, int]) -> str:
        return self.passage.plain[self.quantity.end : span[1]]

    @cached_property
    def _item(self) -> tuple[int, int]:
        return self.passage.item(self.quantity.start, self.quantity.end)

    @cached_property
    def _clause(self) -> tuple[int, int]:
        return self.passage.clause(self.quantity.start, self.quantity.end)

    @cached_property
    def item_before(self) -> str:
        """The words of the item before the quantity."""
        return self._before(self._item)

    @cached_property
    def item_after(self) -> str:
        """The words of the item after the quantity."""
        return self._after(self._item)

    @cached_property
    def clause_before(self) -> str:
        """The words of the clause before the quantity."""
        return self._before(self._clause)

    @cached_property
    def clause_after(self) -> str:
        """The words of the clause after the quantity."""
        return self._after(self._clause)

    @cached_property
    def part_before(self) -> str:
        """The words before the quantity back to the last semicolon or full stop."""
        return self._before(self.passage.part(self.quantity.start, self.quantity.end))

    @cached_property
    def sentence_before(self) -> str:
        """The words of the sentence before the quantity."""
        return self._before(self.passage.sentence(self.quantity.start, self.quantity.end))
