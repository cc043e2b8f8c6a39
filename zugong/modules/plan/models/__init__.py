"""The records of the plan at work."""

from zugong.modules.plan.models.breakdowns import Breakdown, BreakdownComment, Part
from zugong.modules.plan.models.plans import Edition, Line, Plan, TaskGroup
from zugong.modules.plan.models.reports import OutsideResult, Report
from zugong.modules.plan.models.supervision import Bulletin, Postponement, Slip
from zugong.modules.plan.models.tasks import Target, Task

__all__ = [
    "Breakdown",
    "BreakdownComment",
    "Bulletin",
    "Edition",
    "Line",
    "OutsideResult",
    "Part",
    "Plan",
    "Postponement",
    "Report",
    "Slip",
    "Target",
    "Task",
    "TaskGroup",
]
