"""What another number would change of the clocks and duties that run today."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zugong.kernel import calendar
from zugong.kernel.parameters.effects import Result, evaluates
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.clocks import standing_of
from zugong.kernel.procedures.duties import levels_climbed
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Unit


@evaluates("procedures.clock_warnings", label=gettext_lazy("时限提醒"))
def warnings(reader: Any, place: Unit | None) -> Iterator[Result]:
    """How far each running clock warns."""
    for duty in _owed(reader, place).filter(clock__isnull=False).prefetch_related("clock__pauses"):
        if duty.clock is not None:
            stands = standing_of(duty.clock, at=duty.unit)
            text = _("已提醒到 %d%%") % stands.warning if stands.warning else _("不提醒")
            yield Result(f"{duty.pk}", duty.title, text, duty.unit, duty.url)


@evaluates("procedures.climb_grace_days", label=gettext_lazy("逾期逐级上报"))
def climbing(reader: Any, place: Unit | None) -> Iterator[Result]:
    """How many levels each overdue duty has climbed."""
    today = calendar.today()
    for duty in _owed(reader, place).filter(due__lt=today):
        if duty.due is not None:
            graces = value_of("procedures.climb_grace_days", at=duty.unit)
            level = min(levels_climbed(duty.due, today, graces), len(duty.unit.ancestor_ids))
            text = _("上报 %d 级") % level if level else _("不上报")
            yield Result(f"{duty.pk}", duty.title, text, duty.unit, duty.url)


@evaluates("procedures.soon_days", label=gettext_lazy("即将到期"))
def soon(reader: Any, place: Unit | None) -> Iterator[Result]:
    """Which duties stand among those due soon."""
    for duty in _owed(reader, place).filter(due__gte=calendar.today()):
        near = (duty.days_left or 0) <= int(value_of("procedures.soon_days", at=duty.unit))
        yield Result(f"{duty.pk}", duty.title, _("列为即将到期") if near else _("稍后"), duty.unit, duty.url)


def _owed(reader: Any, place: Unit | None) -> Any:
    owed = Duty.objects.open().visible_to(reader).select_related("unit", "clock").order_by("pk")
    return owed if place is None else owed.filter(unit__path__startswith=place.path or "-")
