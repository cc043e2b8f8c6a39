"""Handing a form out to its recipients and taking it back, a batch at a time; many units are served in the background.

Each batch is one transaction that begins by locking the form, and what it has to do is read anew: broken off anywhere, the work goes on
where it was, and no unit is asked twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.procedures.moving import take
from zugong.modules.office.actions.collecting.answering import RETURN, SETTLED, ask_to_fill
from zugong.modules.office.actions.collecting.drafting import last_form
from zugong.modules.office.actions.collecting.known import known_rows
from zugong.modules.office.models import FormReturn, OneOffForm

AT_ONCE = 200
"""So many units are served while the sender waits; more become a background job."""
BATCH = 100
HAND_OUT, TAKE_BACK = "office.hand_out_form", "office.take_back_form"
KEPT = {
    OneOffForm.State.CLOSED: SETTLED,
    OneOffForm.State.WITHDRAWN: (FormReturn.State.DROPPED, FormReturn.State.REFUSED),
}
"""The states in which returns stay when a form ends: what came back before it closed, and what was refused."""
Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Work:
    """What is still to be done for a form in the background, and the job that does it."""

    taking_back: bool
    done: int
    total: int
    job: Job

    @property
    def has_stopped(self) -> bool:
        """True if the job has ended without finishing; it can be done again."""
        return self.job.state not in Job.OPEN


def hand_out(form: OneOffForm, *, by: User) -> None:
    """Have every recipient get a return with what is known filled in, and owe the rest."""
    _do(HAND_OUT, form, form.recipients.count(), by)


def take_back(form: OneOffForm, *, by: User) -> None:
    """Have what is not settled yet no longer be awaited."""
    _do(TAKE_BACK, form, _awaited(form).count(), by)


def _do(name: str, form: OneOffForm, size: int, by: User) -> None:
    if size > AT_ONCE:
        enqueue(name, key=_key(name, form), by=by, number=form.pk, user=by.pk)
    else:
        WORKS[name](form.pk, by, lambda *_told: None)


def _key(name: str, form: OneOffForm) -> str:
    return f"{name}/{form.pk}"


def hand_out_all(number: int, by: User, tell: Tell) -> None:
    """Hand the form out to those who do not have it yet, as long as it is out."""
    while _hand_out_some(number, by):
        form = OneOffForm.objects.get(pk=number)
        tell(form.returns.count(), form.recipients.count())


def take_all_back(number: int, _by: User, tell: Tell) -> None:
    """Drop the returns of a form that has ended."""
    total, done = _awaited(OneOffForm.objects.get(pk=number)).count(), 0
    while dropped := _take_some_back(number):
        done += dropped
        tell(done, max(done, total))


WORKS: dict[str, Callable[[int, User, Tell], None]] = {HAND_OUT: hand_out_all, TAKE_BACK: take_all_back}


@transaction.atomic
def _hand_out_some(number: int, by: User) -> int:
    form = _locked(number)
    if form.state != OneOffForm.State.SENT:
        return 0
    units = list(_without_return(form).select_related("parent").order_by("path", "pk")[:BATCH])
    columns = list(form.columns.all())
    known = known_rows(form, columns, units, by=by, last=last_form(form)) if units else {}
    entries = [
        FormReturn(
            form=form,
            unit=unit,
            confirmer=form.confirmer_of(unit),
            rows=known.get(unit.pk, []),
            known=known.get(unit.pk, []),
            minutes=form.minutes_each or Decimal(0),
            asked_on=form.sent_on or calendar.today(),
        )
        for unit in units
    ]
    for entry in writing.create_all(entries, by=by):
        ask_to_fill(entry)
    return len(entries)


@transaction.atomic
def _take_some_back(number: int) -> int:
    form = _locked(number)
    entries = list(_awaited(form).select_related("unit").order_by("pk")[:BATCH])
    for entry in entries:
        take(RETURN, "drop", entry, by=None)
    return len(entries)


def _locked(number: int) -> OneOffForm:
    return OneOffForm.objects.select_for_update(of=("self",)).select_related("unit", "named_confirmer").get(pk=number)


def _without_return(form: OneOffForm) -> Any:
    return form.recipients.exclude(pk__in=form.returns.values("unit"))


def _awaited(form: OneOffForm) -> Any:
    """What a form that has ended still awaits."""
    kept = KEPT.get(OneOffForm.State(form.state))
    return form.returns.none() if kept is None else form.returns.exclude(state__in=kept)


def work_on(form: OneOffForm) -> Work | None:
    """What the background still has to do for a form; None where all is done."""
    taking_back = form.state in KEPT
    name = TAKE_BACK if taking_back else HAND_OUT
    job = Job.objects.filter(key=_key(name, form)).exclude(state=Job.State.DONE).first()
    if job is None:
        return None
    total = form.returns.count() if taking_back else form.recipients.count()
    done = total - _awaited(form).count() if taking_back else form.returns.count()
    return Work(taking_back, done, total, job)
