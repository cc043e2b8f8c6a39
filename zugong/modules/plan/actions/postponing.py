"""More time: asked for before the due date, decided by a leader."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Unit
from zugong.modules.plan import rules
from zugong.modules.plan.actions.board import show_target
from zugong.modules.plan.actions.standing import due_of_target
from zugong.modules.plan.actions.tasks import open_task_duty
from zugong.modules.plan.models import Part, Postponement, Task
from zugong.modules.plan.rules import CannotPostpone

POSTPONEMENT_DUTY = "plan.postponement"


def due_now(task: Task, part: Part | None) -> date | None:
    """The date by which the part, or the task without parts, is due."""
    return (part.due_date or due_of_target(part.breakdown.target)) if part else task.due_date


def asking_unit(task: Task, part: Part | None) -> Unit:
    """Whose staff may ask for more time."""
    return part.unit if part else task.confirming_unit


def times_granted(task: Task, part: Part | None) -> int:
    """How often more time was granted already."""
    return Postponement.objects.filter(task=task, part=part, state=Postponement.State.APPROVED).count()


@transaction.atomic
def ask_for_more_time(*, task: Task, part: Part | None, new_due_date: date, reason: str, by: User) -> Postponement:
    """Request a postponement before the due date, at most as often as parameter plan.postpone.most allows.

    Raises rules.CannotPostpone: too late, too often, not later, not the user's own, no reason, or a request still open.
    """
    unit = asking_unit(task, part)
    if not acts_for(by, Verb.REPORT, unit):
        raise CannotPostpone(_("您不能代表%(unit)s申请延期") % {"unit": unit})
    if task.state == Task.State.CLOSED:
        raise CannotPostpone(_("这项任务已办结，不需要延期"))
    if not reason.strip():
        raise CannotPostpone(_("请写明延期理由"))
    if Postponement.objects.filter(task=task, part=part, state=Postponement.State.REQUESTED).exists():
        raise CannotPostpone(_("已有一份延期申请在审批"))
    due = due_now(task, part)
    rules.check_postponement(
        due=due,
        new_due=new_due_date,
        today=calendar.today(),
        approved_before=times_granted(task, part),
        most=int(value_of("plan.postpone.most", at=unit)),
    )
    request = Postponement(
        unit=unit,
        task=task,
        part=part,
        old_due_date=cast("date", due),  # the rule has refused what has no due date
        new_due_date=new_due_date,
        reason=reason.strip(),
        requested_on=calendar.today(),
    )
    writing.save(request, by=by)
    _ask_the_leader(request)
    return request


def _ask_the_leader(request: Postponement) -> None:
    task, due = request.task, request.old_due_date
    soon = calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=task.unit))
    open_duty(
        kind=POSTPONEMENT_DUTY,
        record=request,
        unit=task.unit,
        verb=Verb.DIRECT,
        title=gettext_noop("审批延期：%(unit)s %(task)s"),
        names={"unit": request.unit, "task": task.title},
        url=f"/plan/postponements/{request.pk}/",
        due=min(due, soon),
    )


def before_granting(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """More time is granted before the due date, not too often, or not at all."""
    if calendar.today() > request.old_due_date:
        raise CannotMove(_("原时限 %(due)s 已过，不能再同意延期") % {"due": request.old_due_date})
    most = int(value_of("plan.postpone.most", at=request.unit))
    if times_granted(request.task, request.part) >= most:
        raise CannotMove(_("同一任务最多延期 %(most)s 次") % {"most": most})
    request.decided_on = calendar.today()


def after_granting(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """The new due date counts from now on."""
    close_duties(request)
    owed = request.part or request.task
    owed.due_date = request.new_due_date
    writing.save(owed, by=by, why=_("同意延期：%(reason)s") % {"reason": request.reason})
    if request.part is None:
        open_task_duty(request.task)
    for target in [request.part.breakdown.target] if request.part else request.task.targets.all():
        show_target(target)


def before_refusing(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """Note the day of the decision."""
    request.decided_on = calendar.today()


def after_refusing(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """The old due date stands."""
    close_duties(request)
