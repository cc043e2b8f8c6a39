"""The numbers that rule the “three ones” (三个一)."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import Key, declare
from zugong.kernel.registry.models import Sex
from zugong.modules.villages.models import Level, Office

READING = "全市组织工作要点“推进村干部队伍‘三个一’配备”；口径为系统默认，可调整"
COLUMNS = (
    Key("code", _("代号"), unique=True),
    Key("label", _("名称"), unique=True),
    Key("age_most", _("年龄不超过（周岁）"), int, blank=True),
    Key("age_least", _("年龄不低于（周岁）"), int, blank=True),
    Key("education_least", _("学历不低于"), choices=tuple((f"{one.value}", one.label) for one in Level), blank=True),
    Key("full_time", _("须为全日制"), bool, blank=True),
    Key("sex", _("性别"), choices=((Sex.MALE.value, Sex.MALE.label), (Sex.FEMALE.value, Sex.FEMALE.label)), blank=True),
    Key("offices", _("任何职务（不选为村“两委”成员）"), list, choices=tuple(Office.choices), blank=True),
)

declare(
    code="villages.three_ones.definition",
    label=_("“三个一”的口径：村“两委”成员中各要有怎样的人"),
    default=[
        {"code": "young", "label": "35岁及以下", "age_most": 35},
        {"code": "college", "label": "全日制大专及以上", "education_least": "50", "full_time": True},
        {"code": "woman", "label": "女性", "sex": "2"},
    ],
    unit="",
    source=READING,
    keys=COLUMNS,
)
declare(
    code="villages.three_ones.several",
    label=_("“三个一”可否由同一人兼几项"),
    default=True,
    unit="",
    source=READING,
)
declare(
    code="villages.three_ones.gap_days",
    label=_("“三个一”出现缺口后补齐的时限"),
    default=60,
    unit=_("自然日"),
    source=READING,
    least=1,
)
declare(
    code="villages.three_ones.first_year",
    label=_("“三个一”从哪一年起统计"),
    default=2022,
    unit=_("年"),
    source="村（社区）“两委”换届后台账启用之年（系统默认，可调整）",
    least=2000,
    most=2100,
)
declare(
    code="villages.three_ones.target",
    label=_("“三个一”配备率目标"),
    default=80,
    unit="%",
    source=READING,
    most=100,
)
