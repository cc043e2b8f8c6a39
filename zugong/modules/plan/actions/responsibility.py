"""Who is responsible for a task, by when, and what shows that it is done."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import close_duties
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.actions.board import show_target
from zugong.modules.plan.actions.tasks import TASK_DUTY, CannotAssign, open_task_duty
from zugong.modules.plan.models import Task


@transaction.atomic
def set_responsibility(*, task: Task, cooperating: Sequence[Unit], by: User) -> Task:
    """Save the task with its changed section, leader and dates, and its co-operating units; the duty goes to who owes it now.

    Units that `by` cannot see stay as they are. Raises CannotAssign without the right to assign at the task's unit, ChangedMeanwhile
    (with `task.version` as the person saw it) when somebody else was faster.
    """
    if not may(by, Verb.ASSIGN, task.unit):
        raise CannotAssign(_("您不能调整这项任务的责任分工"))
    stored = Task.objects.select_related("section", "unit").get(pk=task.pk)
    before = set(stored.cooperating.all())
    unseen = before - set(Unit.objects.visible_to(by).filter(pk__in=[unit.pk for unit in before]))
    after = {*cooperating, *unseen}
    why = _("调整责任分工")
    if after != before:
        # The history tells of fields; which units co-operate is a table of its own.
        why += _("；配合单位：%(units)s") % {"units": "、".join(sorted(map(str, after))) or _("无")}
    writing.save(task, by=by, why=why[:500])
    task.cooperating.set(after)
    if stored.confirming_unit != task.confirming_unit or task.due_date is None:
        close_duties(task, TASK_DUTY)
    if task.state == Task.State.OPEN:
        open_task_duty(task)
    if (stored.start_date, stored.due_date) != (task.start_date, task.due_date):
        for target in task.targets.select_related("task__plan", "task__unit", "task__group"):
            show_target(target)
    return task
