"""What happens to duties every day."""

from typing import Any

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.duties import climb


@daily("procedures.climb")
def climb_the_line(progress: Any) -> dict[str, int]:
    """Let overdue duties climb to the units above."""
    with remembering():
        return {"climbed": climb(calendar.today(), progress)}
