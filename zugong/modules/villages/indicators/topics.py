"""Under which headings the board shows the measures of the village cadre force: whatever begins with the code, the longest first."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import declare_topic

TOPICS = (
    (_("村干部队伍"), ("villages.",)),
    (_("“三个一”配备"), ("villages.three_ones", "villages.without_", "villages.unregistered", "villages.staffing_")),
    (_("统一招考"), ("villages.recruiting",)),
    (_("联审与备案"), ("villages.vett", "villages.filed")),
    (_("激浊扬清"), ("villages.clues_", "villages.problems_", "villages.repeat_")),
    (_("软弱涣散村整顿"), ("villages.weak_",)),
    (_("村干部报酬"), ("villages.pay",)),
    (_("晋升与担当作为好书记"), ("villages.promot", "villages.role_models")),
)

for _label, _beginnings in TOPICS:
    for _beginning in _beginnings:
        declare_topic(_beginning, _label)
