"""Chasing what is late: slips, more time, close-out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove
from zugong.modules.plan import rules
from zugong.modules.plan.actions.board import show_target
from zugong.modules.plan.actions.standing import due_of_target, standing_of, standings
from zugong.modules.plan.models import Breakdown, Part, Postponement, Slip, Task
from zugong.modules.plan.rules import Lamp

SIGN_SLIP_DUTY = "plan.sign_slip"
SLIP_DUTY = "plan.slip"
CLOSE_SLIP_DUTY = "plan.close_slip"
POSTPONEMENT_DUTY = "plan.postponement"


class CannotSupervise(Exception):
    """The slip or request cannot be made; the message says why."""


@transaction.atomic
def draft_slip(
    *, task: Task, part: Part | None, by: User | None, reason: str = "", demand: str = "", urgent: bool = False
) -> Slip:
    """Draw up the next slip for a part (or a task without parts); it shows to nobody else until a leader signs it.

    `by` is None when the platform proposes it overnight. The colour follows from the last slip (rules.next_colour). Raises
    CannotSupervise while an earlier slip for the same thing is still open.
    """
    if by is not None and not may(by, Verb.SUPERVISE, task.unit):
        raise CannotSupervise(_("您没有督查权限"))
    earlier = Slip.objects.filter(task=task, part=part).order_by("-pk").first()
    if earlier is not None and earlier.state in {Slip.State.DRAFT, Slip.State.REPLIED}:
        raise CannotSupervise(_("%(slip)s 尚未处理完，不能再发") % {"slip": earlier})
    if earlier is not None and earlier.state == Slip.State.ISSUED and earlier.due_date >= calendar.today():
        raise CannotSupervise(_("%(slip)s 的反馈时限 %(due)s 未到") % {"slip": earlier, "due": earlier.due_date})
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
        number=_next_number(task),
        reason=reason or _reason(standing, task, due),
        demand=demand or _("请查明原因、拿出措施，在时限内反馈办理情况并附佐证材料。"),
        due_date=calendar.add_working_days(calendar.today(), value_of("plan.slip.reply_days", at=task.unit)),
    )
    writing.save(slip, by=by)
    open_duty(
        kind=SIGN_SLIP_DUTY,
        record=slip,
        unit=task.unit,
        verb=Verb.DIRECT,
        title=_("签发%(colour)s：%(unit)s") % {"colour": slip.get_colour_display(), "unit": slip.addressee},
        url=f"/plan/slips/{slip.pk}/",
        due=calendar.add_working_days(calendar.today(), 1),
    )
    return slip


def _next_number(task: Task) -> str:
    year = calendar.today().year
    count = Slip.with_voided.filter(unit=task.unit, number__startswith=f"督〔{year}〕").count()
    return f"督〔{year}〕{count + 1}号"


def _reason(standing: Any, task: Task, due: date | None) -> str:
    if standing is None:
        return _("任务“%(task)s”应于%(due)s完成，至今未办结。") % {"task": task.title, "due": due or _("近期")}
    target = standing.part.breakdown.target
    words = {
        "what": target.what,
        "owed": f"{standing.part.value.normalize():f}{target.measure_unit}",
        "due": due,
        "value": _("尚无已确认的数据")
        if standing.value is None
        else f"{standing.value.normalize():f}{target.measure_unit}（截至{standing.as_of}）",
        "planned": f"{standing.planned:.1f}%",
    }
    return _("“%(what)s”应完成%(owed)s，时限%(due)s，按序时应达%(planned)s，实际%(value)s。") % words


@transaction.atomic
def propose_slips(day: date) -> list[Slip]:
    """Draw up a slip for every issued part whose lamp is red and which has none on its way; leaders sign or drop them."""
    made = []
    parts = Part.objects.filter(breakdown__state=Breakdown.State.ISSUED, breakdown__target__task__state=Task.State.OPEN)
    for standing in standings(parts, on=day):
        if standing.lamp != Lamp.OVERDUE:
            continue
        try:
            made.append(draft_slip(task=standing.part.breakdown.target.task, part=standing.part, by=None))
        except CannotSupervise:
            continue
    return made


def after_issuing_slip(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The slip is out: the late unit owes a reply by its own deadline."""
    Slip.objects.filter(pk=slip.pk).update(signed_at=calendar.now())
    close_duties(slip)
    open_duty(
        kind=SLIP_DUTY,
        record=slip,
        unit=slip.addressee,
        verb=Verb.REPORT,
        title=_("反馈%(colour)s：%(task)s") % {"colour": slip.get_colour_display(), "task": slip.task.title},
        url=f"/plan/slips/{slip.pk}/",
        due=slip.due_date,
    )


