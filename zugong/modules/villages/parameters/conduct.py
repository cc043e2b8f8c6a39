"""The numbers that rule the conduct clean-up drive, each with its source."""

from zugong.kernel.parameters.declaring import declare

NOTES = "激浊扬清“四个常态”工作口径（系统默认，可调整）"
ROUTINES = "激浊扬清专项行动：常态发现、常态查核、常态问责、常态巩固；期限为系统默认，可调整"
EFFECTS = "《中国共产党组织处理规定（试行）》、党政领导干部考核和任用有关影响期规定，村干部参照（系统默认，可调整）"

declare(
    code="villages.conduct.assign_days", label="问题线索受理后交办的时限", default=3, unit="工作日", source=ROUTINES
)
declare(
    code="villages.conduct.check_days", label="问题线索交办后查核的时限", default=20, unit="工作日", source=ROUTINES
)
declare(
    code="villages.conduct.countersign_days", label="第二名查核人签字的时限", default=3, unit="工作日", source=ROUTINES
)
declare(
    code="villages.conduct.handle_days", label="查核办结后作出处理的时限", default=10, unit="工作日", source=ROUTINES
)
declare(code="villages.conduct.tell_days", label="处理后告知本人的时限", default=5, unit="工作日", source=ROUTINES)
declare(code="villages.conduct.rectify_days", label="处理后完成整改的时限", default=60, unit="自然日", source=ROUTINES)
declare(code="villages.conduct.recheck_months", label="整改后多久回访复查", default=3, unit="个月", source=ROUTINES)
declare(
    code="villages.conduct.recheck_limit_days",
    label="登记整改后完成回访复查的时限",
    default=120,
    unit="自然日",
    source="整改满三个月后一个月内复查（系统默认，可调整）",
)
declare(code="villages.conduct.outcome_days", label="移送后跟踪结果的时限", default=60, unit="工作日", source=NOTES)
declare(
    code="villages.conduct.effect_months",
    label="处理措施的影响期",
    default={"admonition": 6, "suspension": 6, "removal": 12, "recall": 12},
    unit="个月",
    source=EFFECTS,
)
declare(
    code="villages.conduct.repeat_months", label="多少个月内再次出现算重复反映", default=12, unit="个月", source=NOTES
)
declare(
    code="villages.conduct.repeat_clues", label="同一人、同一村多少条起列为县级线索", default=2, unit="条", source=NOTES
)
