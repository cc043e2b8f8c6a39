"""Ad-hoc assignments, deliverables, and results from outside."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.plan.actions.board import count_anew, show_outside_result
from zugong.modules.plan.models import OutsideResult, Target, Task

TASK_DUTY = "plan.task"
CLOSE_TASK_DUTY = "plan.close_task"
CHECK_RESULT_DUTY = "plan.check_result"


class CannotAssign(Exception):
    """The task cannot be given out like this; the message says why."""


@transaction.atomic
def assign(
    *,
    unit: Unit,
    title: str,
    by: User,
    section: Unit | None = None,
    due_date: date | None = None,
    source: str = "",
    leader: Person | None = None,
    cooperating: Sequence[Unit] = (),
    deliverable: str = Task.Deliverable.RESULT,
) -> Task:
    """An ad-hoc assignment (交办件): what, who, by when; everything else can follow. Opens the section's duty.

    Raises CannotAssign without the right to assign at the unit, without a title, or with a due date that has passed.
    """
    if not may(by, Verb.ASSIGN, unit):
        raise CannotAssign(_("您不能在%(unit)s交办任务") % {"unit": unit})
    if not title.strip():
        raise CannotAssign(_("请写明交办什么"))
    if due_date is not None and due_date < calendar.today():
        raise CannotAssign(_("完成时限 %(due)s 已经过去") % {"due": due_date})
    task = Task(
        unit=unit,
        title=title.strip(),
        section=section,
        due_date=due_date,
        start_date=calendar.today(),
        source=source,
        leader=leader,
        deliverable=deliverable,
    )
    writing.save(task, by=by)
    task.cooperating.set(cooperating)
    open_task_duty(task)
    return task


def open_task_duty(task: Task) -> None:
    """The responsible section owes the task's deliverable; nothing is opened for a task without a due date."""
    if task.due_date is None:
        return
    open_duty(
        kind=TASK_DUTY,
        record=task,
        unit=task.confirming_unit,
        verb=Verb.REPORT,
        title=gettext_noop("办理：%(task)s"),
        names={"task": task.title},
        url=f"/plan/tasks/{task.pk}/",
        due=task.due_date,
    )


def due_after_document(*, issued_on: date, days: int, working: bool) -> date:
    """The due date "n days after document X": `days` working or calendar days after its date."""
    return calendar.add_working_days(issued_on, days) if working else issued_on + timedelta(days=days)


@transaction.atomic
def start_clock(*, task: Task, document: str, issued_on: date, by: User) -> Task:
    """Document X has come out: the due date of a task that counts from it is fixed. Raises CannotAssign for other tasks."""
    if task.due_days is None:
        raise CannotAssign(_("这项任务的时限不从文件印发日起算"))
    task.due_document, task.due_document_date = document, issued_on
    task.due_date = due_after_document(issued_on=issued_on, days=task.due_days, working=task.due_in_working_days)
    writing.save(task, by=by, why=_("%(document)s 已印发") % {"document": document})
    open_task_duty(task)
    return task


def before_delivering(task: Task, *, by: User, changes: Mapping[str, Any]) -> None:
    """A document needs its number and the file itself; a task with targets closes only when all of them are reached or explained."""
    if task.deliverable == Task.Deliverable.DOCUMENT:
        if not task.delivered_number.strip():
            raise CannotMove(_("完成标志是文件，请填写文号"))
        if not attachments_of(task).exists():
            raise CannotMove(_("完成标志是文件，请先上传这份文件"))
    if task.delivered_on is None:
        task.delivered_on = calendar.today()


def after_delivering(task: Task, *, by: User, changes: Mapping[str, Any]) -> None:
    """A leader of the unit is asked to confirm that the task is done."""
    close_duties(task)
    open_duty(
        kind=CLOSE_TASK_DUTY,
        record=task,
        unit=task.unit,
        verb=Verb.APPROVE,
        title=gettext_noop("确认办结：%(task)s"),
        names={"task": task.title},
        url=f"/plan/tasks/{task.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=task.unit)),
    )


def after_closing_task(task: Task, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nothing is owed for the task any more."""
    close_duties(task)
    count_anew("plan.tasks_on_time", unit_id=task.section_id or task.unit_id, day=task.due_date)


def after_reopening_task(task: Task, *, by: User, changes: Mapping[str, Any]) -> None:
    """The section owes the deliverable again."""
    close_duties(task)
    open_task_duty(task)
    count_anew("plan.tasks_on_time", unit_id=task.section_id or task.unit_id, day=task.due_date)


@transaction.atomic
def enter_outside_result(
    *,
    target: Target,
    unit: Unit,
    value: Decimal,
    decided_on: date,
    decided_by: str,
    proof: str,
    by: User,
    base_value: Decimal | None = None,
) -> OutsideResult:
    """Enter what somebody outside has decided, with its proof; another person confirms it.

    Raises CannotAssign without the right to confirm at the unit, without proof, or with a date to come.
    """
    if not may(by, Verb.CONFIRM, target.task.unit):
        raise CannotAssign(_("您不能录入外部结果"))
    if not proof.strip():
        raise CannotAssign(_("请写明依据文件（名称和文号）"))
    if decided_on > calendar.today():
        raise CannotAssign(_("日期不能晚于今天"))
    result = OutsideResult(
        target=target,
        unit=unit,
        value=value,
        base_value=base_value,
        decided_on=decided_on,
        decided_by=decided_by,
        proof=proof,
        entered_by=by,
    )
    writing.save(result, by=by)
    _ask_for_a_check(result)
    return result


def _ask_for_a_check(result: OutsideResult) -> None:
    target = result.target
    open_duty(
        kind=CHECK_RESULT_DUTY,
        record=result,
        unit=target.task.unit,
        verb=Verb.CONFIRM,
        title=gettext_noop("复核外部结果：%(target)s"),
        names={"target": target},
        url=f"/plan/results/{result.pk}/",
        due=calendar.add_working_days(calendar.today(), 3),
    )


def before_confirming_result(result: OutsideResult, *, by: User, changes: Mapping[str, Any]) -> None:
    """Whoever entered a result does not confirm it."""
    if result.entered_by_id == by.pk:
        raise CannotMove(_("录入人不能复核自己录入的结果"))


def after_confirming_result(result: OutsideResult, *, by: User, changes: Mapping[str, Any]) -> None:
    """The result counts from now on."""
    close_duties(result)
    show_outside_result(result)


def after_returning_result(result: OutsideResult, *, by: User, changes: Mapping[str, Any]) -> None:
    """The result does not count; who entered it sees why on its page."""
    close_duties(result)
