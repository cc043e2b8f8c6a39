"""Each family of quantified commitments is found, with its value and comparator."""

import pytest

from zugong.kernel.documents.tests.targets_in import targets_in, values_in


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("新建高标准农田5万亩。", [50_000]),
        ("高标准农田新建5万亩。", [50_000]),
        ("党员发展数达300名。", [300]),
        ("选聘三百名教师。", [300]),
        ("建设一百二十个村卫生室。", [120]),
        ("引进人才1,200人。", [1200]),
        ("新增就业0.6万人。", [6000]),
        ("到位资金8.14亿元。", [814_000_000]),
        ("拆除违建十余处。", [10]),
        ("走访企业百余家。", [100]),
        ("惠及10万学生家庭。", [100_000]),
    ],
)
def test_a_number_is_found_before_and_after_its_noun(sentence, values):
    assert values_in(sentence) == values


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("动员万名职工岗位练兵。", 10_000),
        ("开展百名专家下基层。", 100),
        ("送戏下乡近千场。", 1000),
        ("产值突破千亿元。", 100_000_000_000),
        ("规上企业数量破百。", 100),
        ("每村至少培养一个示范户。", 1),
        ("一半以上的村建成示范村。", 50),
        ("三分之二以上的支部达标。", 66.67),
        ("出租率达八成以上。", 80),
        ("覆盖率达到百分之九十五。", 95),
        ("工业总产值翻一番。", 2),
        ("研发投入增长1.5倍。", 1.5),
    ],
)
def test_a_number_without_digits_is_found(sentence, value):
    assert values_in(sentence) == [value]


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("联系2—3个社区。", (2, 3)),
        ("联系2-3个社区。", (2, 3)),
        ("增长5%~8%。", (5, 8)),
        ("打造三至五个品牌。", (3, 5)),
        ("培育企业100至150家。", (100, 150)),
        ("投资5—8亿元。", (500_000_000, 800_000_000)),
        ("选派两三名骨干。", (2, 3)),
    ],
)
def test_a_range_has_two_values(sentence, pair):
    (target,) = targets_in(sentence)
    assert (target.value, target.value2, target.comparator) == (*pair, "between")


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("按“选4配1”的办法配备骨干。", (4, 1)),
        ("按1:1比例配套。", (1, 1)),
        ("按照1∶2的比例配备。", (1, 2)),
        ("师生比不低于1：20。", (1, 20)),
    ],
)
def test_a_ratio_has_two_values(sentence, pair):
    (target,) = targets_in(sentence)
    assert (target.value, target.value2, target.comparator) == (*pair, "ratio")


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("帮扶脱贫人口5086户20402人。", [5086, 20402]),
        ("后续扶持惠及3.2万户10.5万人。", [32_000, 105_000]),
        ("建成省级示范社5个、市级20个。", [5, 20]),
        ("引进博士50名、硕士200名。", [50, 200]),
        ("城镇和农村居民收入分别增长6%、8%。", [6, 8]),
        ("市、县各新建2个基地。", [2]),
        ("入园率和巩固率均达到95%以上。", [95, 95]),
        ("注册率、结业率达到100%。", [100, 100]),
        ("事故起数、死亡人数分别下降10%以上。", [10, 10]),
        ("接通率、办结率分别达到98%、100%。", [98, 100]),
    ],
)
def test_every_noun_that_shares_a_phrase_has_its_own_target(sentence, values):
    assert values_in(sentence) == values


def test_numbers_after_respectively_go_to_their_nouns_with_the_shared_comparator():
    found = targets_in("高血压、糖尿病患者规范管理率分别达到64%、63%。")
    assert [(t.what, t.value, t.comparator) for t in found] == [
        ("高血压", 64, ">="),
        ("糖尿病患者规范管理率", 63, ">="),
    ]


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("增加值增长8%。", 8, "%"),
        ("党组织数量新增20%以上。", 20, "%"),
        ("治理率提高3个百分点。", 3, "个百分点"),
        ("治理率由38%提高到45%。", 45, "%"),
        ("受教育年限由10.8年提高到11.3年。", 11.3, "年"),
        ("办电环节由4个压减到2个。", 2, "个"),
    ],
)
def test_increase_by_and_increase_to_keep_the_promised_number_only(sentence, value, unit):
    (target,) = targets_in(sentence)
    assert (target.value, target.unit) == (value, unit)


