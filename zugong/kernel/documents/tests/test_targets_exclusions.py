"""What is never a target, and the nearest thing to it that is one."""

import pytest

from zugong.kernel.documents.tests.targets_in import values_in


@pytest.mark.parametrize(
    "sentence",
    [
        # years, dates, ordinals, congresses
        "2023年是“十四五”规划的关键一年。",
        "编制2021—2025年规划。",
        "6月30日召开会议。",
        "深入学习贯彻党的二十大和二十届三中全会精神。",
        "召开第3批试点推进会。",
        "一是加强领导，二是强化督查。",
        # numbers of documents, programmes and lines
        "贯彻落实省政办〔2023〕5号文件。",
        "实施“115”产业创新团队计划。",
        "推行1+N模式，建设5G专网，改造G40高速出口。",
        "用好12345热线，电话0551-66668888。",
        "入选世界500强企业名录。",
        # slogans
        "务求“四个突破”，聚力“五个提升”。",
        "实施八大工程，落实三个一批，抓好五项机制。",
        "围绕五个方面，抓住8个环节。",
        "聚焦一件大事，坚持一网通办、一把手负责。",
        "问题干部发现一个、查办一个。",
        "这是一个系统工程。",
        # scores, weights, grants
        "党建考核占20分，权重30%，满分100分，每项加2分。",
        "民主测评占30%。",
        "给予最高50万元补助。",
        "对首次达标的企业给予不超过10万元奖励。",
        "每人每月补贴1000元。",
        "按设备投资额的8%给予补助。",
        # conditions and things that are
        "选拔对象年龄不超过35岁，具有5年以上工作经历。",
        "有正式党员3名以上的村要单独建立支部。",
        "投资5亿元以上的项目优先保障。",
        "24小时值班，构建15分钟便民圈。",
        "全市7个县区要抓好落实。",
        "在30公里范围内设立标志。",
        "杜绝一次死亡10人以上事故。",
        "绘制1:500地形图。",
        "评价分为四个等次。",
        "位居全省第一方阵，进入全省前列。",
    ],
)
def test_what_promises_nothing_is_no_target(sentence):
    assert values_in(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，全市新增企业200家，增长12%。",
        "去年完成改造30个。",
        "截至目前，已建成示范点20个。",
        "过去五年，累计投入5亿元。",
        "我们先后引进人才300名。",
        "建成了50个示范村。",
        "全县现有村卫生室180个。",
        "前6个月，工业投资增长20%。",
        "培育的企业已达30家。",
    ],
)
def test_results_of_the_past_are_no_targets(sentence):
    assert values_in(sentence) == []


def test_the_half_of_a_report_that_looks_back_gives_no_targets():
    report = (
        "# 一、2023年工作回顾",
        "全县生产总值增长6.5%，新增就业6200人。",
        "## （一）产业发展提速",
        "新增规上企业32家。",
        "# 二、2024年工作安排",
        "全县生产总值增长6%左右。",
        "## （一）抓工业",
        "新增规上企业30家。",
    )
    assert values_in(*report) == [6, 30]


def test_without_headings_the_words_of_time_part_past_from_future():
    speech = (
        "一年来，我们主要做了以下工作：",
        "# 一、抓项目",
        "实施重点项目100个，完成投资50亿元。",
        "今年，全县要实施重点项目120个。",
        "完成投资60亿元。",
    )
    assert values_in(*speech) == [120, 6_000_000_000]


def test_in_one_sentence_the_last_word_of_time_holds():
    assert values_in("2023年完成50%，2024年力争达到60%。") == [60]
    assert values_in("在去年新增20家的基础上，今年再新增30家。") == [30]
    assert values_in("比2020年下降10%。") == [10]
    assert values_in("覆盖率达到80%（2023年为70%）。") == [80]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("发放创业担保贷款2亿元。", [200_000_000]),
        ("兑现奖补资金8000万元。", [80_000_000]),
        ("基本公卫补助标准提高到89元。", [89]),
        ("引进亿元以上项目30个。", [30]),
        ("新建220千伏变电站2座。", [2]),
        ("新建2万吨污水处理厂1座。", [1]),
        ("65岁以上老年人健康管理率达到70%。", [70]),
        ("人均预期寿命达到79.5岁。", [79.5]),
        ("群众满意度达到90分以上。", [90]),
        ("每万人口发明专利达到6件。", [6]),
        ("在全市20个村开展试点。", [20]),
        ("新建两所学校。", [2]),
        ("建设旅游目的地两个。", [2]),
    ],
)
def test_the_real_target_beside_a_number_in_passing_is_kept(sentence, values):
    assert values_in(sentence) == values
