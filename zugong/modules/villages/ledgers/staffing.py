"""Lists of how villages stand with the “three ones”, and of what is missing."""

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.models import StaffingGap, StaffingSpan


class StaffingSpans(Ledger):
    """每个村（社区）从何时到何时“三个一”齐不齐、缺哪一个；由任职、出生日期、学历和人员状态自动算出，不能填写。"""

    model = StaffingSpan
    name = "village-staffing"
    columns = ("unit", "day", "until", "says", "loose", "strict", "registered")
    filters = {
        "unit": ["within"],
        "loose": ["exact"],
        "strict": ["exact"],
        "registered": ["exact"],
        "day": ["gte", "lte"],
    }
    ordering = ("unit__path", "day", "pk")
    search_fields = ("unit__name",)


class StaffingGaps(Ledger):
    """“三个一”有缺口的村（社区）：缺哪一个、何时立项、乡镇的补齐计划和说明；补齐后自动办结。"""

    model = StaffingGap
    name = "village-staffing-gaps"
    columns = ("unit", "township", "says", "since", "opened_on", "planned_for", "accepted_until", "closed_on", "state")
    filters = {
        "unit": ["within"],
        "township": ["exact"],
        "state": ["exact"],
        "opened_on": ["gte", "lte"],
        "closed_on": ["isnull"],
    }
    ordering = ("unit__path", "-opened_on", "-pk")
    search_fields = ("unit__name",)
