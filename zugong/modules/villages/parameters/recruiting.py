"""The numbers that rule the unified recruitment examination, each with its source."""

from zugong.kernel.parameters.declaring import declare
from zugong.modules.villages.models.people import Level
from zugong.modules.villages.rules.exam_ranking import Tie

NOTES = "村级后备力量统一招录招考惯例（系统默认，可调整）"
LEVELS = "、".join(f"{level.value} {level.label}" for level in Level)
PREFIX = "villages.recruiting."

declare(code=PREFIX + "most_age", label="统一招录的年龄上限", default=35, unit="周岁", source=NOTES)
declare(code=PREFIX + "least_age", label="统一招录的年龄下限", default=18, unit="周岁", source=NOTES)
declare(code=PREFIX + "least_level", label=f"统一招录的最低学历（{LEVELS}）", default=50, unit="学历代码", source=NOTES)
declare(code=PREFIX + "full_time", label="统一招录要求全日制学历", default=True, unit="", source=NOTES)
declare(code=PREFIX + "opening_ratio", label="开考比例（1 比几）", default=3, unit="人", source=NOTES)
declare(code=PREFIX + "interview_ratio", label="面试入围比例（1 比几）", default=3, unit="人", source=NOTES)
declare(code=PREFIX + "written_weight", label="笔试成绩占综合成绩的比重", default=50, unit="%", source=NOTES)
declare(code=PREFIX + "written_pass", label="笔试合格线", default=0, unit="分", source=NOTES)
declare(code=PREFIX + "interview_pass", label="面试合格线", default=60, unit="分", source=NOTES)
declare(
    code=PREFIX + "ties",
    label="综合成绩相同时依次比较（written 笔试成绩、level 学历、younger 年龄较小）",
    default=[Tie.WRITTEN.value, Tie.LEVEL.value],
    unit="",
    source=NOTES,
    allowed=tuple(tie.value for tie in Tie),
)
declare(code=PREFIX + "post_places", label="一个岗位最多招录人数", default=5, unit="人", source=NOTES)
declare(code=PREFIX + "posts_days", label="县区申报岗位的时限", default=10, unit="工作日", source=NOTES)
declare(code=PREFIX + "challenge_days", label="资格审查不合格的申诉时限", default=3, unit="工作日", source=NOTES)
declare(
    code=PREFIX + "publicity_days",
    label="拟录用人员公示时间（5 至 7 个工作日）",
    default=5,
    unit="工作日",
    source=NOTES,
)
