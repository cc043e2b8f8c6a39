"""Files in every encoding are opened; what is no table is refused in a sentence that says what to do."""

import codecs
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import CannotReadTable, read_table
from zugong.kernel.workbook.tests.sheets import workbook

COLUMNS = [Column("unit", "单位", required=True), Column("code", "代码", Kind.CODE)]
TEXT = '单位,代码\r\n"甲县,东镇",0101\r\n乙县,0102\r\n'


def rows(content):
    return [tuple(row.values.values()) for row in read_table(content, "表.csv", COLUMNS).rows]


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("gb18030"), TEXT.encode("utf-16"), TEXT.encode("utf-16-le"),
     codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT.encode("utf-16-be"),
     TEXT.replace(",0", "\t0").replace("位,", "位\t").encode("utf-16")],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16", "utf-16 le bare", "utf-16 be", "utf-16 be bare", "tabs"],
)  # fmt: skip
def test_csv_is_read_in_every_encoding_that_offices_produce(content):
    assert rows(content) == [("甲县,东镇", "0101"), ("乙县", "0102")]


def test_rare_characters_outside_gbk_survive_gb18030():
    assert rows("单位,代码\n㐂镇𠮷村,1\n".encode("gb18030")) == [("㐂镇𠮷村", "1")]


def test_an_old_workbook_is_read_with_its_dates_and_merged_cells_and_doubts_its_per_cents():
    content = Path(__file__).with_name("old_table.xls").read_bytes()
    columns = [*COLUMNS, Column("rate", "完成率（%）", Kind.PERCENT), Column("day", "完成日期", Kind.DATE)]
    reading = read_table(content, "旧表.xls", columns)
    assert [(row.values["unit"], row.values["code"], row.values["day"]) for row in reading.rows] == [
        ("甲县", "0101", dt.date(2023, 3, 31)),
        ("甲县", "0102", dt.date(2023, 4, 1)),
    ]
    assert [(p.row, p.column, p.suggestion) for p in reading.problems if p.blocks] == [(3, "完成率（%）", "76.4")]


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"  \r\n ", "空"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是表格"),
        (archive(**{"word/document.xml": "<x/>"}), "不是表格"),
        (workbook(["单位"], ["甲县"])[:900], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
        (bytes(range(256)) * 8, "不是表格"),
        (workbook(["", None]), "没有数据"),
    ],
    ids=["empty", "blank", "pdf", "png", "docx", "cut off", "broken xls", "html", "bytes", "no cells"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content, said):
    with pytest.raises(CannotReadTable, match=said) as refused:
        read_table(content, "某文件", COLUMNS)
    assert "某文件" in str(refused.value)
