"""What happens to duties every day."""

from typing import Any

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.clocks import watch
from zugong.kernel.procedures.digests import write_digests
from zugong.kernel.procedures.duties import climb


@daily("procedures.climb")
def climb_the_line(progress: Any) -> dict[str, int]:
    """Note which terms are half or nearly used up, let overdue duties climb, then tell everybody in one summary what the day asks for."""
    today = calendar.today()
    with remembering():
        warned = watch(today, progress)
        climbed = climb(today, progress)
        return {"warned": warned, "climbed": climbed, "digests": write_digests(today, progress)}
