"""What the register does every day: time alone makes people too old and ends offices."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.jobs.declaring import daily
from zugong.kernel.parameters.reading import remembering
from zugong.modules.villages.actions.keeping import keep_up_with_all
from zugong.modules.villages.actions.pay_arrears import lapse_promises
from zugong.modules.villages.actions.pay_keeping import keep_pay
from zugong.modules.villages.actions.staffing import keep_all_staffing
from zugong.modules.villages.following import STAFFING_JOB


@daily("villages.keep_up", _("核查村干部台账"))
def keep_register_up(progress: Any) -> dict[str, int]:
    """Compute the cadres' summaries and the findings anew."""
    with remembering():
        kept = keep_up_with_all()
    return {"cadres": kept.cadres, "found": kept.found, "mended": kept.mended}


@daily(STAFFING_JOB, _("核算“三个一”配备"))
def keep_staffing_up(progress: Any) -> dict[str, int]:
    """See which villages have their “three ones” today, open the cases of those that have not, close those that are filled."""
    kept = keep_all_staffing()
    return {"written": kept.written, "voided": kept.voided, "opened": kept.opened, "closed": kept.closed}


@daily("villages.keep_pay", _("核算村干部报酬"))
def keep_pay_up(progress: Any) -> dict[str, int]:
    """Compute every statement of pay anew, for sums fall due by time alone, and hand back what was promised and not paid."""
    kept = keep_pay()
    return {"statements": kept.statements, "supplements": kept.supplements, "lapsed": lapse_promises()}
