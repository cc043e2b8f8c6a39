"""Gives each noun its own target where several share a phrase: A率和B率均达到80%, A、B分别达到64%、63%."""

import re
from collections.abc import Iterator
from dataclasses import replace

from zugong.kernel.documents.reading.targets.phrases import Phrase, name_in
from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.setting import Passage, Setting

# Nouns that end in 率, 比重 and the like are names of figures, so that the list before 均 can be told from a list of units.
_FIGURE_NAME = r"[^，。；：、和与及]{1,16}(?:率|比例|比重|占比|增速|总量|产量|收入|面积|指数|满意度|数量|规模)"
_SHARED = re.compile(
    rf"(?P<names>{_FIGURE_NAME}(?:(?:、|和|与|及|以及){_FIGURE_NAME})+)(?:均|都|皆)[^，。；、]{{0,8}}$"
)
_NAME = re.compile(_FIGURE_NAME)
_RESPECTIVELY = re.compile(r"^(?P<names>.*)分别(?P<verb>[^\d，。；、]{0,8})")
_NEXT_NAME = re.compile(r"、|以及|和|与|及")
_GOES_ON = re.compile(r"[\s、和与及]+")


def shared_phrases(passage: Passage, quantity: Quantity, phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase, or one phrase for each noun where several nouns share the number."""
    clause = passage.clause(quantity.start, quantity.end)[0]
    match = _SHARED.search(passage.plain[clause : quantity.start])
    if not match:
        yield phrase
        return
    for name in _NAME.finditer(match["names"]):
        what = name_in(name.group())
        start = clause + match.start("names") + name.end() - len(what)
        yield replace(phrase, start=start, what=what)


def goes_on(between: str) -> bool:
    """Say whether a number with these words before it goes on with a list and shares its verb: the 63% of 分别达到64%、63%."""
    return bool(_GOES_ON.fullmatch(between))


def name_of_share(setting: Setting, place: int) -> str | None:
    """Return the noun that owns the number at this place of a list after 分别, or None when the lists do not match.

    One noun owns them all: 县乡班子中女干部占比分别达15%、20%.
    """
    match = _RESPECTIVELY.match(setting.clause_before)
    if not match:
        return None
    names = [name_in(name) for name in _NEXT_NAME.split(match["names"])]
    if len(names) == 1:
        return names[0] or None
    return names[place] if place < len(names) and all(names) else None
