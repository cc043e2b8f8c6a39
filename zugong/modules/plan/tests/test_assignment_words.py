"""What a line of an assignment says."""

from datetime import date

import pytest

from zugong.modules.plan.assignment_words import understand

TODAY = date(2023, 7, 3)
NAMES = ["人才科", "组织一科", "金安区", "金安区委组织部", "舒城县", "市人社局"]


def said(line, today=TODAY):
    return understand(line, names=NAMES, today=today)


def test_who_when_and_what_are_read_from_one_line():
    found = said("请人才科7月15日前报送政聘企用进展")
    assert (found.units, found.due, found.title) == (("人才科",), date(2023, 7, 15), "报送政聘企用进展")


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("7月15日前", date(2023, 7, 15)),
        ("7月15号之前", date(2023, 7, 15)),
        ("2023年9月1日前", date(2023, 9, 1)),
        ("2023-08-10前", date(2023, 8, 10)),
        ("1月5日前", date(2024, 1, 5)),
        ("本月底前", date(2023, 7, 31)),
        ("7月底前", date(2023, 7, 31)),
        ("12月底前", date(2023, 12, 31)),
        ("下月中旬前", date(2023, 8, 20)),
        ("8月上旬", date(2023, 8, 10)),
        ("20日前", date(2023, 7, 20)),
        ("1日前", date(2023, 8, 1)),
        ("三天内", date(2023, 7, 6)),
        ("10日内", date(2023, 7, 13)),
        ("本周五前", date(2023, 7, 7)),
        ("下周三前", date(2023, 7, 12)),
        ("周一前", date(2023, 7, 3)),
        ("明天下班前", date(2023, 7, 4)),
    ],
)
def test_due_dates_are_understood(words, due):
    found = said(f"请人才科{words}报送进展")
    assert (found.due, found.title) == (due, "报送进展")


def test_working_days_are_told_apart_from_days():
    found = said("请金安区五个工作日内反馈情况")
    assert (found.due, found.working_days, found.title) == (None, 5, "反馈情况")


def test_the_longer_name_is_meant():
    assert said("请金安区委组织部明天报送名单").units == ("金安区委组织部",)


def test_several_units_stand_in_their_order():
    found = said("请舒城县、金安区和市人社局7月20日前报送台账")
    assert found.units == ("舒城县", "金安区", "市人社局")
    assert found.title == "报送台账"


def test_a_day_that_does_not_exist_is_no_date():
    assert said("请人才科2月30日前报送").due is None


def test_a_line_without_anything_known_is_only_a_title():
    found = said("梳理问题清单")
    assert (found.units, found.due, found.title) == ((), None, "梳理问题清单")


@pytest.mark.parametrize(
    ("line", "kind"),
    [("报送后备干部名单", "list"), ("拿出实施方案", "document"), ("召开座谈会", "event"), ("推进整改", "result")],
)
def test_what_will_show_it_is_guessed(line, kind):
    assert said(line).deliverable == kind


def test_an_empty_line_says_nothing():
    assert said("   ").title == ""
