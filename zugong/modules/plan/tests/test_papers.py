"""The leader's papers: what they say, and to whom."""

from datetime import date, time
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from zugong.kernel import calendar
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import papers
from zugong.modules.plan.actions.breakdown_table import breakdown_table
from zugong.modules.plan.actions.bulletins import draw_up
from zugong.modules.plan.actions.supervision import draft_slip


def words_of(content):
    """All the words of a docx: paragraphs, tables, headers and footers."""
    document = Document(BytesIO(content))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for section in document.sections:
        for part in (section.header, section.footer, section.even_page_footer, section.even_page_header):
            parts += [paragraph.text for paragraph in part.paragraphs]
    return "\n".join(parts)


@pytest.fixture
def parts(handing):
    parts = handing.issue(handing.target(), jinan=200, shucheng=100)
    handing.confirmed(parts["jinan"], 180)
    return parts


@pytest.fixture
def slip(handing, parts):
    with calendar.on(date(2023, 7, 3), at=time(9)):
        part = parts["shucheng"]
        return draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("officer"), reason="至今未报")


@pytest.fixture
def bulletin(handing, parts):
    return draw_up(
        plan=handing.plan, period="2023-Q1", as_of=date(2023, 3, 20), by=handing.user("officer"), remarks="抓紧"
    )


def test_a_slip_bears_its_colour_its_words_and_the_code_of_its_content(slip):
    words = words_of(papers.slip_paper(slip))
    code = content_hash(slip, procedure_named("plan.slip"))
    assert "督查单（蓝色）" in words
    assert "至今未报" in words
    assert code in words.replace(" ", "")


def test_an_unsigned_slip_says_that_it_is_a_draft(handing, slip):
    assert papers.DRAFT_NOTE in words_of(papers.slip_paper(slip))
    take("plan.slip", "issue", slip, by=handing.user("leader"))
    assert papers.DRAFT_NOTE not in words_of(papers.slip_paper(slip))


def test_the_breakdown_table_names_every_unit_and_what_it_owes(handing, parts):
    words = words_of(papers.breakdown_paper(breakdown_table(handing.plan, handing.user("officer"))))
    for expected in ("金安区", "舒城县", "200", "100", "引进人才", "六组〔2023〕12号", "≥300名"):
        assert expected in words


def test_a_county_gets_its_own_column_only(handing, parts):
    table = breakdown_table(handing.plan, handing.user("jinan_officer"))
    assert [str(unit) for unit in table.places] == ["金安区"]
    assert not table.whole
    assert "舒城县" not in words_of(papers.breakdown_paper(table))


def test_departments_stand_in_a_column_of_their_own(handing):
    handing.issue(handing.target(), jinan=200, labour=100)
    table = breakdown_table(handing.plan, handing.user("officer"))
    assert table.rows[0].others_words == "市人力资源和社会保障局100"


def test_the_workbook_holds_the_matrix_and_every_part(handing, parts):
    book = load_workbook(BytesIO(papers.breakdown_workbook(breakdown_table(handing.plan, handing.user("officer")))))
    rows = [[cell.value for cell in row] for row in book["各单位任务"].iter_rows()]
    found = {row[2]: (row[3], row[6], row[9]) for row in rows if row[2] in {"金安区", "舒城县"}}
    assert found == {"金安区": (200, 180, "正常推进"), "舒城县": (100, None, "尚无数据")}
    assert book.sheetnames == ["分解表", "各单位任务"]


def test_the_bulletin_stands_in_its_official_parts(handing, bulletin):
    take("plan.bulletin", "sign", bulletin, by=handing.user("leader"), changes={"number": "六组通〔2023〕1号"})
    words = words_of(papers.bulletin_paper(bulletin))
    for expected in (
        "中共六安市委组织部文件",
        "六组通〔2023〕1号",
        "第一季度",
        "一、总体进展",
        "二、各单位进展",
        "抓紧",
        "2023年3月20日",
    ):
        assert expected in words
    assert papers.DRAFT_NOTE not in words


def test_a_draft_bulletin_says_so(bulletin):
    assert papers.DRAFT_NOTE in words_of(papers.bulletin_paper(bulletin))


def test_the_bulletins_workbook_ranks_the_units(bulletin):
    book = load_workbook(BytesIO(papers.bulletin_workbook(bulletin)))
    assert book.sheetnames == ["位次", "目标领域", "逾期清单"]
    values = [[cell.value for cell in row] for row in book["位次"].iter_rows()]
    assert ["县区和开发区", 1, "金安区", 1, 1, 100, 0] in values


def test_papers_are_the_same_when_printed_twice(slip, bulletin):
    assert papers.slip_paper(slip) == papers.slip_paper(slip)
    assert papers.bulletin_paper(bulletin) == papers.bulletin_paper(bulletin)
