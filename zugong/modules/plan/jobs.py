"""What the platform does for the plan every day."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.parameters.reading import remembering
from zugong.modules.plan.actions.reports import ask_for_reports
from zugong.modules.plan.actions.supervision import propose_slips


@daily("plan.ask_for_reports", _("请各单位填报进展"))
def ask_units_to_report(progress: Any) -> dict[str, int]:
    """Ask every unit that owes a part for this month's figure, once a month."""
    with remembering():
        return {"asked": ask_for_reports(calendar.today())}


@daily("plan.propose_slips", _("拟出督查单"))
def draw_up_slips(progress: Any) -> dict[str, int]:
    """Draw up slips for what shows red, to be signed or dropped by a leader."""
    with remembering():
        return {"drawn_up": len(propose_slips(calendar.today()))}
