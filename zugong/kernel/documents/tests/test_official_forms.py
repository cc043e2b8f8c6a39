"""Forms for signature on paper: what they show, and the code that ties a scan to its record."""

import dataclasses
import datetime as dt
import io

import docx
import pytest

from zugong.kernel.documents.writing.elements import CannotWriteDocument
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, content_code, render_form
from zugong.kernel.documents.writing.heads import MarkColour

SLIP = Form(
    "督查单",
    [
        FormField("督办单位", "甲县委组织部"),
        FormField("限办日期", dt.date(2023, 7, 20)),
        FormField("任务", "建成示范小区", wide=True),
        FormField("完成数", 6),
        FormField("事由", "落后。\n请说明原因。", wide=True, lines=3),
    ],
    issuer="中共甲市委组织部",
    number="甲督〔2023〕7号",
    date=dt.date(2023, 7, 3),
    signatures=[SignatureBox("签发意见", "同意。")],
    colour=MarkColour.ORANGE,
    note="签字后扫描上传。",
)


def opened(form):
    return docx.Document(io.BytesIO(render_form(form)))


def test_fields_stand_two_to_a_row_and_wide_ones_alone():
    rows = [list(dict.fromkeys(cell.text for cell in row.cells)) for row in opened(SLIP).tables[0].rows]
    assert rows[:4] == [
        ["督办单位", "甲县委组织部", "限办日期", "2023年7月20日"],
        ["任务", "建成示范小区"],
        ["完成数", "6"],
        ["事由", "落后。\n请说明原因。"],
    ]


def test_a_signature_box_leaves_room_under_the_opinion():
    label, room = list(dict.fromkeys(cell.text for cell in opened(SLIP).tables[0].rows[-1].cells))
    assert label == "签发意见"
    assert room.startswith("同意。\n\n签名：")
    assert opened(SLIP).tables[0].rows[-1].height.pt >= 80


@pytest.mark.parametrize(
    ("colour", "word"), [(MarkColour.BLUE, "蓝色"), (MarkColour.ORANGE, "橙色"), (MarkColour.RED, "红色")]
)
def test_a_slip_bears_its_colour_and_its_word(colour, word):
    form = dataclasses.replace(SLIP, colour=colour)
    title = next(one for one in opened(form).paragraphs if "督查单" in one.text)
    assert (title.text, str(title.runs[0].font.color.rgb)) == (f"督查单（{word}）", colour.code)


def test_the_code_stands_at_the_foot_of_every_page():
    section = opened(SLIP).sections[0]
    code = content_code(SLIP)
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text.replace(" ", "") == f"内容校验码（SM3）：{code}"
    assert len(code) == 64


def test_the_code_is_that_of_the_words_and_not_of_the_looks():
    assert content_code(dataclasses.replace(SLIP, note="", header_note="草稿")) == content_code(SLIP)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "甲督〔2023〕8号"},
        {"date": dt.date(2023, 7, 4)},
        {"colour": MarkColour.RED},
        {"fields": [*SLIP.fields[:-1], FormField("事由", "落后。")]},
        {"signatures": [SignatureBox("签发意见", "不同意。")]},
    ],
)
def test_any_change_of_the_words_changes_the_code(change):
    assert content_code(dataclasses.replace(SLIP, **change)) != content_code(SLIP)


def test_the_code_is_the_sm3_that_other_programs_compute():
    form = Form("甲", [FormField("乙", "丙")])
    assert content_code(form) == "cbf95a935a58079ba529afbc603d994f1979caf825b19da17d29ddcce2e8e886"


def test_a_record_with_a_hash_of_its_own_prints_that():
    assert content_code(dataclasses.replace(SLIP, content_code="ab" * 32)) == "ab" * 32


def test_a_form_without_fields_is_refused():
    with pytest.raises(CannotWriteDocument):
        Form("督查单", [])
