"""What a csv marks as a text is read back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.workbook.files import open_grids
from zugong.kernel.workbook.row_xml import FORMULA_STARTS, with_apostrophe, without_apostrophe


@given(st.text(alphabet="'=+-@\t\r5甲 ", max_size=6))
def test_every_text_comes_back_and_none_is_computed(text):
    written = with_apostrophe(text)
    assert not written.startswith(FORMULA_STARTS)
    assert without_apostrophe(written) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("-5", "-5"),
        ("'-5", "-5"),
        ("'+8613800001111", "+8613800001111"),
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'甲", "'甲"),
        ("12'", "12'"),
    ],
)
def test_a_cell_of_a_csv_loses_the_mark_and_nothing_else(written, read):
    text = io.StringIO()
    csv.writer(text).writerows([["名称", "备注"], ["甲", written]])
    [grid] = open_grids(text.getvalue().encode(), "表.csv")
    assert list(grid.rows[1]) == ["甲", read]
