"""Gives each noun its own target where several share one number: A率和B率均达到80%."""

import re
from collections.abc import Iterator
from dataclasses import replace

from zugong.kernel.documents.reading.targets.phrases import Phrase
from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.setting import Passage

# Nouns that end in 率, 比重 and the like are names of figures, so that the list before 均 can be told from a list of units.
_FIGURE_NAME = r"[^，。；：、和与及]{1,16}(?:率|比例|比重|占比|增速|总量|产量|收入|面积|指数|满意度|数量|规模)"
_SHARED = re.compile(
    rf"(?P<names>{_FIGURE_NAME}(?:(?:、|和|与|及|以及){_FIGURE_NAME})+)(?:均|都|皆)[^，。；、]{{0,8}}$"
)
_NAME = re.compile(_FIGURE_NAME)


def shared_phrases(passage: Passage, quantity: Quantity, phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase, or one phrase for each noun where several nouns share the number."""
    clause = passage.clause(quantity.start, quantity.end)[0]
    match = _SHARED.search(passage.plain[clause : quantity.start])
    if not match:
        yield phrase
        return
    for name in _NAME.finditer(match["names"]):
        start = clause + match.start("names") + name.start()
        yield replace(phrase, start=start, what=name.group())
