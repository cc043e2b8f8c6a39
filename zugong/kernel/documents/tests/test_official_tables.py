"""Tables keep their header on every page, their rows whole and their figures on one line."""

import datetime as dt
import io
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from zugong.kernel.documents.writing.elements import Align, CannotWriteDocument, Table
from zugong.kernel.documents.writing.official import OfficialDocument, render_docx

ROWS = [[1, "甲县", 1234, Decimal("76.4"), dt.date(2023, 12, 31)], [2, "乙县", None, Decimal("8.0"), None]]
HEADER = ["序号", "单位", "完成数", "完成率（%）", "时限"]


def table(**parts):
    declared = Table(**({"header": HEADER, "rows": ROWS} | parts))
    document = docx.Document(io.BytesIO(render_docx(OfficialDocument("表", [declared]))))
    return document.tables[0]


def alignments(row):
    return [cell.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for cell in row.cells]


def test_values_are_shown_as_offices_write_them():
    assert [[cell.text for cell in row.cells] for row in table().rows][1:] == [
        ["1", "甲县", "1,234", "76.4", "2023-12-31"],
        ["2", "乙县", "", "8.0", ""],
    ]


def test_the_header_is_repeated_and_no_row_is_cut():
    rows = table().rows
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_grouped_labels_span_their_columns_and_both_rows_are_repeated():
    made = table(groups=[("", 2), ("进度", 2), ("", 1)])
    assert [cell.text for cell in made.rows[0].cells] == ["序号", "单位", "进度", "进度", "时限"]
    assert [cell.text for cell in made.rows[1].cells] == HEADER
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in made.rows] == [True, True, False, False]


def test_figures_stand_right_running_numbers_and_short_texts_in_the_middle():
    assert alignments(table().rows[1]) == ["center", "center", "right", "right", "center"]


def test_declared_alignments_win():
    assert alignments(table(alignments=[Align.LEFT] * 5).rows[1]) == ["left"] * 5


def test_the_sum_is_set_apart():
    assert [cell.paragraphs[0].style.name for cell in table(total=True).rows[2].cells] == ["表格表头"] * 5


@pytest.mark.parametrize("landscape", [False, True])
def test_columns_fill_the_text_area_exactly(landscape):
    widths = [int(column.get(qn("w:w"))) for column in table(landscape=landscape)._tbl.tblGrid]
    assert sum(widths) == round((225 if landscape else 156) * 1440 / 25.4)


def test_figures_and_dates_stay_on_one_line_beside_long_texts():
    long = "推进城市党建引领小区治理，实现应建尽建。" * 3
    rows = [[number, long, long, 1234567, dt.date(2023, 12, 31), long] for number in range(3)]
    made = table(header=["序号", "任务", "措施", "目标", "时限", "说明"], rows=rows)
    widths = [int(column.get(qn("w:w"))) / 20 - 2 * 3.4 for column in made._tbl.tblGrid]
    assert widths[3] >= 9 * 6
    assert widths[4] >= 10 * 6
    assert widths[1] > widths[0]


def test_declared_widths_are_kept_in_proportion():
    widths = [int(column.get(qn("w:w"))) for column in table(widths=[1, 1, 2, 2, 4])._tbl.tblGrid]
    assert [round(width / sum(widths), 3) for width in widths] == [0.1, 0.1, 0.2, 0.2, 0.4]


@pytest.mark.parametrize(
    "parts",
    [{"rows": [[1]]}, {"header": []}, {"widths": [1]}, {"alignments": [Align.LEFT]}, {"groups": [("进度", 2)]}],
)
def test_a_table_that_does_not_fit_together_is_refused(parts):
    with pytest.raises(CannotWriteDocument):
        table(**parts)
