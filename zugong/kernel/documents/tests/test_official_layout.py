"""An official document is laid out as GB/T 9704-2012 asks and opens again."""

import datetime as dt
import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zugong.kernel.documents.writing.elements import CannotWriteDocument, Heading, Note, Paragraph, Table
from zugong.kernel.documents.writing.heads import MarkColour
from zugong.kernel.documents.writing.official import Appendix, OfficialDocument, render_docx
from zugong.kernel.documents.writing.wording import document_number


def full_document(**changes):
    parts = {
        "issuer_mark": "中共甲市委组织部文件",
        "number": document_number("甲组", 2023, 15),
        "title": "关于任务推进情况的通报",
        "recipient": "各县区委组织部：",
        "body": [
            Paragraph("现通报如下。"),
            Heading(1, "总体情况"),
            Heading(2, "扩增量。", run_in="新建五个。"),
            Heading(3, "台账"),
            Heading(4, "内容"),
            Heading(1, "要求"),
            Heading(2, "压实责任"),
            Note("注：截至六月底。"),
        ],
        "attachments": ["明细表", "整改清单"],
        "signer": "中共甲市委组织部",
        "date": dt.date(2023, 7, 3),
        "remark": "此件公开发布",
        "copies_to": ["市委办公室", "市政府办公室"],
        "printed_by": "中共甲市委组织部办公室",
        "printed_on": dt.date(2023, 7, 3),
        "copy_number": 7,
        "secrecy": "工作秘密",
        "urgency": "特急",
    }
    return OfficialDocument(**(parts | changes))


def written(**changes):
    return docx.Document(io.BytesIO(render_docx(full_document(**changes))))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def style(document, name):
    return next(found for found in document.styles if found.name == name)


def east_asian_font(element):
    return element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))


def paragraph_with(document, text):
    return next(paragraph for paragraph in document.paragraphs if text in paragraph.text)


def test_the_paper_is_a4_with_the_margins_of_the_standard():
    (section,) = written().sections
    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in margins] == [37, 35, 28, 26]


def test_twenty_two_lines_of_twenty_eight_characters_fit_a_page():
    document = written()
    body = style(document, "公文正文")
    line, section = body.paragraph_format.line_spacing, document.sections[0]
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"
    assert 22 * line <= section.page_height - section.top_margin - section.bottom_margin < 23 * line
    spacing = Pt(int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20)
    width = section.page_width - section.left_margin - section.right_margin
    assert 28 * (body.font.size + spacing) <= width < 29 * (body.font.size + spacing)


