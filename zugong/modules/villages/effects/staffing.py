"""What another definition of the “three ones” would change: which villages would have them that have not, and the other way about."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zugong.kernel import calendar
from zugong.kernel.parameters.effects import Result, evaluates
from zugong.kernel.parameters.reading import remembering, value_of
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing_register import DEFINITION, SEVERAL, Team, definition_at, teams_of
from zugong.modules.villages.rules.register import VILLAGE_KINDS
from zugong.modules.villages.rules.staffing import judge
from zugong.modules.villages.wording_staffing import lacking


@evaluates(DEFINITION, SEVERAL, label=gettext_lazy("各村“三个一”配备"))
def staffing(reader: Any, place: Unit | None) -> Iterator[Result]:
    """How every village that the reader sees stands today."""
    villages = Unit.objects.visible_to(reader).of_kind(*VILLAGE_KINDS).filter(valid_to__isnull=True).order_by("path")
    if place is not None:
        villages = villages.filter(path__startswith=place.path or "-")
    teams, day = teams_of(None), calendar.today()
    with remembering():
        for village in villages:
            definition = definition_at(village)
            verdict = judge(teams.get(village.pk, Team()).members, definition, day)
            met = verdict.loose if value_of(SEVERAL, at=village) else verdict.strict
            labels = {one.code: one.label for one in definition if one.code in verdict.missing}
            text = _("齐全") if met else lacking(labels) or _("有人一人兼两项，须由不同的人满足")
            yield Result(f"{village.pk}", str(village), text, village, village.get_absolute_url())
