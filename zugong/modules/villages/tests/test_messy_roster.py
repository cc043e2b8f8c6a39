"""The roster to try the import with: as messy as said, the same every time, and readable but for its mistakes."""

from collections import Counter

import pytest

from zugong.kernel.registry.codes import identity_number_mistake
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import open_table, read_table
from zugong.modules.villages.demo.messy_roster import messy_roster

VILLAGES = [("木厂镇", "甲河村"), ("木厂镇", "乙河村"), ("马头镇", "丙岗村")]
COLUMNS = [
    Column("unit", "村（社区）", required=True),
    Column("name", "姓名", required=True),
    Column("born", "出生日期", Kind.DATE, aliases=("出生年月",), month_enough=True),
    Column("number", "身份证号", Kind.CODE),
    Column("since", "任职时间", Kind.DATE, month_enough=True),
]


@pytest.fixture(scope="module")
def reading():
    return read_table(messy_roster(VILLAGES, rows=300), "花名册.xlsx", COLUMNS)


def test_every_cadre_is_read_and_titles_and_sums_are_not(reading):
    assert len(reading.rows) == 300
    assert {row.values["unit"] for row in reading.rows} == {"木厂镇甲河村", "木厂镇乙河村", "马头镇丙岗村"}
    assert Counter(problem.reason for problem in reading.problems)["合计行，没有读取"] == 3


def test_names_lose_their_blanks(reading):
    assert not any(" " in row.values["name"] or "　" in row.values["name"] for row in reading.rows)


def test_whoever_has_a_right_number_was_born_when_it_says(reading):
    for row in reading.good_rows:
        if not identity_number_mistake(row.values["number"]):
            assert row.values["number"][6:12] == f"{row.values['born']:%Y%m}"


def test_nobody_shares_a_number_but_those_handed_in_twice(reading):
    times = Counter(row.values["number"].upper() for row in reading.rows if row.values["number"])
    assert max(times.values()) == 2


def test_the_family_is_not_taken_for_the_cadre():
    table = open_table(messy_roster(VILLAGES, rows=60), "花名册.xlsx", COLUMNS)
    assert table.labels["name"] == "基本情况/姓名"
    assert {"家庭情况/姓名", "家庭情况/关系", "备注", "乡镇"} <= set(table.unknown)


def test_the_same_seed_gives_the_same_roster(reading):
    again = read_table(messy_roster(VILLAGES, rows=300), "花名册.xlsx", COLUMNS)
    assert [dict(row.values) for row in again.rows] == [dict(row.values) for row in reading.rows]
