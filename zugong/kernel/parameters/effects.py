"""What would change: the results that another value of a parameter would make, beside those that hold today.

A part that computes results from parameters says how, in its `effects.py`, which is loaded at start:

    @evaluates("plan.lamp.near_points", "plan.lamp.overdue_points", label=_("任务灯色"))
    def lamps(reader: Any, place: Unit | None) -> Iterator[Result]:
        ...

The function only reads, with `value_of`. It is asked twice, once as things are and once with the proposed value; what differs is shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zugong.kernel.parameters.declaring import Words, declared
from zugong.kernel.parameters.reading import trying
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Result:
    """One result in words: `key` says of what, `text` what it is, `unit` whom it concerns, `url` where to look."""

    key: str
    name: str
    text: str
    unit: Unit | None = None
    url: str = ""


Evaluator = Callable[[Any, Unit | None], Iterable[Result]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One result that the proposed value would change; "" where there would be none, or is none today."""

    name: str
    unit: Unit | None
    before: str
    after: str
    url: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a proposed value would change of one kind of result: how many were looked at, and every one that differs."""

    label: Words
    looked_at: int
    differences: Sequence[Difference]

    @property
    def turns(self) -> list[tuple[str, str, int]]:
        """How many results turn from what into what, most first."""
        counted = Counter((one.before, one.after) for one in self.differences)
        return [(before, after, count) for (before, after), count in counted.most_common()]


_evaluators: dict[str, list[tuple[Words, Evaluator]]] = {}


def evaluates(*codes: str, label: Words) -> Callable[[Evaluator], Evaluator]:
    """Declare how results follow from parameters: a function of a reader, who gets to see only what is theirs, and a place."""

    def register(evaluator: Evaluator) -> Evaluator:
        for code in codes:
            _evaluators.setdefault(declared(code).code, []).append((label, evaluator))
        return evaluator

    return register


def can_be_tried(code: str) -> bool:
    """True if some part has said what follows from the parameter."""
    return code in _evaluators


def effects_of(code: str, value: Any, *, at: Unit | None, reader: Any) -> list[Effect]:
    """What would be different, of what the reader may see, if the parameter were `value` at a place today. Stores nothing."""
    declared(code).check(value)
    found = []
    for label, evaluator in _evaluators.get(code, ()):
        before = {one.key: one for one in evaluator(reader, at)}
        with trying(code, value, at=at):
            after = {one.key: one for one in evaluator(reader, at)}
        found.append(Effect(label=label, looked_at=len(before), differences=_differences(before, after)))
    return found


def _differences(before: dict[str, Result], after: dict[str, Result]) -> list[Difference]:
    keys = [*before, *(key for key in after if key not in before)]
    pairs = [(before.get(key), after.get(key)) for key in keys]
    return [_difference(was, will) for was, will in pairs if (was and was.text) != (will and will.text)]


def _difference(was: Result | None, will: Result | None) -> Difference:
    one = was or will
    if one is None:
        raise ValueError("a difference is between two results of which there is at least one")
    return Difference(one.name, one.unit, was.text if was else "", will.text if will else "", one.url)
