"""The demonstration's year: a plan of our own making at work, as it stands on the third of July 2023."""

from pathlib import Path

from django.db import transaction

from zugong.kernel.indicators.refreshing import postponed, refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.duties import climb
from zugong.modules.plan.actions.board import subject_of
from zugong.modules.plan.demo.assigning import assign_and_settle, hand_on_to_villages
from zugong.modules.plan.demo.cast import Cast
from zugong.modules.plan.demo.chasing import TODAY, chase, tell_of_the_first_quarter, tell_of_the_second_quarter
from zugong.modules.plan.demo.city_plan import hand_out, read_and_accept
from zugong.modules.plan.demo.reporting import MONTHS, begin_june, leave_lying, report_months
from zugong.modules.plan.models import Plan, Target


@transaction.atomic
def build(*, plan_path: Path | None = None) -> None:
    """Build the plan and half a year of work on it, where there is no plan yet; with a path, read and accept that plan instead."""
    if Plan.with_voided.exists():
        return
    cast = Cast.found()
    with postponed(), remembering():
        plan = read_and_accept(cast, plan_path)
        if plan_path is None:
            hand_out(plan, cast)
            report_months(plan, cast, MONTHS[:2])
            tell_of_the_first_quarter(plan, cast)
            report_months(plan, cast, MONTHS[2:])
            assign_and_settle(plan, cast)
            hand_on_to_villages(cast)
            chase(plan, cast)
            leave_lying(plan, cast)
            begin_june(plan, cast)
            tell_of_the_second_quarter(plan, cast)
            climb(TODAY)
    refresh_all()
    with remembering():
        restand(subjects=[subject_of(target) for target in Target.objects.all()], year=plan.year)
