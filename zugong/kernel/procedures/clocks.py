"""Starting, pausing and stopping the clock of a record."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.models import Clock, Duty, Pause
from zugong.kernel.procedures.terms import Gap, Standing, Term, due_date, standing
from zugong.kernel.registry.models import Unit


class CannotPause(Exception):
    """The clock cannot be paused or cannot go on; the message says why."""


@transaction.atomic
def start_clock(
    record: models.Model,
    code: str,
    *,
    label: str,
    days: int,
    count: str = Clock.Count.WORKING,
    on: date | None = None,
    made_by: dict[str, Any] | None = None,
) -> Clock:
    """Start a term for a record on a day (today); a clock of the code that is running already is left as it is.

    `made_by` is what the number of days came from (`parameters.versions.noting`).

    After a stop a new clock starts from nothing, and the time the case stood closed is counted by neither.
    """
    about = {"model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    running = Clock.objects.filter(code=code, stopped_on__isnull=True, **about).first()
    if running is not None:
        return running
    return Clock.objects.create(
        code=code,
        label=label[:80],
        days=days,
        count=count,
        started_on=on or calendar.today(),
        made_by=made_by or {},
        **about,
    )


@transaction.atomic
def pause_clock(clock: Clock, *, why: str, by: User | None, on: date | None = None) -> Pause:
    """Stop counting from a day (today) on, for a stated reason; duties that hang on the clock lose their due date meanwhile."""
    day = on or calendar.today()
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if not why.strip():
        raise CannotPause(_("暂停计时须说明原因"))
    if clock.stopped_on is not None:
        raise CannotPause(_("计时已经停止"))
    last = clock.pauses.order_by("-from_date", "-pk").first()
    if last is not None and last.to_date is None:
        raise CannotPause(_("计时已于 %(day)s 暂停") % {"day": last.from_date})
    earliest = max(filter(None, [clock.started_on, last.to_date if last else None]))
    if day < earliest:
        raise CannotPause(_("暂停日期不能早于 %(day)s") % {"day": earliest})
    pause = Pause.objects.create(clock=clock, from_date=day, why=why, by=by)
    _date_duties(clock)
    return pause


@transaction.atomic
def resume_clock(clock: Clock, *, on: date | None = None) -> date | None:
    """Count again from a day (today) on, which itself counts; returns the new due date."""
    day = on or calendar.today()
    pause = Pause.objects.select_for_update().filter(clock=clock, to_date__isnull=True).first()
    if pause is None:
        raise CannotPause(_("计时没有暂停"))
    if day < pause.from_date:
        raise CannotPause(_("恢复日期不能早于暂停日期 %(day)s") % {"day": pause.from_date})
    pause.to_date = day
    pause.save()
    return _date_duties(clock)


@transaction.atomic
def stop_clock(clock: Clock, *, on: date | None = None) -> None:
    """End the counting; a pause that still lasts ends with it."""
    day = on or calendar.today()
    clock.pauses.filter(to_date__isnull=True).update(to_date=day)
    clock.stopped_on = day
    clock.save()


def clocks_of(record: models.Model) -> list[Clock]:
    """The clocks of a record, oldest first, with their pauses."""
    about = ContentType.objects.get_for_model(record)
    return list(Clock.objects.filter(model=about, record_id=record.pk).prefetch_related("pauses"))


def due_of(clock: Clock) -> date | None:
    """The day on which the clock runs out; None while it is paused."""
    return due_date(clock.started_on, _term(clock), _gaps(clock))


def standing_of(clock: Clock, *, at: Unit | None, on: date | None = None) -> Standing:
    """How far the clock has run on a day (today, or the day it was stopped), with the warnings that rule at a unit."""
    day = on or clock.stopped_on or calendar.today()
    return standing(
        clock.started_on, _term(clock), _gaps(clock), day, value_of("procedures.clock_warnings", at=at, on=day)
    )


def watch(today: date, tell: Callable[..., None] = lambda *_: None) -> int:
    """Look at every running clock that somebody has to act on; returns how many warn anew.

    A warning is noted once for each share of the term that is used up. Due dates are counted anew too, because a year's holidays are
    published after terms have begun that run into it. Watching twice on a day changes nothing.
    """
    owed = Duty.objects.open().filter(clock__isnull=False).values("clock")
    running = Clock.objects.filter(stopped_on__isnull=True, pk__in=owed).prefetch_related("pauses", "duties__unit")
    warned, total = [], running.count()
    for number, clock in enumerate(running, start=1):
        duties = [duty for duty in clock.duties.all() if duty.closed_on is None]
        stands = standing_of(clock, at=duties[0].unit, on=today)
        if any(duty.due != stands.due for duty in duties):
            _date_duties(clock)
        if stands.warning > clock.warned and not stands.paused:
            clock.warned = stands.warning
            warned.append(clock)
        tell(number, total)
    Clock.objects.bulk_update(warned, ["warned"], batch_size=500)
    return len(warned)


def _term(clock: Clock) -> Term:
    return Term(days=clock.days, working=clock.count == Clock.Count.WORKING)


def _gaps(clock: Clock) -> list[Gap]:
    return [Gap(start=pause.from_date, end=pause.to_date) for pause in clock.pauses.all()]


def _date_duties(clock: Clock) -> date | None:
    due = due_of(clock)
    Duty.objects.open().filter(clock=clock).update(due=due)
    return due
