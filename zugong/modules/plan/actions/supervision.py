"""Chasing what is late: slips (督查单) from the draft to the close-out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.modules.plan import rules
from zugong.modules.plan.actions.board import count_anew
from zugong.modules.plan.actions.standing import PartStanding, standing_of, standings, task_standings
from zugong.modules.plan.models import Breakdown, Part, Slip, Task
from zugong.modules.plan.rules import Lamp

SIGN_SLIP_DUTY = "plan.sign_slip"
SLIP_DUTY = "plan.slip"
CLOSE_SLIP_DUTY = "plan.close_slip"


class CannotSupervise(Exception):
    """The slip cannot be made or changed; the message says why."""


@transaction.atomic
def draft_slip(
    *, task: Task, part: Part | None, by: User | None, reason: str = "", demand: str = "", urgent: bool = False
) -> Slip:
    """Draw up the next slip for a part (or a task without parts); it shows to nobody else until a leader signs it.

    `by` is None when the platform proposes it overnight. The colour follows from the last slip (rules.next_colour). Raises
    CannotSupervise while an earlier slip for the same thing is still open, or while a leader has just decided against one.
    """
    if by is not None and not may(by, Verb.SUPERVISE, task.unit):
        raise CannotSupervise(_("您没有督查权限"))
    earlier = Slip.objects.filter(task=task, part=part).order_by("-pk").first()
    _refuse_while_open(earlier, by)
    unmet = earlier if earlier is not None and earlier.state == Slip.State.ISSUED else None
    standing = standing_of(part) if part else None
    due = standing.due if standing else task.due_date
    overdue = due is not None and due < calendar.today()
    slip = Slip(
        unit=task.unit,
        addressee=part.unit if part else task.confirming_unit,
        task=task,
        part=part,
        follows=unmet,
        colour=rules.next_colour(unmet.colour if unmet else None, overdue=overdue, urgent=urgent),
        reason=reason or _reason(standing, task, due, unmet),
        demand=demand or _("请查明原因、拿出措施，在时限内反馈办理情况并附佐证材料。"),
        due_date=calendar.add_working_days(calendar.today(), value_of("plan.slip.reply_days", at=task.unit)),
    )
    writing.save(slip, by=by)
    open_duty(
        kind=SIGN_SLIP_DUTY,
        record=slip,
        unit=task.unit,
        verb=Verb.DIRECT,
        title=gettext_noop("签发%(colour)s：%(unit)s"),
        names={"colour": Slip.Colour(slip.colour).label, "unit": slip.addressee},
        url=f"/plan/slips/{slip.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.sign.days", at=task.unit)),
    )
    return slip


def _refuse_while_open(earlier: Slip | None, by: User | None) -> None:
    if earlier is None:
        return
    if earlier.state in {Slip.State.DRAFT, Slip.State.REPLIED}:
        raise CannotSupervise(_("%(slip)s 尚未处理完，不能再发") % {"slip": earlier})
    if earlier.state == Slip.State.ISSUED and earlier.due_date >= calendar.today():
        raise CannotSupervise(_("%(slip)s 的反馈时限 %(due)s 未到") % {"slip": earlier, "due": earlier.due_date})
    if by is None and earlier.state == Slip.State.DROPPED and earlier.due_date >= calendar.today():
        raise CannotSupervise(_("签发人刚决定不发，暂不再拟"))


def _reason(standing: PartStanding | None, task: Task, due: date | None, unmet: Slip | None) -> str:
    """Why the slip is sent: the lamp rule's numbers, and the slip that was not answered."""
    said = [_reason_of(standing) if standing else _reason_of_task(task, due)]
    if unmet is not None:
        said.append(
            _("%(slip)s应于%(due)s前反馈，逾期未反馈。")
            % {"slip": f"{unmet.get_colour_display()}{unmet.number}", "due": unmet.due_date}
        )
    return "".join(said)


def _reason_of_task(task: Task, due: date | None) -> str:
    if due is None:
        return _("任务“%(task)s”至今未办结。") % {"task": task.title}
    return _("任务“%(task)s”应于%(due)s完成，至今未办结。") % {"task": task.title, "due": due}


def _reason_of(standing: PartStanding) -> str:
    target = standing.part.breakdown.target
    unit = target.measure_unit
    words = {
        "what": target.what,
        "owed": f"{standing.part.value.normalize():f}{unit}",
        "due": standing.due or _("未定"),
        "planned": f"{standing.planned:.1f}%",
    }
    if standing.value is None or standing.progress is None:
        return _("“%(what)s”应完成%(owed)s，时限%(due)s，按序时应达%(planned)s，至今没有经确认的进展。") % words
    words |= {
        "value": f"{standing.value.normalize():f}{unit}",
        "as_of": standing.as_of or "",
        "progress": f"{standing.progress:.1f}%",
    }
    behind = standing.planned - standing.progress
    words["end"] = _("，落后%(points)s个百分点。") % {"points": f"{behind:.1f}"} if behind > 0 else "。"
    return (
        _(
            "“%(what)s”应完成%(owed)s，时限%(due)s；截至%(as_of)s完成%(value)s，进度%(progress)s，"
            "按序时应达%(planned)s%(end)s"
        )
        % words
    )


