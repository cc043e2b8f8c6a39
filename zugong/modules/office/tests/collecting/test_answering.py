"""One set of checks, whatever door an answer comes through."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.modules.office.actions.collecting.answering import NotAcceptable, check, fill
from zugong.modules.office.models import FormColumn, OneOffForm
from zugong.modules.office.tests.collecting.asking import GOOD

FORM = OneOffForm(layout="single")
LIST = OneOffForm(layout="list")
COLUMNS = [
    FormColumn(key="c1", label="党员人数", kind="integer", required=True, minimum=0, maximum=500),
    FormColumn(key="c2", label="其中女党员", kind="integer", minimum=0, at_most="c1"),
    FormColumn(key="c3", label="活动场所", kind="choice", options="自有、租用、无"),
    FormColumn(key="c4", label="日期", kind="date"),
    FormColumn(key="c5", label="面积", kind="decimal"),
]


def problems(**cells):
    return [(problem.column, problem.reason) for problem in check(FORM, COLUMNS, [{"c1": "40"} | cells]).problems]


def kept(**cells):
    return check(FORM, COLUMNS, [{"c1": "40"} | cells]).rows[0]


def test_what_people_write_is_kept_plainly():
    row = kept(c1="４０", c2=15.0, c3=" 自 有 ", c4="2023年5月1日", c5="1,234.50")
    assert row == {"c1": "40", "c2": "15", "c3": "自有", "c4": "2023-05-01", "c5": "1234.5"}


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"c1": ""}, "党员人数", "必须填写"),
        ({"c1": "-1"}, "党员人数", "不能小于 0"),
        ({"c1": "501"}, "党员人数", "不能大于 500"),
        ({"c1": "四十"}, "党员人数", "应为数字"),
        ({"c2": "41"}, "其中女党员", "不能大于“党员人数”的 40"),
        ({"c3": "自由"}, "活动场所", "应为其中之一"),
        ({"c4": "5月"}, "日期", "应为日期"),
    ],
)
def test_each_bad_cell_is_named_with_its_reason(cells, column, said):
    ((named, reason),) = problems(**cells)
    assert named == column
    assert said in reason


def test_the_limits_themselves_are_good():
    assert problems(c1="0", c2="0") == problems(c1="500", c2="500") == []


def test_a_list_passes_over_blank_rows_and_needs_one():
    checked = check(LIST, COLUMNS, [{"c1": "1"}, {"c1": " "}, {"c1": "x"}])
    assert len(checked.rows) == 2
    assert [(problem.row, problem.column) for problem in checked.problems] == [(3, "党员人数")]
    assert check(LIST, COLUMNS, [{}]).problems


def test_a_unit_answers_with_one_row_where_one_is_asked_for():
    assert "只填一行" in check(FORM, COLUMNS, [{"c1": "1"}, {"c1": "2"}]).problems[0].reason


@given(
    st.fixed_dictionaries(
        {
            "c1": st.integers(0, 500).map(str),
            "c3": st.sampled_from(["", "自有", "租用", "无"]),
            "c4": st.dates(min_value=date(1950, 1, 1)).map(str) | st.just(""),
            "c5": st.decimals(0, 10**6, places=2).map(str),
        }
    )
)
def test_what_was_kept_is_good_and_stays_the_same_when_it_is_read_again(row):
    once = check(FORM, COLUMNS, [row])
    assert [problem for problem in once.problems if problem.column != "日期"] == []
    if not once.problems:
        again = check(FORM, COLUMNS, once.rows)
        assert (again.rows, again.problems) == (once.rows, [])


def test_a_bad_answer_leaves_the_return_as_it_was(asking):
    entry = asking.entry(asking.send())
    with pytest.raises(NotAcceptable) as refusal:
        fill(entry=entry, raw=[GOOD | {"c2": "99"}], by=asking.user("villager"), way="page")
    assert refusal.value.problems[0].column == "其中女党员"
    assert asking.entry(entry.form).rows == []
