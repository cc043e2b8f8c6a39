"""What other numbers would change of the clues that the reader handles: when effects end, when re-checks may come."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zugong.kernel.parameters.effects import Result, evaluates
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.models import Clue
from zugong.modules.villages.rules.conduct import effect_end, months_later


@evaluates("villages.conduct.effect_months", label=gettext_lazy("处理措施的影响期"))
def effects(reader: Any, place: Unit | None) -> Iterator[Result]:
    """Until when each measure has effect."""
    for clue in _seen(reader, place).exclude(measure="").exclude(handled_on=None):
        months = value_of("villages.conduct.effect_months", at=clue.unit)
        end = effect_end(clue.measure, clue.handled_on, months) if clue.handled_on else None
        yield _result(clue, _("影响期到 %s") % end if end else _("没有影响期"))


@evaluates("villages.conduct.recheck_months", label=gettext_lazy("整改后的回访复查"))
def rechecks(reader: Any, place: Unit | None) -> Iterator[Result]:
    """From when on what is being mended may be checked again."""
    for clue in _seen(reader, place).filter(state=Clue.State.RECHECKING).exclude(rectified_on=None):
        months = int(value_of("villages.conduct.recheck_months", at=clue.unit))
        if clue.rectified_on is not None:
            yield _result(clue, _("%s 起可以复查") % months_later(clue.rectified_on, months))


def _seen(reader: Any, place: Unit | None) -> Any:
    clues = Clue.objects.visible_to(reader).select_related("unit").order_by("pk")
    return clues if place is None else clues.filter(unit__path__startswith=place.path or "-")


def _result(clue: Clue, text: str) -> Result:
    return Result(f"{clue.pk}", clue.number, text, clue.unit, clue.get_absolute_url())
