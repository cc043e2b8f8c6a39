"""Everything that shows red now: parts and tasks without parts, with the slip that is on its way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.actions.standing import PartStanding, standings, task_standings
from zugong.modules.plan.models import Breakdown, Part, Slip, Task
from zugong.modules.plan.rules import Lamp


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that shows red: a unit's part (`standing`) or a task that has none."""

    task: Task
    unit: Unit
    due: date | None
    standing: PartStanding | None
    slip: Slip | None

    @property
    def part(self) -> Part | None:
        """The late part, if it is one."""
        return self.standing.part if self.standing else None

    @property
    def what(self) -> str:
        """What is late, in words."""
        return self.part.breakdown.target.what if self.part else self.task.title

    @property
    def seen_by_all(self) -> bool:
        """True once a leader has signed a slip about it: only then may others be told who is late."""
        return self.slip is not None and self.slip.signed_at is not None


def late_things(user: User) -> list[Late]:
    """What shows red in the units for which the user supervises; the number of queries does not grow with it."""
    today = calendar.today()
    slips = _open_slips(user)
    parts = Part.objects.visible_to(user).filter(
        breakdown__state=Breakdown.State.ISSUED, breakdown__target__task__state=Task.State.OPEN
    )
    found = [
        Late(
            task=standing.part.breakdown.target.task,
            unit=standing.part.unit,
            due=standing.due,
            standing=standing,
            slip=slips.get((standing.part.breakdown.target.task_id, standing.part.pk)),
        )
        for standing in standings(parts.select_related("breakdown__target__task__unit"))
        if standing.lamp == Lamp.OVERDUE
    ]
    tasks = list(
        Task.objects.visible_to(user)
        .filter(state=Task.State.OPEN, due_date__lt=today)
        .exclude(pk__in=Part.objects.filter(breakdown__state=Breakdown.State.ISSUED).values("breakdown__target__task"))
        .select_related("unit", "section", "plan")
    )
    lamps = task_standings(tasks)
    found += [
        Late(task, task.confirming_unit, task.due_date, None, slips.get((task.pk, None)))
        for task in tasks
        if lamps[task.pk] == Lamp.OVERDUE
    ]
    return [one for one in found if may(user, Verb.SUPERVISE, one.task.unit)]


def _open_slips(user: User) -> dict[tuple[int, int | None], Slip]:
    """The newest slip that is not settled, by task and part."""
    still_open = (Slip.State.DRAFT, Slip.State.ISSUED, Slip.State.REPLIED)
    slips = Slip.objects.visible_to(user).filter(state__in=still_open).select_related("addressee").order_by("pk")
    return {(slip.task_id, slip.part_id): slip for slip in slips}


def group_text(late: Iterable[Late], link: str) -> str:
    """A text to paste into a group chat: which units are late with what, and where to do it. It names no person."""
    by_what: dict[str, list[str]] = {}
    for one in late:
        by_what.setdefault(one.what, []).append(str(one.unit))
    if not by_what:
        return ""
    said = "".join(f"“{what}”：{'、'.join(units)}；" for what, units in by_what.items())
    return _("【督办提醒】以下任务进度严重滞后或逾期，请抓紧办理并填报。%(said)s查看：%(link)s") % {
        "said": said.rstrip("；") + "。",
        "link": link,
    }


def assignments_for_group(tasks: Iterable[Task], link: str) -> str:
    """A text for a group chat about assignments past their due date. It names units and no person."""
    said = "；".join(
        f"{task.confirming_unit}：{task.title}（应于{task.due_date:%m月%d日}前办结）" for task in tasks if task.due_date
    )
    if not said:
        return ""
    return _("【交办提醒】以下交办件已到期：%(said)s。请抓紧办理：%(link)s") % {"said": said, "link": link}
