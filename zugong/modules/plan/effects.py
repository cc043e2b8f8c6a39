"""What other lamp thresholds would change of the lamps that burn today."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zugong.kernel.parameters.effects import Result, evaluates
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.actions.standing import standings
from zugong.modules.plan.models import Breakdown, Part
from zugong.modules.plan.rules import Lamp


@evaluates(
    "plan.lamp.near_points",
    "plan.lamp.overdue_points",
    "plan.lamp.near_days",
    "plan.lamp.near_progress",
    label=gettext_lazy("各单位任务的灯"),
)
def lamps(reader: Any, place: Unit | None) -> Iterator[Result]:
    """The lamp of every part of an issued breakdown that the reader sees."""
    parts = Part.objects.visible_to(reader).filter(breakdown__state=Breakdown.State.ISSUED).order_by("pk")
    if place is not None:
        parts = parts.filter(unit__path__startswith=place.path or "-")
    for stands in standings(parts):
        target = stands.part.breakdown.target
        yield Result(
            key=str(stands.part.pk),
            name=str(target.what),
            text=_words()[stands.lamp],
            unit=stands.part.unit,
            url=f"/plan/tasks/{target.task_id}/",
        )


def _words() -> dict[Lamp, str]:
    return {
        Lamp.DONE: _("已完成"),
        Lamp.ON_TIME: _("正常"),
        Lamp.NEAR: _("临期或滞后"),
        Lamp.OVERDUE: _("逾期或严重滞后"),
        Lamp.NO_TARGET: _("未设目标"),
        Lamp.NO_DATA: _("尚无数据"),
    }