@pytest.mark.parametrize(
    ("sentence", "comparator"),
    [
        ("选聘教师30名。", "="),
        ("增长到30%。", "="),
        ("选聘教师30名以上。", ">="),
        ("覆盖率80%以上以上。", ">="),
        ("至少建设3个示范点。", ">="),
        ("培训不少于40学时。", ">="),
        ("合格率不得低于98%。", ">="),
        ("企业突破200家。", ">="),
        ("选派30余名干部。", ">="),
        ("办结率≥80%。", ">="),
        ("失业率控制在5%以内。", "<="),
        ("履约保证金不超过合同金额的5%。", "<="),
        ("办理时间压缩至3个工作日。", "<="),
        ("死亡率低于4‰。", "<="),
        ("浓度降至35微克/立方米以下。", "<="),
        ("选聘教师30名左右。", "~"),
        ("培训约300人。", "~"),
        ("动员万名职工练兵。", "~"),
    ],
)
def test_the_words_around_a_number_say_how_it_is_meant(sentence, comparator):
    (target,) = targets_in(sentence)
    assert target.comparator == comparator


@pytest.mark.parametrize("sentence", ["综合实力进入全省前8名。", "力争进入全市前八。", "排名保持在全省前8位。"])
def test_a_rank_is_at_most_its_place(sentence):
    (target,) = targets_in(sentence)
    assert (target.value, target.comparator) == (8, "<=")


def test_each_milestone_is_a_target_with_its_own_day():
    found = targets_in("6月底前完成50%，9月底前完成75%以上，年底前全面完成。")
    assert [(t.value, t.deadline) for t in found] == [(50, "2024-06-30"), (75, "2024-09-30"), (100, "2024-12-31")]


def test_a_target_is_found_inside_a_heading_and_belongs_to_it():
    (target,) = targets_in("# 一、培训3万人次")
    assert (target.value, target.heading) == (30_000, "一、培训3万人次")


@pytest.mark.parametrize(
    "sentence",
    [
        "家政服务全覆盖。",
        "商圈党组织应建尽建。",
        "低保对象应保尽保。",
        "整改率达100%。",
        "隐患整改率达到百分之百。",
        "年底前全部完成整改。",
        "每个社区都要建立议事机制。",
        "走访群众不漏一户。",
    ],
)
def test_full_coverage_is_a_hundred_per_cent(sentence):
    (target,) = targets_in(sentence)
    assert (target.value, target.unit) == (100, "%")


@pytest.mark.parametrize("sentence", ["重大隐患动态清零。", "确保较大事故零发生。"])
def test_leaving_none_is_a_target_of_nought(sentence):
    assert values_in(sentence) == [0]


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "scope"),
    [
        ("每月至少开展1次主题党日。", 1, "次", "每月"),
        ("每季度调度不少于2次。", 2, "次", "每季度"),
        ("工作专班每周召开一次例会。", 1, "次", "每周"),
        ("干部每年培训不少于40学时。", 40, "学时", "每年"),
        ("每个村至少储备1名后备干部。", 1, "名", "每个村"),
    ],
)
def test_a_rhythm_and_a_share_for_each_are_scopes(sentence, value, unit, scope):
    (target,) = targets_in(sentence)
    assert (target.value, target.unit, target.scope) == (value, unit, scope)


def test_a_table_gives_the_target_of_each_row_in_its_unit():
    found = targets_in(
        "序号｜项目名称｜单位｜2023年完成｜2024年目标｜权重",
        "1｜高标准农田｜万亩｜12.5｜13.2｜15",
        "2｜自来水普及率｜%｜95.1｜≥96.5｜10",
    )
    assert [(t.what, t.value, t.unit, t.comparator, t.deadline) for t in found] == [
        ("高标准农田", 132_000, "亩", "=", "2024-12-31"),
        ("自来水普及率", 96.5, "%", ">=", "2024-12-31"),
    ]


def test_a_table_of_a_five_year_plan_leaves_its_base_year_out():
    found = targets_in(
        "指标｜单位｜2020年｜2025年｜年均/累计｜属性",
        "生产总值增速｜%｜2.3｜—｜6.5｜预期性",
        "新增学位｜个｜3000｜—｜〔12000〕｜预期性",
        "森林覆盖率｜%｜45.1｜＞45.5｜—｜约束性",
        year=2021,
    )
    assert [(t.what, t.value, t.comparator) for t in found] == [
        ("生产总值增速", 6.5, "="),
        ("新增学位", 12_000, "="),
        ("森林覆盖率", 45.5, ">="),
    ]


def test_a_row_without_a_known_head_is_read_as_sentences():
    (target,) = targets_in("1｜城镇新增就业｜5万人｜人社局")
    assert (target.value, target.what) == (50_000, "城镇新增就业")
