"""The “three ones” of the demonstration: cases since spring, one county's overdue, the township shown first has answered two."""

from datetime import date, time
from typing import Any

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.moving import moves_open_to, take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing import keep_all_staffing, keep_staffing
from zugong.modules.villages.actions.staffing_gaps import PROCEDURE
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.models import StaffingGap
from zugong.modules.villages.rules.register import VILLAGE_KINDS

FIRST_COUNTY, FIRST_DAY = "341504", date(2023, 4, 20)
"""One county began earlier than the others, and what it lacks is overdue by now."""
NEXT_DAY = date(2023, 5, 15)
PLANNED_ON, EXPLAINED_ON = date(2023, 6, 8), date(2023, 6, 29)


@transaction.atomic
def build() -> None:
    """Judge the villages as of spring and as of today, and let a township answer for two of its cases."""
    if StaffingGap.with_voided.exists():
        return
    villages = Unit.objects.of_kind(*VILLAGE_KINDS).filter(valid_to__isnull=True)
    with calendar.on(FIRST_DAY, at=time(9)):
        keep_staffing(villages.filter(code__startswith=FIRST_COUNTY).values_list("pk", flat=True))
    with calendar.on(NEXT_DAY, at=time(9)):
        keep_all_staffing()
    with calendar.on(TODAY, at=time(1)):
        keep_all_staffing()
    _answer()


def _answer() -> None:
    """What the township's own people have said of theirs."""
    officer = User.objects.filter(username="demo-township").first()
    if officer is None:
        return
    standing = list(StaffingGap.objects.filter(closed_on__isnull=True, township=officer.unit).order_by("pk")[:2])
    said: tuple[tuple[str, date, dict[str, Any]], ...] = (
        ("plan", PLANNED_ON, {"plan": "从返乡大学生中物色两名人选，七月中旬报县级联审后按程序补选。", "planned_for": date(2023, 7, 21)}),
        ("explain", EXPLAINED_ON, {"explanation": "符合条件的人选正在参加全市统一招考，八月底前到岗，到岗前由包村干部协助。"}),
    )  # fmt: skip
    for gap, (move, day, changes) in zip(standing, said, strict=False):
        with calendar.on(day, at=time(10, 30)):
            if any(one.name == move for one in moves_open_to(gap, officer, PROCEDURE)):
                take(PROCEDURE, move, gap, by=officer, changes=changes)
