"""What is computed behind the pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.indicators.closing import JOB, close, job_key, verify
from zugong.kernel.indicators.following import FOLLOWING, keep_up
from zugong.kernel.indicators.freezing import Damaged, sweep
from zugong.kernel.indicators.models import Closing, Subject
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.jobs.declaring import daily, job
from zugong.kernel.jobs.models import Job
from zugong.kernel.registry.models import Unit


@daily("indicators.refresh")
def refresh_figures(progress: Any) -> dict[str, int]:
    """Compute all cells from all facts, and this year's standings: lamps change with the day even where nothing is reported."""
    progress(0, 2, "汇总数据")
    cells = refresh_all()
    progress(1, 2, "比对目标")
    year = calendar.today().year
    standings = restand(subjects=Subject.objects.filter(year=year).values_list("code", flat=True), year=year)
    progress(2, 2, "")
    return {"cells": cells, "standings": standings}


@job(FOLLOWING, _("更新指标"))
def follow_changes(progress: Any) -> dict[str, int]:
    """Count anew what was touched since; done again, it finds nothing left to do."""
    cells = keep_up()
    progress(1, 1, "")
    return {"cells": cells}


@daily("indicators.verify_closings", _("核验结账数据"))
def verify_closings(progress: Any) -> dict[str, Any]:
    """See whether frozen figures and facts are what they were, and delete what closings that never came about have left."""
    closings = list(Closing.with_voided.all())
    damaged = []
    for done, closing in enumerate(closings):
        progress(done, len(closings), str(closing))
        try:
            verify(closing)
        except Damaged as error:
            damaged.append(f"{closing}: {error}")
    swept = sweep({closing.digest for closing in closings})
    return {"closings": len(closings), "damaged": damaged, "swept": swept}


@job(JOB, _("结账"))
def close_period(progress: Any, *, unit: int, period: str, number: int, why: str) -> dict[str, Any]:
    """Close a period as it was asked for; done again, it finds what it did."""
    place = Unit.objects.get(pk=unit)
    asked = Job.objects.filter(key=job_key(period, number)).select_related("by").first()
    progress(0, 1, "冻结数据")
    closing = close(unit=place, period=Period.parse(period), by=asked.by if asked else None, why=why, number=number)
    progress(1, 1, "")
    return {"digest": closing.digest, "url": f"/board/{place.code}/{period}/closing/"}
