"""Verbs: naming subjects, setting goals, publishing standings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.indicators.models import Comparator, Goal, Publication, Standing, Subject
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Aim:
    """What one unit's figure should be: of which measure, held how, from when to when."""

    unit: Unit
    measure: str
    value: Decimal
    value2: Decimal | None = None
    comparator: str = Comparator.AT_LEAST
    start: date | None = None
    due: date | None = None
    source: str = ""


@transaction.atomic
def name_subject(*, code: str, by: Any, why: str = "", **values: Any) -> Subject:
    """Create the subject of a code, or bring its fields up to date."""
    subject = Subject.with_voided.filter(code=code).first() or Subject(code=code)
    for field, value in values.items():
        setattr(subject, field, value)
    subject.voided_at, subject.voided_why = None, ""
    return writing.save(subject, by=by, why=why)


@transaction.atomic
def set_goals(*, subject: str, period: str, aims: list[Aim], by: Any, why: str = "") -> list[Goal]:
    """Make the aims the goals of a subject in a period; goals of units that are not named any more are voided."""
    old = {goal.unit_id: goal for goal in Goal.objects.filter(subject=subject, period=period)}
    goals = []
    for aim in aims:
        goal = old.pop(aim.unit.pk, None) or Goal(subject=subject, period=period, unit=aim.unit)
        goal.measure, goal.comparator, goal.source = aim.measure, aim.comparator, aim.source
        goal.value, goal.value2 = aim.value, aim.value2
        goal.start_date, goal.due_date = aim.start, aim.due
        goals.append(writing.save(goal, by=by, why=why))
    for goal in old.values():
        writing.void(goal, by=by, why=why or "不再承担")
    return goals


@transaction.atomic
def drop_subject(*, code: str, by: Any, why: str) -> None:
    """Take a subject off the board with its goals and standings."""
    for goal in Goal.objects.filter(subject=code):
        writing.void(goal, by=by, why=why)
    for subject in Subject.objects.filter(code=code):
        writing.void(subject, by=by, why=why)
    Standing.objects.filter(subject__code=code).delete()


@transaction.atomic
def publish(*, unit: Unit, period: str, source: str, by: Any) -> Publication:
    """Let the units directly below `unit` see one another's standings of a period, on the strength of a signed paper."""
    publication = Publication.objects.filter(unit=unit, period=period).first() or Publication(unit=unit, period=period)
    publication.source, publication.signed_by, publication.signed_at = source, by, calendar.now()
    return writing.save(publication, by=by)
