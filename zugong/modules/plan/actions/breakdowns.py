"""Handing targets to units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.plan import rules
from zugong.modules.plan.actions.board import show_target
from zugong.modules.plan.actions.handing_on import follow_above
from zugong.modules.plan.actions.reports import REPORT_DUTY
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part, Target

COMMENT_DUTY = "plan.comment"
APPROVE_DUTY = "plan.approve_breakdown"


class CannotBreakDown(Exception):
    """The target cannot be handed out like this; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit is to owe."""

    unit: Unit
    value: Decimal
    value2: Decimal | None = None
    weight: Decimal | None = None
    due_date: date | None = None
    note: str = ""


def recipients_below(unit: Unit, *, by: User) -> list[Unit]:
    """The units to which a unit usually hands its targets: the counties and zones of a city, else its children that are places."""
    places = (
        UnitKind.COUNTY,
        UnitKind.ZONE,
        UnitKind.TOWNSHIP,
        UnitKind.SUBDISTRICT,
        UnitKind.VILLAGE,
        UnitKind.COMMUNITY,
    )
    return list(Unit.objects.visible_to(by).filter(parent=unit).of_kind(*places))


REGISTERS = {
    "villages": _("村（社区）数"),
    "townships": _("乡镇（街道）数"),
    "people": _("在册人员数"),
}


def weights_from(register: str, units: Sequence[Unit]) -> dict[int, Decimal]:
    """How many rows each unit has in a register (REGISTERS), counted now. Raises CannotBreakDown for another name."""
    if register == "villages":
        return {unit.pk: Decimal(_places(unit, UnitKind.VILLAGE, UnitKind.COMMUNITY)) for unit in units}
    if register == "townships":
        return {unit.pk: Decimal(_places(unit, UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)) for unit in units}
    if register == "people":
        return {unit.pk: Decimal(Person.objects.filter(unit__path__startswith=unit.path).count()) for unit in units}
    raise CannotBreakDown(_("没有名为“%(name)s”的比例依据") % {"name": register})


def _places(unit: Unit, *kinds: UnitKind) -> int:
    return Unit.objects.within(unit).of_kind(*kinds).count()


def propose(target: Target, *, method: str, units: Sequence[Unit], register: str = "") -> dict[int, Decimal]:
    """What each unit would owe: the total shared out (split), or the value itself for each (floor, replicate)."""
    if target.kind != Target.Kind.SPLIT:
        return {unit.pk: target.value for unit in units}
    if method == Breakdown.Method.EQUALLY:
        return rules.split_equally(target.value, [unit.pk for unit in units])
    if method == Breakdown.Method.IN_PROPORTION:
        return rules.split_in_proportion(target.value, weights_from(register, units))
    return {unit.pk: Decimal(0) for unit in units}


def check(target: Target, shares: Sequence[Share | Part]) -> rules.BreakdownCheck:
    """How the parts stand to the target, by the target's kind; an upper limit must not be exceeded."""
    at_most = target.comparator == Target.Comparator.AT_MOST
    if target.kind == Target.Kind.SPLIT:
        return rules.check_split(target.value, [share.value for share in shares], at_most=at_most)
    if target.kind == Target.Kind.FLOOR:
        weighted = [(share.value, share.weight or Decimal(0)) for share in shares]
        return rules.check_floor(target.value, weighted, at_most=at_most)
    return rules.check_replicate(target.value, [share.value for share in shares], at_most=at_most)


@transaction.atomic
def draft(
    *,
    target: Target,
    shares: Sequence[Share],
    by: User,
    kind: str = "",
    method: str = Breakdown.Method.BY_HAND,
    register: str = "",
    why: str = "",
) -> Breakdown:
    """Write down what each unit is to owe, and with `kind` how the target is handed out; parts no longer named are voided.

    Raises CannotBreakDown when the breakdown is not a draft, no unit is named, a unit is named twice or a value is negative; a
    change after the first issue needs `why`.
    """
    if not may(by, Verb.BREAK_DOWN, target.task.unit):
        raise CannotBreakDown(_("您不能分解%(unit)s的任务") % {"unit": target.task.unit})
    breakdown = Breakdown.objects.filter(target=target).first() or Breakdown(target=target)
    if breakdown.state != Breakdown.State.DRAFT:
        raise CannotBreakDown(
            _("分解方案现为“%(state)s”，须先退回草拟才能修改") % {"state": breakdown.get_state_display()}
        )
    if breakdown.issued_on and not why.strip():
        raise CannotBreakDown(_("已下达过的分解方案，修改须写明原因"))
    _refuse_bad(shares)
    if kind in Target.Kind.values:
        target.kind = kind
        writing.save(target, by=by, why=why or _("改变分解方式"))
    breakdown.method, breakdown.register = method, register
    writing.save(breakdown, by=by, why=why)
    _write_parts(breakdown, shares, by=by, why=why)
    return breakdown


