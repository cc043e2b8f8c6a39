"""Opening, closing, handing over duties, and letting the overdue ones climb."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.models import Clock, Duty, HandOver
from zugong.kernel.procedures.models.duties import TITLE_LENGTH, names_kept
from zugong.kernel.registry.models import Unit


@transaction.atomic
def open_duty(
    *,
    kind: str,
    record: models.Model | None,
    unit: Unit,
    verb: Verb | str,
    title: str,
    names: Mapping[str, Any] | None = None,
    url: str,
    due: date | None = None,
    user: User | None = None,
    detail: str = "",
    clock: Clock | None = None,
    period: str = "",
) -> Duty:
    """Open the duty of a unit (whoever acts for it with `verb`), or of one user in it. Names no person in `title` and `detail`.

    `title` is a message as it stands in the code, filled with `names` and translated when it is read. Where a duty of the kind is
    open for the same record and unit (and user) and the same period, that one is brought up to date. A later due date takes back
    what has climbed.
    """
    about: dict[str, Any] = {"model": None, "record_id": None}
    if record is not None:
        about = {"model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    same = {"kind": kind, "unit": unit, "user": user, "period": period, **about}
    said = {"title_words": title[:TITLE_LENGTH], "title_names": names_kept(names or {}), "detail": detail[:300]}
    shown = said | {"url": url, "due": due, "verb": verb, "clock": clock}
    duty = Duty.objects.open().select_for_update().filter(**same).first()
    if duty is None:
        return Duty.objects.create(opened_on=calendar.today(), **same, **shown)
    for name, value in shown.items():
        setattr(duty, name, value)
    if not duty.is_overdue:
        duty.level, duty.escalated_to = 0, None
    duty.save()
    return duty


def close_duties(record: models.Model, kind: str | None = None, unit: Unit | None = None) -> int:
    """Close what is still owed for a record, of one kind or all, of one unit or all; returns how many there were."""
    owed = Duty.objects.open().about(record)
    if kind is not None:
        owed = owed.filter(kind=kind)
    if unit is not None:
        owed = owed.filter(unit=unit)
    return owed.update(closed_on=calendar.today())


@transaction.atomic
def hand_over(from_user: User, to_user: User, by: User) -> int:
    """Give one user's own open duties to another; what a unit owes stays with the unit. Returns how many went over.

    Whether `by` may do so is for the calling action to decide. A duty that the other user has already is closed instead of doubled.
    """
    if from_user.pk == to_user.pk:
        return 0
    owed = list(Duty.objects.open().filter(user=from_user).select_for_update())
    same = ("kind", "model", "record_id", "unit", "period")
    present = set(Duty.objects.open().filter(user=to_user).values_list(*same))
    doubled = [d.pk for d in owed if (d.kind, d.model_id, d.record_id, d.unit_id, d.period) in present]
    Duty.objects.filter(pk__in=doubled).update(closed_on=calendar.today())
    moved = Duty.objects.open().filter(user=from_user).update(user=to_user)
    HandOver.objects.create(from_user=from_user, to_user=to_user, duties=moved, by=by, at=calendar.now())
    return moved


def levels_climbed(due: date, today: date, graces: list[int]) -> int:
    """How many levels an overdue duty has climbed: one after each grace of working days, counted on from the last."""
    late = calendar.working_days_between(due, today) if today > due else 0
    level = 0
    for grace in graces:
        late -= grace
        if late < 0:
            break
        level += 1
    return level


def climb(today: date, tell: Callable[..., None] = lambda *_: None) -> int:
    """Let overdue duties climb to the units above, a grace of working days for each level; returns how many climbed.

    The graces are the parameter procedures.climb_grace_days of the duty's unit. Climbing twice on a day changes nothing.
    """
    overdue = list(Duty.objects.open().filter(due__lt=today).select_related("unit"))
    climbed = []
    for number, duty in enumerate(overdue, start=1):
        above = duty.unit.ancestor_ids
        graces = value_of("procedures.climb_grace_days", at=duty.unit, on=today)
        level = min(levels_climbed(duty.due or today, today, graces), len(above))
        if level > duty.level:
            duty.level, duty.escalated_to_id = level, above[-level]
            climbed.append(duty)
        tell(number, len(overdue))
    Duty.objects.bulk_update(climbed, ["level", "escalated_to"], batch_size=500)
    return len(climbed)
