"""Every move of the plan's procedures that is not declared is refused, and so is every role without its verb."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.plan.models import Breakdown, Bulletin, OutsideResult, Part, Postponement, Report, Slip

DAY = date(2023, 3, 20)


def breakdown(handing, state):
    return Breakdown(target=handing.target(), state=state)


def report(handing, state):
    part = Part.objects.first()
    return Report(
        part=part,
        unit=part.unit,
        as_of=DAY,
        value=1,
        reported_by=handing.user("jinan_officer"),
        reported_at=calendar.now(),
        token=uuid4(),
        state=state,
    )


def slip(handing, state):
    part = Part.objects.first()
    return Slip(
        unit=handing.city.units["city"],
        addressee=part.unit,
        task=part.breakdown.target.task,
        part=part,
        reason="滞后",
        demand="反馈",
        due_date=DAY + timedelta(days=5),
        state=state,
    )


def postponement(handing, state):
    part = Part.objects.first()
    return Postponement(
        unit=part.unit,
        task=part.breakdown.target.task,
        part=part,
        old_due_date=date(2023, 12, 31),
        new_due_date=date(2024, 1, 31),
        reason="汛期",
        requested_on=DAY,
        state=state,
    )


def bulletin(handing, state):
    return Bulletin(
        unit=handing.city.units["city"],
        plan=handing.plan,
        period="2023-Q1",
        as_of=DAY,
        title="通报",
        drawn_at=calendar.now(),
        state=state,
    )


def task(handing, state):
    found = handing.target().task
    # Written past the one door, which lets no state be set but by a move.
    type(found).objects.filter(pk=found.pk).update(state=state)
    found.refresh_from_db()
    return found


def outside_result(handing, state):
    return OutsideResult(
        target=handing.target(),
        unit=handing.city.units["city"],
        decided_on=DAY,
        decided_by="省委组织部",
        value=1,
        proof="通报",
        entered_by=handing.user("other_officer"),
        state=state,
    )


MAKERS = (breakdown, report, slip, postponement, bulletin, task, outside_result)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_everything_that_is_not_declared_is_refused(handing, maker):
    handing.issue(handing.target(), jinan=300)

    def make(state):
        return writing.save(maker(handing, state), by=None)

    assert refused_moves(procedure_named(f"plan.{maker.__name__}"), make) == []
