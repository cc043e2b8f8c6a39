"""Quote, noun, hedge, scope and deadline of a target."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel.documents.reading.shapes import Block, BlockKind
from zugong.kernel.documents.reading.targets import find_targets
from zugong.kernel.documents.tests.targets_in import targets_in


@pytest.mark.parametrize(
    ("sentence", "quote", "what"),
    [
        ("充实力量，选聘40名左右资深工程师、技师担任导师。", "选聘40名左右资深工程师", "资深工程师"),
        ("统筹拿出150个周转编制，面向医院。", "统筹拿出150个周转编制", "周转编制"),
        ("全市签约率至少达到70%，其余随后。", "全市签约率至少达到70%", "签约率"),
        ("各镇要帮带2个基础薄弱、发展滞后的村。", "各镇要帮带2个基础薄弱、发展滞后的村", "村"),
        ("培育家庭农场30家、合作社20家。", "培育家庭农场30家", "家庭农场"),
        ("新建5086套，发放补贴。", "新建5086套", ""),
    ],
)
def test_the_quote_is_the_phrase_and_the_noun_is_what_is_counted(sentence, quote, what):
    target = targets_in(sentence)[0]
    assert (target.quote, target.what) == (quote, what)


def test_the_quote_keeps_the_signs_of_the_text():
    (target,) = targets_in("完成率达到９５％以上。")
    assert (target.quote, target.value) == ("完成率达到９５％以上", 95)


@pytest.mark.parametrize(
    ("sentence", "hedge"),
    [
        ("力争打造6个示范村。", "力争"),
        ("争取新增企业20家。", "争取"),
        ("原则上不少于10天，培训每年不少于12天。", "原则上"),
        ("确保新增企业20家。", None),
        ("争取上级资金5亿元。", None),
        ("人均预期寿命达到79岁。", None),
    ],
)
def test_only_softening_words_are_hedges(sentence, hedge):
    assert targets_in(sentence)[0].hedge == hedge


def test_a_hedge_holds_to_the_end_of_its_part_of_the_sentence():
    found = targets_in("力争打造省级社区6个、市级社区16个；新增企业20家。")
    assert [t.hedge for t in found] == ["力争", "力争", None]


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("全市签约率达到70%。", "全市"),
        ("各乡镇党委书记要包抓2—3个村。", "各乡镇党委书记"),
        ("各乡镇均建成1个以上书房。", "各乡镇"),
        ("每名队员联系不少于5户。", "每名队员"),
        ("条件较好的乡镇要实现全覆盖。", "条件较好的乡镇"),
        ("每千人口床位达到7张。", None),
        ("进入全省前三。", None),
        ("每个村储备2名后备干部，新增企业20家。", "每个村"),
    ],
)
def test_the_scope_says_who_owes(sentence, scope):
    assert targets_in(sentence)[0].scope == scope


def test_a_narrow_scope_ends_with_its_clause_and_a_wide_one_with_its_sentence():
    assert [t.scope for t in targets_in("每个村储备2名干部，新增企业20家。")] == ["每个村", None]
    assert [t.scope for t in targets_in("全市新增企业20家，招引项目30个。新建5所学校。")] == ["全市", "全市", None]


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("2024年底前新增20家。", "2024-12-31"),
        ("到2027年，新增20家。", "2027-12-31"),
        ("年底前新增20家。", "2024-12-31"),
        ("今年新增20家。", "2024-12-31"),
        ("9月底前新增20家。", "2024-09-30"),
        ("6月30日前新增20家。", "2024-06-30"),
        ("6月前新增20家。", "2024-05-31"),
        ("上半年新增20家。", "2024-06-30"),
        ("三季度末新增20家。", "2024-09-30"),
        ("到“十四五”末，新增20家。", "2025-12-31"),
        ("比2020年增加20家。", None),
        ("新增20家。", None),
    ],
)
def test_a_deadline_is_a_date(sentence, deadline):
    assert targets_in(sentence)[0].deadline == deadline


@pytest.mark.parametrize(
    ("words", "deadline"),
    [("半年内", "2024-07-31"), ("三个月内", "2024-04-30"), ("30日内", "2024-03-01"), ("两年内", "2026-01-31")],
)
def test_a_relative_deadline_counts_from_the_day_of_issue(words, deadline):
    issued = targets_in(f"{words}，新增20家。", issued_on=date(2024, 1, 31))
    unknown = targets_in(f"{words}，新增20家。")
    assert [(t.value, t.deadline) for t in issued] == [(20, deadline)]
    assert [(t.value, t.deadline) for t in unknown] == [(20, words)]


def test_a_relative_deadline_that_dates_no_number_is_itself_the_target():
    (target,) = targets_in("各县区要在半年内理顺体制。")
    assert (target.value, target.unit, target.comparator, target.scope) == (6, "个月", "<=", "各县区")


def test_without_a_year_the_words_stand_for_the_deadline():
    (target,) = targets_in("9月底前新增20家。", year=None)
    assert target.deadline == "9月底前"


_WORDS = (
    "新增 建成 达到 不少于 力争 每个村 全市 各县区 3 20 万 亿元 % 个 名 半年内 以上 左右 ， 。 ； 、 （ ） “ ” 全覆盖 应建尽建 "
    "2023年 已 了 选4配1 1:2 — 至 三 百 分之 ｜ 前 年底前 从 由 提高到 均 率 和 每 零 ： 第 人 户"
)
_PIECES = st.sampled_from([*_WORDS.split(), "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=40), st.sampled_from(list(BlockKind)), st.sampled_from([None, 2023]))
def test_any_text_is_read_without_failing_and_every_quote_is_exact_and_in_order(pieces, kind, year):
    blocks = [Block(kind, "".join(pieces), level=1 if kind is BlockKind.HEADING else 0)] * 2
    found = find_targets(blocks, year=year, issued_on=None)
    for target in found:
        assert blocks[target.block].text[target.start : target.end] == target.quote
        assert target.quote
    assert found == sorted(found, key=lambda t: (t.block, t.start, t.end))
    assert len({(t.block, t.start, t.end, t.value, t.value2) for t in found}) == len(found)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_makes_the_reader_fail(text):
    targets_in(text)