@transaction.atomic
def edit_draft(*, slip: Slip, reason: str, demand: str, due_date: date, by: User) -> Slip:
    """Change the words or the reply date of a slip that is not signed yet."""
    if not may(by, Verb.SUPERVISE, slip.unit):
        raise CannotSupervise(_("您没有督查权限"))
    if slip.state != Slip.State.DRAFT:
        raise CannotSupervise(_("督查单已发出，不能再改"))
    if not reason.strip() or not demand.strip():
        raise CannotSupervise(_("督办事由和办理要求都要写明"))
    if due_date <= calendar.today():
        raise CannotSupervise(_("反馈时限须晚于今天 %(today)s") % {"today": calendar.today()})
    slip.reason, slip.demand, slip.due_date = reason.strip(), demand.strip(), due_date
    return writing.save(slip, by=by)


@transaction.atomic
def propose_slips(day: date) -> list[Slip]:
    """Draw up a slip for everything that shows red and has none on its way, and the next colour where a reply is overdue."""
    parts = Part.objects.filter(breakdown__state=Breakdown.State.ISSUED, breakdown__target__task__state=Task.State.OPEN)
    late: list[tuple[Task, Part | None]] = [
        (standing.part.breakdown.target.task, standing.part)
        for standing in standings(parts, on=day)
        if standing.lamp == Lamp.OVERDUE
    ]
    issued = Part.objects.filter(breakdown__state=Breakdown.State.ISSUED)
    tasks = list(
        Task.objects.filter(state=Task.State.OPEN, due_date__lt=day)
        .exclude(pk__in=issued.values("breakdown__target__task"))
        .select_related("unit", "section")
    )
    lamps = task_standings(tasks, on=day)
    late += [(task, None) for task in tasks if lamps[task.pk] == Lamp.OVERDUE]
    unanswered = Slip.objects.filter(state=Slip.State.ISSUED, due_date__lt=day).select_related("task__unit", "part")
    late += [(slip.task, slip.part) for slip in unanswered]
    made = []
    for task, part in late:
        try:
            made.append(draft_slip(task=task, part=part, by=None))
        except CannotSupervise:
            continue
    return made


def before_issuing(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """Give the slip its number and moment; a reply date that came too near while it lay unsigned is set anew."""
    slip.number = slip.number or _next_number(slip)
    slip.signed_at = slip.signed_at or calendar.now()
    if slip.due_date <= calendar.today():
        slip.due_date = calendar.add_working_days(calendar.today(), value_of("plan.slip.reply_days", at=slip.unit))


def _next_number(slip: Slip) -> str:
    year = calendar.today().year
    count = Slip.with_voided.filter(unit=slip.unit, number__startswith=f"督〔{year}〕").count()
    return f"督〔{year}〕{count + 1}号"


def after_issuing_slip(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The slip is out: the late unit owes a reply by its own deadline, and none any more to the slip that this one follows."""
    close_duties(slip)
    if slip.follows is not None and slip.follows.state == Slip.State.ISSUED:
        close_duties(slip.follows)
        take("plan.slip", "escalate", slip.follows, by=None)
    open_duty(
        kind=SLIP_DUTY,
        record=slip,
        unit=slip.addressee,
        verb=Verb.REPORT,
        title=gettext_noop("反馈%(colour)s：%(task)s"),
        names={"colour": Slip.Colour(slip.colour).label, "task": slip.task.title},
        detail=str(changes.get("why", "")),
        url=f"/plan/slips/{slip.pk}/",
        due=slip.due_date,
    )
    count_anew("plan.slips_open", unit_id=slip.addressee_id, day=calendar.today())


def after_dropping(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The leader has decided against the slip."""
    close_duties(slip)


def before_replying(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """Note the day of the reply."""
    slip.replied_on = calendar.today()


def after_replying(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The reply waits for a second person to check it and close the slip."""
    close_duties(slip)
    open_duty(
        kind=CLOSE_SLIP_DUTY,
        record=slip,
        unit=slip.unit,
        verb=Verb.CLOSE,
        title=gettext_noop("核查并销号：%(slip)s"),
        names={"slip": slip},
        url=f"/plan/slips/{slip.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=slip.unit)),
    )


def before_refusing_reply(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit gets the full time again to reply anew."""
    slip.replied_on = None
    slip.due_date = calendar.add_working_days(calendar.today(), value_of("plan.slip.reply_days", at=slip.unit))


def before_closing(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody closes a slip of the own unit, and the section that leads the task does not close it either."""
    own_slip = slip.addressee_id == slip.unit_id
    if not own_slip and by.unit is not None and (by.unit.path or "").startswith(slip.addressee.path or "-"):
        raise CannotMove(_("责任单位的人员不能销自己的号"))
    if slip.task.section_id is not None and by.unit_id == slip.task.section_id:
        raise CannotMove(_("牵头科室不能销自己牵头任务的号，请由督查人员核查"))
    slip.closed_on = calendar.today()


def after_closing_slip(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The slip is closed, and with it those it followed."""
    close_duties(slip)
    earlier = slip.follows
    while earlier is not None:
        why = _("随%(slip)s销号") % {"slip": slip}
        take("plan.slip", "close_along", earlier, by=None, why=why, changes={"closed_on": calendar.today()})
        earlier = earlier.follows
    count_anew("plan.slips_open", unit_id=slip.addressee_id, day=slip.signed_at)


def chain_of(slip: Slip) -> list[Slip]:
    """The slips for the same thing that led to this one and followed it, oldest first."""
    same = Slip.objects.filter(task=slip.task_id, part=slip.part_id, signed_at__isnull=False)
    by_id = {one.pk: one for one in same} | {slip.pk: slip}
    first = slip
    while first.follows_id in by_id:
        first = by_id[first.follows_id]
    chain = [first]
    while following := next((one for one in by_id.values() if one.follows_id == chain[-1].pk), None):
        chain.append(following)
    return chain
