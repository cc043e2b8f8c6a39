"""What can be opened as a plan, and what is refused with a sentence."""

import io
import zipfile
from datetime import date

import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from zugong.kernel.documents.reading import files
from zugong.kernel.documents.reading import pdf as pdf_reading
from zugong.kernel.documents.reading import word as word_reading
from zugong.kernel.documents.reading.plan import read_plan, read_plan_bytes
from zugong.kernel.documents.reading.shapes import BlockKind, CannotRead, PlanReading
from zugong.kernel.documents.reading.word_numbers import Numbering, StyleFacts
from zugong.kernel.documents.tests.printing import column, new_document, pdf, word

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLAN = """云川市2024年组织工作要点

一、建强基层组织
全年新建党支部30个，培训党员５０００名。
二、培育专业队伍
选派优秀干部20名到一线挂职。
"""
HEADINGS = ["一、建强基层组织", "二、培育专业队伍"]


def headings(reading: PlanReading) -> list[str]:
    return [block.text for block in reading.blocks if block.kind is BlockKind.HEADING]


def texts(reading: PlanReading) -> list[str]:
    return [block.text for block in reading.blocks]


def refusal(content: bytes, name: str = "plan") -> str:
    with pytest.raises(CannotRead) as refused:
        read_plan_bytes(content, name)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_plan_reads_alike_in_every_encoding(encoding):
    reading = read_plan_bytes(PLAN.encode(encoding), "plan.txt")
    assert (reading.title, reading.year) == ("云川市2024年组织工作要点", 2024)
    assert headings(reading) == HEADINGS
    assert "全年新建党支部30个，培训党员5000名。" in texts(reading)


def test_windows_line_ends_are_line_ends():
    assert headings(read_plan_bytes(PLAN.replace("\n", "\r\n").encode(), "plan.txt")) == HEADINGS


def test_a_text_cut_inside_its_last_character_is_read():
    assert headings(read_plan_bytes(PLAN.rstrip("。\n").encode()[:-1], "plan.txt")) == HEADINGS


