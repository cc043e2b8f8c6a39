"""What each step of a promotion round checks: nobody is left behind on the way, and nothing goes ahead of its day."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing
from zugong.modules.villages.models import PromotionApplication, PromotionRound

Changes = Mapping[str, Any]
State = PromotionApplication.State


def before_announcing(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """What is announced adds up: the posts to the number, and there is still time to apply."""
    posts = list(round_.posts.values_list("quota", flat=True))
    if posts and sum(posts) != round_.quota:
        raise CannotMove(
            _("岗位合计 %(sum)d 人，与计划 %(quota)d 人不一致") % {"sum": sum(posts), "quota": round_.quota}
        )
    if round_.applies_to < calendar.today():
        raise CannotMove(_("报名截止日期 %(day)s 已过，请先改期") % {"day": round_.applies_to})


def before_closing_applications(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """The last day of applications has passed."""
    if calendar.today() <= round_.applies_to:
        raise CannotMove(_("报名到 %(day)s 止（含当日），还不能截止") % {"day": round_.applies_to})


def before_reviewing(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Every township has said whom it recommends."""
    _none_left(round_, State.APPLIED)


def before_exam(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Every recommendation is reviewed, somebody may sit the exam, and each of them has an admission number."""
    _none_left(round_, State.RECOMMENDED)
    qualified = _standing(round_, State.QUALIFIED)
    if not qualified.exists():
        raise CannotMove(_("没有人通过资格审查，不能进入笔试；可以取消这个批次"))
    unnumbered = qualified.filter(admission_number="").count()
    if unnumbered:
        raise CannotMove(_("还有 %(count)d 人没有准考证号") % {"count": unnumbered})
    if round_.exam_on is None:
        raise SomethingMissing(_("请填写笔试日期"), ("exam_on",))


def before_interviews(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Everybody has a written score or was absent."""
    missing = _standing(round_, State.QUALIFIED).filter(written__isnull=True, written_absent=False).count()
    if missing:
        raise CannotMove(_("还有 %(count)d 人没有笔试成绩，也没有标为缺考") % {"count": missing})


def before_inspections(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """At least one interview has its score, and so there are places."""
    rows = PromotionApplication.objects.filter(round=round_)
    if not rows.filter(interview__isnull=False).exists():
        raise CannotMove(_("还没有面试成绩"))


def before_publicity(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Every inspection is reported, and somebody is left to be published."""
    _none_left(round_, State.INSPECTING)
    if not _standing(round_, State.VETTING, State.PUBLICITY).exists():
        raise CannotMove(_("没有考察合格的人选可以公示"))


def before_appointments(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Nobody still waits to be published."""
    _none_left(round_, State.VETTING)


def before_closing(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """Everybody has been appointed, refused or has withdrawn."""
    ended = (State.APPOINTED, State.NOT_TAKEN, State.WITHDRAWN)
    left = PromotionApplication.objects.filter(round=round_).exclude(state__in=ended).count()
    if left:
        raise CannotMove(_("还有 %(count)d 人没有办结") % {"count": left})


def before_cancelling(round_: PromotionRound, *, by: Any, changes: Changes) -> None:
    """A round in which somebody has been appointed is not cancelled any more."""
    if _standing(round_, State.APPOINTED).exists():
        raise CannotMove(_("已有人录用，不能取消这个批次"))


def _standing(round_: PromotionRound, *states: str) -> Any:
    return PromotionApplication.objects.filter(round=round_, state__in=states)


def _none_left(round_: PromotionRound, state: str) -> None:
    left = _standing(round_, state).count()
    if left:
        raise CannotMove(_("还有 %(count)d 人停在“%(state)s”") % {"count": left, "state": State(state).label})