def after_replying(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The reply waits for a second person to check it and close the slip."""
    Slip.objects.filter(pk=slip.pk).update(replied_on=calendar.today())
    close_duties(slip)
    open_duty(
        kind=CLOSE_SLIP_DUTY,
        record=slip,
        unit=slip.unit,
        verb=Verb.CLOSE,
        title=_("核查并销号：%(slip)s") % {"slip": slip},
        url=f"/plan/slips/{slip.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=slip.unit)),
    )


def check_closing(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody closes a slip of the own unit, and the section that leads the task does not close it either."""
    if by.unit is not None and (by.unit.path or "").startswith(slip.addressee.path or "-"):
        raise CannotMove(_("责任单位的人员不能销自己的号"))
    if slip.task.section_id is not None and by.unit_id == slip.task.section_id:
        raise CannotMove(_("牵头科室不能销自己牵头任务的号，请由督查人员核查"))


def after_closing_slip(slip: Slip, *, by: User, changes: Mapping[str, Any]) -> None:
    """The slip is closed."""
    Slip.objects.filter(pk=slip.pk).update(closed_on=calendar.today())
    close_duties(slip)


@transaction.atomic
def ask_for_more_time(*, task: Task, part: Part | None, new_due_date: date, reason: str, by: User) -> Postponement:
    """Request a postponement before the due date, at most as often as parameter plan.postpone.most allows.

    Raises rules.CannotPostpone, or CannotSupervise when somebody else's task is meant, a request is open, or no reason is given.
    """
    unit = part.unit if part else task.confirming_unit
    if not acts_for(by, Verb.REPORT, unit):
        raise CannotSupervise(_("您不能代表%(unit)s申请延期") % {"unit": unit})
    if not reason.strip():
        raise CannotSupervise(_("请写明延期理由"))
    earlier = Postponement.objects.filter(task=task, part=part)
    if earlier.filter(state=Postponement.State.REQUESTED).exists():
        raise CannotSupervise(_("已有一份延期申请在审批"))
    due = (part.due_date or due_of_target(part.breakdown.target)) if part else task.due_date
    rules.check_postponement(
        due=due,
        new_due=new_due_date,
        today=calendar.today(),
        approved_before=earlier.filter(state=Postponement.State.APPROVED).count(),
        most=int(value_of("plan.postpone.most", at=unit)),
    )
    request = Postponement(
        unit=unit,
        task=task,
        part=part,
        old_due_date=due,
        new_due_date=new_due_date,
        reason=reason,
        requested_on=calendar.today(),
    )
    writing.save(request, by=by)
    open_duty(
        kind=POSTPONEMENT_DUTY,
        record=request,
        unit=task.unit,
        verb=Verb.DIRECT,
        title=_("审批延期：%(unit)s %(task)s") % {"unit": unit, "task": task.title},
        url=f"/plan/postponements/{request.pk}/",
        due=min(due, calendar.add_working_days(calendar.today(), 3)) if due else None,
    )
    return request


def check_postponing(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """More time is granted before the due date or not at all."""
    if calendar.today() > request.old_due_date:
        raise CannotMove(_("原时限 %(due)s 已过，不能再同意延期") % {"due": request.old_due_date})


def after_postponing(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """The new due date counts from now on."""
    _decided(request)
    owed = request.part or request.task
    owed.due_date = request.new_due_date
    writing.save(owed, by=by, why=_("同意延期：%(reason)s") % {"reason": request.reason})
    for target in [request.part.breakdown.target] if request.part else request.task.targets.all():
        show_target(target)


def after_refusing(request: Postponement, *, by: User, changes: Mapping[str, Any]) -> None:
    """The old due date stands."""
    _decided(request)


def _decided(request: Postponement) -> None:
    Postponement.objects.filter(pk=request.pk).update(decided_on=calendar.today())
    close_duties(request)
