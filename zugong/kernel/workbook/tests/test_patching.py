"""Single cells written into a workbook that somebody else has made: all the rest of the file stays."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Font, PatternFill
from PIL import Image

from zugong.kernel.workbook.patching import NotAWorkbook, WorkbookPatch

CHANGED = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}


def rich_workbook() -> bytes:
    """A workbook with a picture, a chart, merged cells, a formula here and one on another sheet, and a comment."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    for row in (["汇总表", None], ["单位", "人数"], ["甲县", None], ["乙县", 7], ["合计", "=SUM(B3:B4)"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet["A1"].font = Font(name="方正小标宋简体", size=22)
    sheet["B3"].fill = PatternFill("solid", fgColor="FFEECC")
    sheet["A2"].comment = Comment("按区划排列", "制表人")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    sheet.add_image(Picture(drawn), "D20")
    book.create_sheet("说明")["A1"] = "=汇总!B5"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


RICH = rich_workbook()


def patched(*cells, content=RICH):
    patch = WorkbookPatch(content)
    for sheet, coordinate, value in cells:
        patch.put(sheet, coordinate, value)
    return patch.content()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(content):
    return load_workbook(io.BytesIO(content))


def test_pictures_charts_comments_and_styles_stay_byte_by_byte():
    before, after = parts(RICH), parts(patched(("汇总", "B3", 12)))
    assert list(before) == list(after)
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml", "xl/styles.xml"} <= set(after)
    assert {name for name in before if before[name] != after[name]} <= CHANGED


def test_the_cell_is_written_and_keeps_its_looks():
    sheet = opened(patched(("汇总", "B3", 12)))["汇总"]
    assert (sheet["B3"].value, sheet["B3"].fill.fgColor.rgb) == (12, "00FFEECC")
    assert (sheet["A1"].font.size, [str(area) for area in sheet.merged_cells.ranges]) == (22, ["A1:B1"])


def test_formulas_stay_and_are_computed_anew_on_every_sheet():
    book = opened(patched(("汇总", "B3", 12)))
    assert (book["汇总"]["B5"].value, book["说明"]["A1"].value) == ("=SUM(B3:B4)", "=汇总!B5")
    assert book.calculation.fullCalcOnLoad


def test_results_that_no_longer_hold_are_forgotten():
    plain = parts(RICH)["xl/worksheets/sheet1.xml"]
    stale = plain.replace(b"</f><v></v>", b"</f><v>7</v>").replace(b"</f><v />", b"</f><v>7</v>").replace(
        b"</f><v/>", b"</f><v>7</v>"
    )  # fmt: skip
    assert b"<v>7</v></c></row></sheetData>" in stale
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts(RICH).items():
            archive.writestr(name, stale if name == "xl/worksheets/sheet1.xml" else content)
    done = patched(("汇总", "B4", 9), content=stream.getvalue())
    assert load_workbook(io.BytesIO(done), data_only=True)["汇总"]["B5"].value is None


def test_cells_that_are_not_there_yet_are_put_in_their_place():
    sheet = opened(patched(("汇总", "C4", "后"), ("汇总", "AB9", 1.5), ("汇总", "A7", "前")))["汇总"]
    assert (sheet["C4"].value, sheet["AB9"].value, sheet["A7"].value) == ("后", 1.5, "前")


def test_a_value_can_be_taken_out():
    assert opened(patched(("汇总", "B4", None)))["汇总"]["B4"].value is None


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2", "+3"])
def test_a_text_is_never_a_formula(text):
    cell = opened(patched(("汇总", "B3", text)))["汇总"]["B3"]
    assert (cell.value, cell.data_type, cell.quotePrefix, cell.fill.fgColor.rgb) == (text, "s", True, "00FFEECC")


@given(text=st.text(max_size=40))
def test_whatever_is_written_is_read_back(text):
    kept = "".join(letter for letter in text if letter.isprintable())
    cell = opened(patched(("汇总", "A3", kept)))["汇总"]["A3"]
    assert (cell.value or "") == kept


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"name,count"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(NotAWorkbook):
        WorkbookPatch(content)


def test_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(NotAWorkbook):
        patched(("没有", "A1", 1))
