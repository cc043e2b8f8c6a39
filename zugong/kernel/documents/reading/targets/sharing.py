"""Gives each noun its own target where several share a phrase: A率和B率均达到80%, A、B分别达到64%、63%."""

import re
from collections.abc import Iterator
from dataclasses import replace

from zugong.kernel.documents.reading.targets.phrases import Phrase, name_in
from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.setting import Passage, Setting
from zugong.kernel.documents.reading.targets.units import UnitClass

# Nouns that end in 率, 比重 and the like are names of figures, so that the list before 均 can be told from a list of units.
_FIGURE_NAME = r"[^，。；：、和与及]{1,16}(?:率|比例|比重|占比|增速|总量|产量|收入|面积|指数|满意度|数量|规模)"
_SHARED = re.compile(
    rf"(?P<names>{_FIGURE_NAME}(?:(?:、|和|与|及|以及){_FIGURE_NAME})+)(?:均|都|皆)[^，。；、]{{0,8}}$"
)
# Without 均 only shares have so plain a name that a list of them can be told from 粮食播种面积、总产量.
_SHARE_NAME = r"[^，。；：、和与及\d]{1,16}(?:率|比例|比重|占比|增速|增幅|满意度|起数|人数)"
_SHARED_PLAINLY = re.compile(
    rf"(?P<names>{_SHARE_NAME}(?:(?:、|和|与|及|以及){_SHARE_NAME})+)(?P<apart>分别)?"
    r"(?:要|力争|稳定|保持|控制|提高|提升|同比|下降|降低|减少|增长|达|超|不低于|不少于|至少|高于|突破|[到至在过])*\s?$"
)
_LIST_GOES_ON = re.compile(r"[、和与及]\s?\d")
_NAME = re.compile(rf"{_FIGURE_NAME}|{_SHARE_NAME}")
_RESPECTIVELY = re.compile(r"^(?P<names>.*)分别(?P<verb>[^\d，。；、]{0,8})")
_NEXT_NAME = re.compile(r"、|以及|和|与|及")
_GOES_ON = re.compile(r"[\s、和与及]+")


def shared_phrases(passage: Passage, quantity: Quantity, phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase, or one phrase for each noun where several nouns share the number."""
    clause = passage.clause(quantity.start, quantity.end)[0]
    match = _shared_names(passage.plain, quantity, clause)
    if not match:
        yield phrase
        return
    for name in _NAME.finditer(match["names"]):
        what = name_in(name.group())
        start = clause + match.start("names") + name.end() - len(what)
        yield replace(phrase, start=start, what=what)


def _shared_names(plain: str, quantity: Quantity, clause: int) -> re.Match[str] | None:
    words = plain[clause : quantity.start]
    match = _SHARED.search(words)
    if match or quantity.unit_class not in (UnitClass.SHARE, UnitClass.POINTS):
        return match
    match = _SHARED_PLAINLY.search(words)
    # 分别达到64%、63% gives each its own number; 分别下降10% gives one to both.
    return None if match and match["apart"] and _LIST_GOES_ON.match(plain, quantity.end) else match


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
