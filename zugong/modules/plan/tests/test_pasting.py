"""Columns of numbers as people paste and upload them."""

import io
from decimal import Decimal

import openpyxl
import pytest

from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.plan.actions.pasting import read_pasted, read_uploaded

UNITS = [
    Unit(pk=1, code="341502", name="金安区"),
    Unit(pk=2, code="341503", name="裕安区"),
    Unit(pk=3, code="341525", name="霍山县"),
    Unit(pk=4, code="341502400", name="六安经济开发区", short_name="经开区"),
]


@pytest.mark.parametrize(
    "text",
    [
        "金安区\t40\n霍山县\t1,200",
        "金安区 40\n霍山县 1200",
        "金安区：40个\n霍山县：1200个",
        "341502\t40\n341525\t１２００",
        "序号\t单位\t任务数\n1\t金安区\t40\n2\t霍山县\t1200\n\t合计\t1240",
        "金安\t40\n霍山\t1200",
    ],
)
def test_names_and_numbers_are_understood_as_people_write_them(text):
    pasted = read_pasted(text, UNITS)
    assert (pasted.values, pasted.problems) == ({1: Decimal(40), 3: Decimal(1200)}, [])


def test_a_short_name_is_known():
    assert read_pasted("经开区\t20", UNITS).values == {4: Decimal(20)}


def test_a_bare_column_is_taken_in_the_order_of_the_units():
    assert read_pasted("10\n20\n30\n40", UNITS).values == {1: 10, 2: 20, 3: 30, 4: 40}


def test_a_bare_column_of_another_length_is_not_guessed():
    pasted = read_pasted("10\n20", UNITS)
    assert pasted.values == {}
    assert len(pasted.problems) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("金安区\t待定", "旁边没有数字"), ("皋城县\t40", "没有认出单位"), ("金安区\t1\n金安区\t2", "出现了两次")],
)
def test_what_is_not_understood_is_named(text, words):
    assert words in read_pasted(text, UNITS).problems[0]


def test_a_beginning_that_fits_two_units_is_not_guessed():
    units = [Unit(pk=1, code="1", name="城关镇"), Unit(pk=2, code="2", name="城关街道")]
    assert read_pasted("城关\t5", units).values == {}


def test_a_uploaded_sheet_is_read_past_its_title():
    book = openpyxl.Workbook()
    for row in [["任务分解表", None], ["单位", "任务数（名）"], ["金安区", 40], ["裕安区", 12.5], ["合计", 52.5]]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert read_uploaded(file.getvalue(), "a.xlsx", UNITS).values == {1: Decimal(40), 2: Decimal("12.5")}


def test_a_file_without_units_says_so():
    assert "没有找到单位" in read_uploaded("甲,乙\n丙,丁\n".encode(), "a.csv", UNITS).problems[0]


def test_a_file_that_is_no_table_is_refused():
    with pytest.raises(CannotReadTable):
        read_uploaded(b"%PDF-1.4 ...", "a.xlsx", UNITS)
