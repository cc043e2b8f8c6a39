"""What is computed behind the pages."""

from typing import Any

from zugong.kernel import calendar
from zugong.kernel.indicators.models import Subject
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.jobs.declaring import daily


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
