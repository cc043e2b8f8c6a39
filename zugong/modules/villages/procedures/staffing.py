"""How a village's missing “one” is filled: by the township within a term, or explained to the county for a while."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, State
from zugong.kernel.procedures.moving import CannotMove
from zugong.modules.villages.models import StaffingGap

FILL = gettext_noop("补齐“三个一”：%(case)s")
CONFIRM = gettext_noop("确认“三个一”缺口的情况说明：%(case)s")
STANDING = ("open", "explained", "accepted")


def not_past(gap: StaffingGap, *, by: Any, changes: dict[str, Any]) -> None:
    """Refuse a day that has passed already."""
    day: date | None = changes.get("accepted_until") or changes.get("planned_for")
    if day is not None and day < calendar.today():
        raise CannotMove(_now("日期 %(day)s 已经过去，请填今后的日期") % {"day": day})


STATES = [
    State(
        "open",
        _("待补齐"),
        limit=Limit("villages.three_ones.gap_days", working=False, title=FILL, case=str),
    ),
    State("explained", _("说明待确认"), limit=Limit("procedures.reply_days", title=CONFIRM, case=str)),
    State("accepted", _("说明已确认")),
    State("filled", _("已补齐")),
    State("lapsed", _("不再适用")),
]
MOVES = [
    Move(
        "plan", _("填写补齐计划"), ("open",), "open", Verb.REPORT,
        place="township", needs=("plan", "planned_for"), check=not_past,
    ),
    Move("explain", _("说明情况"), ("open",), "explained", Verb.REPORT, place="township", needs=("explanation",)),
    Move(
        "accept", _("确认说明"), ("explained",), "accepted", Verb.CONFIRM,
        place="township.parent", acting="above", needs=("accepted_until",), check=not_past,
    ),
    Move(
        "send_back", _("退回说明"), ("explained",), "open", Verb.CONFIRM,
        place="township.parent", acting="above", needs=("why",), danger=True,
    ),
    Move("resume", _("说明到期"), ("accepted",), "open", None),
    Move("fill", _("补齐"), STANDING, "filled", None),
    Move("lapse", _("不再适用"), STANDING, "lapsed", None, danger=True),
]  # fmt: skip
STAFFING_GAP = Procedure(
    "villages.staffing_gap",
    _("三个一缺口"),
    version=1,
    model=StaffingGap,
    states=STATES,
    moves=MOVES,
    settled=("accepted",),
    about="unit",
)