@pytest.mark.parametrize(
    ("name", "font", "points"),
    [
        ("公文正文", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("公文一级标题", "黑体", 16),
        ("公文二级标题", "楷体_GB2312", 16),
        ("公文三级标题", "仿宋_GB2312", 16),
        ("公文四级标题", "仿宋_GB2312", 16),
        ("密级和紧急程度", "黑体", 16),
        ("单页码", "宋体", 14),
        ("版记", "仿宋_GB2312", 14),
    ],
)
def test_each_part_has_the_type_of_the_standard(name, font, points):
    found = style(written(), name)
    assert (east_asian_font(found.element), found.font.size.pt) == (font, points)


def test_the_body_begins_two_characters_in():
    indent = style(written(), "公文正文").element.pPr.find(qn("w:ind"))
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")


def test_missing_fonts_have_named_stand_ins():
    document = written()
    (part,) = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable")]
    for name in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"):
        assert name.encode() in part.blob
    assert b"FangSong" in part.blob


def test_the_parts_stand_in_the_order_of_the_standard():
    assert texts(written()) == [
        "000007", "工作秘密", "特急", "中共甲市委组织部文件", "甲组〔2023〕15号", "关于任务推进情况的通报", "各县区委组织部：",
        "现通报如下。", "一、总体情况", "（一）扩增量。新建五个。", "1.台账", "（1）内容", "二、要求", "（一）压实责任",
        "注：截至六月底。", "附件：1. 明细表", "2. 整改清单", "中共甲市委组织部", "2023年7月3日", "（此件公开发布）",
    ]  # fmt: skip


def test_a_run_in_text_returns_to_the_type_of_the_body():
    heading = paragraph_with(written(), "扩增量")
    assert [run.style.name for run in heading.runs][-1] == "正文字体"


def test_the_mark_is_red_and_stands_35_mm_below_the_edge_of_the_text():
    document = written(copy_number=None, secrecy="", urgency="")
    mark = paragraph_with(document, "组织部文件")
    (run,) = mark.runs
    assert (str(run.font.color.rgb), east_asian_font(run._r)) == ("FF0000", "方正小标宋简体")
    blank = Pt(28.95)
    assert abs(mark.paragraph_format.space_before + blank - Mm(35)) < Mm(0.2)


def test_a_long_mark_is_set_smaller_so_that_it_keeps_to_one_line():
    (run,) = paragraph_with(written(issuer_mark="中共甲市委组织部甲市人力资源和社会保障局文件"), "社会保障局").runs
    assert run.font.size.pt * 22 <= 442


@pytest.mark.parametrize("colour", list(MarkColour))
def test_mark_and_line_share_their_colour(colour):
    document = written(colour=colour)
    line = paragraph_with(document, "〔2023〕")._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert str(paragraph_with(document, "组织部文件").runs[0].font.color.rgb) == colour.code
    assert (line.get(qn("w:color")), line.get(qn("w:space"))) == (colour.code, "11")


def test_the_approver_stands_beside_the_number():
    assert "　甲组〔2023〕15号\t签发人：某同志" in texts(written(approver="某同志"))


def test_a_single_attachment_has_no_number():
    assert "附件：明细表" in texts(written(attachments=["明细表"]))


@pytest.mark.parametrize(
    ("signer", "indents"), [("甲县委", (550, 400)), ("中共甲市委组织部", (300, 400)), ("中" * 20, (200, 900))]
)
def test_the_signer_is_centred_over_the_date_and_both_stay_off_the_edge(signer, indents):
    document = written(signer=signer, recipient="", issuer_mark="")
    found = [
        int(paragraph_with(document, text)._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")))
        for text in (signer, "2023年7月3日")
    ]
    assert tuple(found) == indents


def test_a_signature_never_stands_alone_on_a_page():
    document = written(attachments=())
    paragraphs = document.paragraphs
    place = next(number for number, one in enumerate(paragraphs) if one.text == "中共甲市委组织部")
    assert all(one.paragraph_format.keep_with_next for one in paragraphs[place - 3 : place + 1])


def test_page_numbers_are_fields_right_on_odd_and_left_on_even_pages():
    document = written()
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (line,) = footer.paragraphs
        assert [found.text.strip() for found in line._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert line.text == "— 1 —"
        assert line.style.element.pPr.find(qn("w:jc")).get(qn("w:val")) == side


def test_a_draft_says_so_above_every_page():
    section = written(header_note="签发前草稿").sections[0]
    assert {section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text} == {"签发前草稿"}


def test_the_colophon_stands_at_the_foot_of_the_last_page_between_lines():
    (table,) = written().tables
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：市委办公室，市政府办公室。",
        "中共甲市委组织部办公室\t2023年7月3日印发",
    ]
    lines = [border.get(qn("w:sz")) for border in table._tbl.iter(qn("w:top"), qn("w:bottom"))]
    assert lines == ["8", "6", "6", "8"]


def test_a_document_may_be_a_title_and_a_body_only():
    document = docx.Document(io.BytesIO(render_docx(OfficialDocument("纪要", [Paragraph("议定事项。")]))))
    assert texts(document) == ["纪要", "议定事项。"]
    assert document.tables == []


def test_appendices_begin_on_their_own_pages_and_are_listed_below_the_body():
    wide = Table(["甲"], [["乙"]], landscape=True)
    document = written(appendices=[Appendix("分解表", [wide]), Appendix("说明", [Paragraph("略。")])], attachments=())
    assert [section.orientation for section in document.sections] == [0, 1, 0]
    shown = texts(document)
    assert [text for text in shown if text.startswith(("附件", "2. "))] == [
        "附件：1. 分解表",
        "2. 说明",
        "附件1",
        "附件2",
    ]


def test_a_turned_page_keeps_its_head_at_the_binding_edge():
    document = written(body=[Table(["甲"], [["乙"]], landscape=True), Paragraph("完。")])
    turned = document.sections[1] if document.sections[0].orientation == 0 else document.sections[0]
    assert (round(turned.page_width.mm), round(turned.page_height.mm)) == (297, 210)
    margins = (turned.top_margin, turned.bottom_margin, turned.left_margin, turned.right_margin)
    assert [round(length.mm) for length in margins] == [28, 26, 35, 37]


def test_state_secrets_are_refused_and_work_secrets_are_not():
    with pytest.raises(CannotWriteDocument, match="机密"):
        full_document(secrecy="机密★1年")
    assert full_document(secrecy="工作秘密").secrecy == "工作秘密"


def test_a_document_without_a_title_is_refused():
    with pytest.raises(CannotWriteDocument):
        full_document(title=" ")


def test_equal_documents_give_equal_bytes():
    assert render_docx(full_document()) == render_docx(full_document())


def test_the_file_bears_title_author_and_date_and_no_name_of_a_program():
    properties = written().core_properties
    assert (properties.title, properties.author, properties.comments) == (
        "关于任务推进情况的通报",
        "中共甲市委组织部",
        "",
    )
    assert properties.created.date() == dt.date(2023, 7, 3)


def test_characters_that_no_file_can_hold_are_left_out():
    assert "甲乙" in texts(written(body=[Paragraph("甲\x00\x0b乙")]))