def _write_parts(breakdown: Breakdown, shares: Sequence[Share], *, by: User, why: str) -> None:
    target = breakdown.target
    # A range and a ratio have two terms, and each unit that owes them in full owes both.
    second = None if target.kind == Target.Kind.SPLIT else target.value2
    old = {part.unit_id: part for part in breakdown.parts.all()}
    for share in shares:
        part = old.pop(share.unit.pk, None) or Part(breakdown=breakdown, unit=share.unit)
        part.value, part.value2, part.weight = share.value, share.value2 or second, share.weight
        part.due_date, part.note = share.due_date, share.note
        writing.save(part, by=by, why=why)
    for part in old.values():
        writing.void(part, by=by, why=why or _("不再承担此项任务"))
        close_duties(part)


def _refuse_bad(shares: Sequence[Share]) -> None:
    if not shares:
        raise CannotBreakDown(_("请至少选择一个承担单位"))
    seen: set[int] = set()
    for share in shares:
        if share.unit.pk in seen:
            raise CannotBreakDown(_("%(unit)s 重复出现") % {"unit": share.unit})
        if share.value < 0:
            raise CannotBreakDown(_("%(unit)s 的任务数不能为负") % {"unit": share.unit})
        seen.add(share.unit.pk)


@transaction.atomic
def comment(*, breakdown: Breakdown, unit: Unit, agrees: bool, text: str, by: User) -> BreakdownComment:
    """A recipient's opinion while the breakdown is out for comments; disagreeing needs words. Closes the unit's duty."""
    if not acts_for(by, Verb.COMMENT, unit):
        raise CannotBreakDown(_("您不能代表%(unit)s提出意见") % {"unit": unit})
    if breakdown.state != Breakdown.State.COMMENTING:
        raise CannotBreakDown(_("现在不在征求意见期间"))
    if not breakdown.parts.filter(unit=unit).exists():
        raise CannotBreakDown(_("%(unit)s 不承担此项任务") % {"unit": unit})
    if not agrees and not text.strip():
        raise CannotBreakDown(_("不同意请写明理由和建议"))
    remark = BreakdownComment(breakdown=breakdown, unit=unit, agrees=agrees, text=text, by=by, at=calendar.now())
    writing.save(remark, by=by)
    close_duties(breakdown, COMMENT_DUTY, unit=unit)
    return remark


@transaction.atomic
def answer(*, remark: BreakdownComment, text: str, by: User) -> BreakdownComment:
    """Say what became of a recipient's opinion (采纳情况). Raises CannotBreakDown without the right, or without words."""
    if not may(by, Verb.BREAK_DOWN, remark.breakdown.target.task.unit):
        raise CannotBreakDown(_("您不能答复对这个分解方案的意见"))
    if not text.strip():
        raise CannotBreakDown(_("请写明采纳情况"))
    remark.answer = text.strip()
    return writing.save(remark, by=by)


def check_enough(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """Refuse to submit or issue parts that do not make the target. Raises CannotMove with the figure that is missing."""
    parts = list(breakdown.parts.all())
    if not parts:
        raise CannotMove(_("还没有分解到任何单位"))
    target = breakdown.target
    result = check(target, parts)
    if not result.enough:
        words = {"figure": _plain(result.figure), "target": target.value_text, "missing": _plain(result.missing)}
        if target.comparator == Target.Comparator.AT_MOST:
            raise CannotMove(_("各单位为 %(figure)s，比上限 %(target)s 多 %(missing)s") % words)
        raise CannotMove(_("各单位合计 %(figure)s，距目标 %(target)s 还差 %(missing)s") % words)


def _plain(number: Decimal) -> str:
    return f"{round(number, 4).normalize():f}"


def after_circulating(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """Ask every recipient for its comments within three working days."""
    due = calendar.add_working_days(calendar.today(), 3)
    for part in breakdown.parts.select_related("unit"):
        open_duty(
            kind=COMMENT_DUTY,
            record=breakdown,
            unit=part.unit,
            verb=Verb.COMMENT,
            title=gettext_noop("对分解方案提出意见：%(target)s"),
            names={"target": breakdown.target},
            url=f"/plan/targets/{breakdown.target_id}/breakdown/",
            due=due,
        )


def after_submitting(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """Ask the leaders for the meeting's decision."""
    close_duties(breakdown, COMMENT_DUTY)
    open_duty(
        kind=APPROVE_DUTY,
        record=breakdown,
        unit=breakdown.target.task.unit,
        verb=Verb.APPROVE,
        title=gettext_noop("审定分解方案：%(target)s"),
        names={"target": breakdown.target},
        url=f"/plan/targets/{breakdown.target_id}/breakdown/",
        due=calendar.add_working_days(calendar.today(), 3),
    )


def before_issuing(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """Refuse parts that do not make the target; note the day of issue."""
    check_enough(breakdown, by=by, changes=changes)
    breakdown.issued_on = calendar.today()


def after_issuing(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """The meeting has approved: every unit owes its part from now on."""
    close_duties(breakdown)
    show_target(breakdown.target)
    for handed_on in follow_above(breakdown, by=by):
        show_target(handed_on)


def after_leaving_approval(breakdown: Breakdown, *, by: User, changes: Mapping[str, Any]) -> None:
    """The breakdown goes back to its draft: nobody owes an opinion, a decision or, until it is issued again, a report."""
    close_duties(breakdown)
    for part in breakdown.parts.all():
        close_duties(part, REPORT_DUTY)
