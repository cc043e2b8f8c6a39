"""What each step of a round of role models checks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.procedures.moving import CannotMove
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound

Changes = Mapping[str, Any]
State = RoleModelNomination.State


def before_announcing(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """There is still time to nominate."""
    if round_.nominates_to < calendar.today():
        raise CannotMove(_("推荐截止日期 %(day)s 已过，请先改期") % {"day": round_.nominates_to})


def before_reviewing(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """The last day of nominations has passed, and every township has signed its own."""
    if calendar.today() <= round_.nominates_to:
        raise CannotMove(_("推荐到 %(day)s 止（含当日），还不能截止") % {"day": round_.nominates_to})
    none_left(round_, State.NOMINATED)


def before_contest(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """Every nomination is reviewed."""
    none_left(round_, State.RECOMMENDED)


def before_publicity(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """It is decided of everybody, and somebody is shortlisted."""
    none_left(round_, State.REVIEWED)
    if not RoleModelNomination.objects.filter(round=round_, state=State.VETTING).exists():
        raise CannotMove(_("没有入选的人选可以公示"))


def before_naming(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """Nobody waits any more, and somebody has been named."""
    none_left(round_, State.VETTING)
    none_left(round_, State.PUBLICITY)
    if not RoleModelNomination.objects.filter(round=round_, state=State.NAMED).exists():
        raise CannotMove(_("还没有命名任何人"))


def before_cancelling(round_: RoleModelRound, *, by: Any, changes: Changes) -> None:
    """A round in which somebody has been named is not cancelled any more."""
    if RoleModelNomination.objects.filter(round=round_, state=State.NAMED).exists():
        raise CannotMove(_("已有人命名，不能取消这个批次"))


def none_left(round_: RoleModelRound, state: str) -> None:
    """Raise CannotMove while somebody stands in the state."""
    left = RoleModelNomination.objects.filter(round=round_, state=state).count()
    if left:
        raise CannotMove(_("还有 %(count)d 人停在“%(state)s”") % {"count": left, "state": State(state).label})