@pytest.mark.parametrize(
    ("content", "word_in_refusal"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf \r\n\t", "空"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "图片"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "图片"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加密"),
        (b"%PDF-1.4\n%broken", "损坏"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\x7fELF" + bytes(range(256)) * 8, "文字"),
        (b"It was a bright cold day in April, and the clocks were striking thirteen.", "中文"),
        (b'{"name": "zugong", "version": 1}', "中文"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(content, word_in_refusal):
    sentence = refusal(content)
    assert word_in_refusal in sentence
    assert sentence.endswith("。")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "absent.txt", tmp_path):
        with pytest.raises(CannotRead, match="找不到"):
            read_plan(path)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(files.LARGEST_FILE + 1)
    with pytest.raises(CannotRead, match="上限"):
        read_plan(path)


def test_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_TEXT", 100)
    assert "拆分" in refusal(PLAN.encode() * 3)


def test_the_given_date_goes_before_the_printed_one():
    content = f"{PLAN}中共云川市委组织部\n2024年2月1日\n".encode()
    assert read_plan_bytes(content, "plan.txt").issued_on == date(2024, 2, 1)
    assert read_plan_bytes(content, "plan.txt", issued_on=date(2024, 3, 1)).issued_on == date(2024, 3, 1)


# Word


def word_plan():
    document = new_document()
    document.add_heading("云川市2024年组织工作要点", 0)
    document.add_heading("一、建强基层组织", 1)
    document.add_paragraph("全年新建党支部30个。")
    document.add_heading("二、培育专业队伍", 1)
    return document


def test_word_headings_and_tables_are_read_in_order():
    document = word_plan()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ["任务", "目标", "发展党员", "500名"], strict=True
    ):
        cell.text = text
    document.add_paragraph("各级党组织要抓好落实。")
    reading = read_plan_bytes(word(document), "plan.docx")
    assert reading.title == "云川市2024年组织工作要点"
    assert headings(reading) == HEADINGS
    assert texts(reading)[-3:] == ["任务｜目标", "发展党员｜500名", "各级党组织要抓好落实。"]


def test_numbers_that_word_counts_are_shown():
    document = word_plan()
    document.add_paragraph("选派第一书记100名", style="List Number")
    document.add_paragraph("新建服务中心30个", style="List Number")
    assert texts(read_plan_bytes(word(document), "plan.docx"))[-2:] == ["1.选派第一书记100名", "2.新建服务中心30个"]


def test_a_heading_style_without_number_stands_as_deep_as_its_numbered_sisters():
    document = word_plan()
    document.add_heading("保障措施", 1)
    document.add_paragraph("各级党组织要抓好落实。")
    reading = read_plan_bytes(word(document), "plan.docx")
    assert {block.level for block in reading.blocks if block.kind is BlockKind.HEADING} == {1}


NUMBERING = f"""<w:numbering xmlns:w="{NAMESPACE}"><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>
</w:numbering>"""


def marks(*numbered: tuple[int, int]) -> list[str]:
    numbering = Numbering(etree.fromstring(NUMBERING))
    shown = '<w:p xmlns:w="{}"><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr></w:p>'
    return [
        numbering.mark_for(etree.fromstring(shown.format(NAMESPACE, depth, list_id)), StyleFacts())
        for list_id, depth in numbered
    ]


def test_word_numbers_count_on_and_begin_anew_under_a_higher_one():
    assert marks((5, 0), (5, 1), (5, 1), (5, 2), (5, 0), (5, 1)) == ["一、", "（一）", "（二）", "1.", "二、", "（一）"]


def test_a_word_list_may_start_elsewhere_and_bullets_show_nothing():
    assert marks((6, 0), (5, 0), (5, 3), (7, 0)) == ["三、", "一、", "", ""]


def test_the_contents_list_of_a_word_file_is_dropped_and_recorded():
    document = word_plan()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("一、建强基层组织\t1", style="toc 1")
    reading = read_plan_bytes(word(document), "plan.docx")
    assert headings(reading) == HEADINGS
    assert [mend.before for mend in reading.repairs] == ["一、建强基层组织\t1"]


def test_a_word_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(word_reading, "LARGEST_PART", 1000)
    assert "过大" in refusal(word(word_plan()))


def test_a_word_file_that_lies_about_its_size_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" + b" " * 200_000 + b"</a>")
    content = stream.getvalue().replace((200_007).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    assert "损坏" in refusal(content)


def test_a_truncated_word_file_is_refused():
    content = word(word_plan())
    assert "损坏" in refusal(content[: len(content) // 2])


@pytest.mark.parametrize(
    ("part", "kind"), [("xl/workbook.xml", "电子表格"), ("ppt/a.xml", "演示"), ("OFD.xml", "OFD"), ("a", "压缩包")]
)
def test_other_packages_are_named_in_the_refusal(part, kind):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(part, "x")
    assert kind in refusal(stream.getvalue())


# PDF

BODY = ["全年新建党支部三十个，培训党员五千名以上，其中", "农村党员不少于三千名，社区党员不少于一千名。"]


def test_a_pdf_is_read_and_its_paragraphs_joined():
    page = column(
        80, 780, ["云川市2024年组织工作要点", "一、建强基层组织", *BODY, "二、培育专业队伍", "选派干部二十名。"]
    )
    reading = read_plan_bytes(pdf([page]), "plan.pdf")
    assert headings(reading) == HEADINGS
    assert "".join(BODY) in texts(reading)


def test_glyphs_printed_twice_are_read_once_and_recorded():
    line = "一、推动50名2200元人人有责"
    shadow = [(80.4, 780, line)]
    reading = read_plan_bytes(pdf([[*column(80, 780, [line, *BODY]), *shadow]]), "plan.pdf")
    assert line in headings(reading)
    assert [mend.after for mend in reading.repairs if mend.kind == "doubled"] == [line]


def test_columns_are_read_one_after_the_other():
    left = column(60, 740, [f"左栏第{number}行写的是基层组织建设工作" for number in "一二三四五六"])
    right = column(330, 740, [f"右栏第{number}行写的是人才队伍建设工作" for number in "一二三四五六"])
    across = [(60, 790, "云川市二〇二四年全市组织工作要点和主要任务安排一览")]
    text = "".join(texts(read_plan_bytes(pdf([[*across, *left, *right]]), "plan.pdf")))
    assert text.index("云川市") < text.index("左栏第六行") < text.index("右栏第一行")


def test_narrow_columns_with_a_narrow_gutter_are_kept_apart():
    left = column(60, 740, [f"左栏的第{number}行写满十三个字" for number in "一二三四五六"])
    right = column(60 + 12 * 13 + 12, 740, [f"右栏的第{number}行写满十三个字" for number in "一二三四五六"])
    text = "".join(texts(read_plan_bytes(pdf([[*left, *right]]), "plan.pdf")))
    assert text.index("左栏的第六行") < text.index("右栏的第一行")


def test_running_heads_and_page_numbers_of_a_pdf_are_dropped():
    body = [
        "农村党建这一页的正文写到这里还没有写完",
        "社区党建的正文接着写下去，也没有写完",
        "人才工作写在最后一页，到这里就写完了。",
    ]
    pages = [
        [(80, 800, "云川工作简报"), (80, 760, text), (290, 40, f"- {number} -")]
        for number, text in enumerate(body, start=1)
    ]
    assert "".join(body) in texts(read_plan_bytes(pdf(pages), "plan.pdf"))


def test_a_pdf_without_text_is_called_a_scan():
    assert "扫描" in refusal(pdf([[]]))


def test_a_pdf_that_unpacks_to_too_much_is_refused(monkeypatch):
    content = pdf([column(80, 780, BODY)], packed=True)
    assert "".join(BODY) in texts(read_plan_bytes(content, "plan.pdf"))
    monkeypatch.setattr(pdf_reading, "LARGEST_STREAM", 50)
    assert "过大" in refusal(content)


def test_an_encrypted_pdf_is_refused():
    assert "加密" in refusal(pdf([column(80, 780, BODY)], encrypt=True))


def test_a_truncated_pdf_is_read_or_refused():
    content = pdf([column(80, 780, BODY)])
    for length in range(0, len(content), 97):
        with_sentence_or_reading(content[:length])


# Web pages

PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>云川市2024年组织工作要点_云川市</title><script>var a = "脚本";</script>
<meta name="PubDate" content="2024-02-01 10:00"></head><body><div class="nav">首页 政务公开 互动交流</div>
<h1>云川市2024年组织工作要点</h1><div>发布时间：2024-02-01 来源：市委组织部 浏览次数：12 字体：[大 中 小]</div>
<div id="zoom"><p>　　<b>一、建强基层组织</b></p><p>　　全年新建党支部30个，<span>培训党员</span>5000名。</p>
<p>二、培育专业队伍</p><table><tr><td>任务</td><td>目标</td></tr><tr><td>挂职干部</td><td>20名</td></tr></table></div>
<div>【打印】【关闭】</div><div class="footer">版权所有：云川市</div></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_gives_its_main_text(encoding):
    reading = read_plan_bytes(PAGE.encode(encoding), "plan.html")
    assert texts(reading) == [
        *("云川市2024年组织工作要点", "一、建强基层组织", "全年新建党支部30个，培训党员5000名。"),
        *("二、培育专业队伍", "任务｜目标", "挂职干部｜20名"),
    ]
    assert reading.issued_on == date(2024, 2, 1)


def test_a_web_page_whose_paragraphs_are_torn_lines_is_joined():
    text = "围绕乡村建设和城市更新等课题举办研修班，分批组织骨干外出考察学习，带动队伍整体素质提高，全年培训干部三千名以上。"
    lines = "".join(f"<p>{text[at : at + 20]}</p>" for at in range(0, len(text), 20))
    assert text in texts(read_plan_bytes(f"<html><body>{lines}</body></html>".encode(), "plan.html"))


def test_the_title_of_a_web_page_is_found_outside_its_main_text():
    page = PAGE.replace("<h1>", '<div class="art-title">').replace("</h1>", "</div>")
    assert texts(read_plan_bytes(page.encode(), "plan.html"))[0] == "云川市2024年组织工作要点"


def test_a_web_page_without_text_is_refused():
    assert "中文" in refusal(b"<html><body><script>1</script><p>404</p></body></html>")


# Any bytes


BEGINNINGS = [b"%PDF-1.4\n", b"PK\x03\x04", b"<html><p>", b"\xff\xfe", b"\xfe\xff"]


def with_sentence_or_reading(content: bytes) -> None:
    sentence, reading = "", None
    try:
        reading = read_plan_bytes(content, "plan")
    except CannotRead as refused:
        sentence = str(refused)
    assert sentence.endswith("。") if reading is None else reading.blocks


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(bytes.__add__, st.sampled_from(BEGINNINGS), st.binary(max_size=200)),
        st.text(st.characters(codec="utf-8"), max_size=200).map(str.encode),
        st.text("一二三、（）1.年月日名个%。，：“”—- \n\t　|党建工作第章节条序号", max_size=200).map(str.encode),
    )
)
def test_any_bytes_are_read_or_refused(content):
    with_sentence_or_reading(content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=20))
def test_a_word_file_with_broken_bytes_is_read_or_refused(chance, breaks):
    content = bytearray(word(word_plan()))
    for _ in range(breaks):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with_sentence_or_reading(bytes(content))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=20))
def test_a_pdf_with_broken_bytes_is_read_or_refused(chance, breaks):
    content = bytearray(pdf([column(72, 720, [line for line in PLAN.splitlines() if line])], packed=True))
    for _ in range(breaks):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with_sentence_or_reading(bytes(content))
