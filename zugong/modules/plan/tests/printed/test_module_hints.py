"""Which module a task is proposed for."""

import pytest

from zugong.modules.plan.models.tasks import MODULES
from zugong.modules.plan.module_hints import HINTS, module_for


@pytest.mark.parametrize(
    ("title", "words", "module"),
    [
        ("线上学", "建成干部手机学习平台，学习情况计入学分。", "learning"),
        ("引进来用", "推行政聘企用，拿出事业编制开展专项招聘。", "talent"),
        ("刚性配备", "按照选4配1的办法配齐领导班子。", "cadres"),
        ("优化结构", "推进村干部队伍三个一配备。", "villages"),
        ("服务产业", "按信用等级给守信农户授信。", "credit"),
        ("抓组建", "出台小区党支部工作规范。", "compounds"),
        ("做亮品牌", "引导快递员、外卖骑手参与治理。", "newjobs"),
        ("改进年度考核", "完善综合考核办法，既看总量也看位次。", "review"),
        ("转变作风", "持续开展专项整治。", ""),
    ],
)
def test_a_task_is_proposed_for_the_module_whose_words_it_speaks(title, words, module):
    assert module_for(title, words) == module


def test_the_heading_above_decides_where_the_words_say_nothing():
    assert module_for("抓规范", "发挥行业党委作用。", "提升红色物业建设水平") == "compounds"


def test_hints_are_given_for_every_module():
    assert set(HINTS) == {code for code, _label in MODULES}
