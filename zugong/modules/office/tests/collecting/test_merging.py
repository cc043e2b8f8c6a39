"""One table of all returns, its sums, what changed, and the sheet of the office above filled in from it."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Font
from PIL import Image

from zugong.kernel.procedures.moving import take
from zugong.modules.office.actions.collecting import answering, drafting, sending
from zugong.modules.office.actions.collecting.drafting import ColumnDraft
from zugong.modules.office.actions.collecting.filling_sheets import CannotFill, fill_template, inspect
from zugong.modules.office.actions.collecting.merging import (
    corrected,
    differences,
    left_out,
    merge,
    merged_workbook,
    rewritings,
)
from zugong.modules.office.tests.collecting.asking import COLUMNS, DUE


@pytest.fixture
def answered(asking):
    """A form that three villages of two counties have answered."""
    form = asking.send()
    asking.fill(form, c1="40", c2="10")
    asking.fill(form, "other_village", c1="30", c2="5", c3="租用")
    asking.fill(form, "far_village", by="shucheng_officer", c1="20", c2="5", c4="新址")
    return form


def merged(asking, form, user="officer"):
    return merge(form, asking.user(user))


def template(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(asking, form, content, mapping=None):
    done = fill_template(content, "表样.xlsx", merged(asking, form), mapping)
    return done, load_workbook(io.BytesIO(done.content)).active


def test_sums_stand_by_township_by_county_and_in_all(asking, answered):
    table = merged(asking, answered)
    assert table.total.sums["c1"] == "90"
    assert table.total.sums["c3"] == "自有 2　租用 1"
    assert [(str(group.unit), group.sums["c1"]) for group in table.groups("county")] == [
        ("金安区", "70"),
        ("舒城县", "20"),
    ]
    assert [(str(group.unit), group.sums["c1"]) for group in table.groups("township")] == [
        ("木厂镇", "70"),
        ("城关镇", "20"),
    ]


def test_what_was_sent_back_does_not_count_and_nothing_is_not_zero(asking, answered):
    take("office.form_return", "return", asking.entry(answered, "far_village"), by=asking.user("officer"), why="核实")
    table = merged(asking, answered)
    assert table.total.sums["c1"] == "70"
    assert table.groups("county")[1].sums["c1"] == ""


def test_per_cents_are_not_added(asking):
    form = asking.send(columns=(replace(COLUMNS[0], kind="percent", minimum=None),), to=("village", "other_village"))
    for name in "village", "other_village":
        asking.fill(form, name, c1="50")
    assert merged(asking, form).total.sums["c1"] == ""


def test_each_sees_only_the_part_of_the_table_that_is_theirs(asking, answered):
    assert len(merged(asking, answered, "jinan_officer").lines) == 2
    assert merged(asking, answered, "shucheng_officer").total.sums["c1"] == "20"


def test_the_workbook_holds_every_unit_and_the_sums(asking, answered):
    book = load_workbook(io.BytesIO(merged_workbook(merged(asking, answered))))
    assert book.sheetnames == ["明细", "按乡镇", "按县区"]
    rows = list(book["按县区"].iter_rows(min_row=4, values_only=True))
    assert [row[:4] for row in rows] == [("金安区", 2, 2, 70), ("舒城县", 1, 1, 20), ("合计", 3, 3, 90)]


def test_what_changed_since_the_last_form_of_the_number(asking, answered):
    again = sending.draw_up_again(form=answered, by=asking.user("officer"), due_date=DUE)
    take("office.one_off_form", "send", again, by=asking.user("officer"))
    asking.fill(again, c1="43", c2="10")
    asking.fill(again, "far_village", by="shucheng_officer", c1="20", c2="5", c4="")
    found = differences(merged(asking, again), answered, asking.user("officer"))
    told = [(str(one.line.entry.unit), one.column.label, one.before, one.after, one.by) for one in found]
    assert told == [
        ("甲河村村委会", "党员人数", "40", "43", Decimal(3)),
        ("丙畈村村委会", "说明", "新址", "", None),
    ]


def test_what_was_known_is_filled_in_and_corrections_are_told(asking, answered):
    again = sending.draw_up_again(form=answered, by=asking.user("officer"), due_date=DUE)
    drafts = [replace(draft, source="last") for draft in drafting.drafts_of(again)]
    drafting.set_columns(form=again, columns=drafts, by=asking.user("officer"))
    assert sending.cost_of(again).share == 100
    take("office.one_off_form", "send", again, by=asking.user("officer"))
    entry = asking.entry(again)
    assert entry.rows == entry.known == [{"c1": "40", "c2": "10", "c3": "自有"}]
    asking.fill(again, c1="41", c2="10")
    assert [(cell.key, cell.before, cell.after) for cell in corrected(asking.entry(again))] == [("c1", "40", "41")]


def test_how_an_answer_changed_from_one_filling_to_the_next(asking, answered):
    entry = asking.entry(answered)
    take("office.form_return", "return", entry, by=asking.user("officer"), why="核实")
    asking.fill(answered, c1="42", c2="10")
    (only,) = rewritings(asking.entry(answered), list(answered.columns.all()))
    assert [(label, cell.before, cell.after) for label, cell in only.cells] == [("党员人数", "40", "42")]


def test_the_upper_sheet_is_filled_by_the_names_of_rows_and_columns(asking, answered):
    done, sheet = filled(
        asking,
        answered,
        template(["汇总表"], ["单位", "党员人数", "女党员"], ["金安区"], ["舒城县"], ["霍山县"], ["合计"]),
    )
    assert [sheet.cell(row, 2).value for row in (3, 4, 5, 6)] == [70, 20, None, 90]
    assert done.left == ["霍山县"]


def test_a_column_is_mapped_by_hand_where_the_labels_differ(asking, answered):
    content = template(["单位", "党员人数", "女党员"], ["金安区"])
    assert filled(asking, answered, content)[1]["C2"].value is None
    assert filled(asking, answered, content, {"columns": {"C": "c2"}})[1]["C2"].value == 15


def test_formulas_merged_cells_and_looks_stay(asking, answered):
    book = Workbook()
    sheet = book.active
    for row in (["汇总表"], ["单位", "党员人数"], ["金安区"], ["舒城县"], ["合计", "=SUM(B3:B4)"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet["A1"].font = Font(size=20)
    stream = io.BytesIO()
    book.save(stream)
    _done, out = filled(asking, answered, stream.getvalue())
    assert out["B5"].value == "=SUM(B3:B4)"
    assert [str(area) for area in out.merged_cells.ranges] == ["A1:B1"]
    assert out["A1"].font.size == 20


def test_pictures_and_charts_of_the_sheet_stay(asking, answered):
    book = Workbook()
    for row in (["单位", "党员人数"], ["金安区", None], ["舒城县", None]):
        book.active.append(row)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    book.active.add_chart(chart, "D2")
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    book.active.add_image(Picture(drawn), "D20")
    stream = io.BytesIO()
    book.save(stream)
    done, out = filled(asking, answered, stream.getvalue())
    assert [out["B2"].value, out["B3"].value] == [70, 20]
    kept = zipfile.ZipFile(io.BytesIO(done.content)).namelist()
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= set(kept)


def test_named_places_are_filled_in_alone_and_in_a_sentence(asking, answered):
    content = template(
        ["{{合计.党员人数}}", "{{金安区.其中女党员}}", "共{{已报单位数}}个村，{{合计.党员人数}}人", "{{合计.没有的列}}"]
    )
    done, sheet = filled(asking, answered, content)
    assert [sheet[place].value for place in ("A1", "B1", "C1", "D1")] == [90, 15, "共3个村，90人", None]
    assert done.left == ["合计.没有的列"]


def test_a_text_from_an_answer_is_never_taken_for_a_formula(asking):
    form = asking.send(to=("village",))
    asking.fill(form, c4="=1+1")
    _done, sheet = filled(asking, form, template(["单位", "说明"], ["甲河村村委会"]))
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "=1+1")


def test_a_table_without_names_gets_the_rows_one_below_the_other(asking, answered):
    _done, sheet = filled(asking, answered, template(["序号", "党员人数", "其中女党员"]))
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [40, 30, 20]


def test_a_sheet_with_too_little_room_or_nothing_known_is_refused(asking, answered):
    with pytest.raises(CannotFill, match="只空了 1 行"):
        filled(asking, answered, template(["序号", "党员人数"], [None, None], [None, 7]))
    with pytest.raises(CannotFill, match="没有认出"):
        filled(asking, answered, template(["甲", "乙"]))
    with pytest.raises(CannotFill, match="xlsx"):
        fill_template(b"name,count\n", "a.csv", merged(asking, answered))


def test_what_is_recognised_is_told_before_filling(asking, answered):
    content = template(["单位", "党员人数", "备注"], ["金安区"], ["外地"])
    seen = inspect(content, "表样.xlsx", merged(asking, answered))
    assert [(column.letter, column.key) for column in seen.columns] == [("B", "c1"), ("C", "")]
    assert [(name, known) for _row, name, known in seen.rows] == [("金安区", True), ("外地", False)]


def test_many_names_of_people_do_not_leave_with_the_workbook(asking):
    columns = (ColumnDraft("书记姓名"), ColumnDraft("党员人数", "integer"))
    form = asking.send(columns=columns, to=("village",), layout="list")
    few = [{"c1": "测甲", "c2": "1"}] * 50
    answering.fill(entry=asking.entry(form), raw=few, by=asking.user("villager"), way="page")
    assert left_out(merged(asking, form)) == []
    take("office.form_return", "return", asking.entry(form), by=asking.user("officer"), why="少了一人")
    answering.fill(entry=asking.entry(form), raw=[*few, few[0]], by=asking.user("villager"), way="page")
    table = merged(asking, form)
    assert [column.label for column in left_out(table)] == ["书记姓名"]
    lines = load_workbook(io.BytesIO(merged_workbook(table)))["明细"]
    assert not any("测甲" in row for row in lines.iter_rows(values_only=True))
    assert "没有导出" in lines["A2"].value
    assert inspect(template(["序号", "书记姓名", "党员人数"]), "表样.xlsx", table).columns[0].key == ""
