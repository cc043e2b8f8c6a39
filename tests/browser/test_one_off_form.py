"""A one-off form walked by the people at both ends: drawn up from a sheet, sent to forty villages, chased, merged, handed on."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import DESKTOP, PHONE, look, take

TITLE = "党群服务中心情况"
TOWNSHIPS = {"木厂镇": 16, "中店镇": 12, "淠东乡": 12}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 4
"""Where the lines of a downloaded sheet begin."""


def as_file(book: Workbook, name: str = "表.xlsx") -> dict:
    stream = io.BytesIO()
    book.save(stream)
    return {"name": name, "mimeType": XLSX, "buffer": stream.getvalue()}


def upper_office_asks() -> Workbook:
    """The sheet that came from above: a title over merged cells, a header in two rows, nothing filled in."""
    book = Workbook()
    sheet = book.active
    sheet.append(["全市党群服务中心情况统计表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "村（社区）", "党员", None, "服务场所", None, "是否有专职人员"])
    sheet.append([None, None, "人数", "其中女党员人数", "面积（平方米）", "启用日期", None])
    for area in "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3":
        sheet.merge_cells(area)
    return book


def upper_office_collects() -> Workbook:
    """The sheet to be handed on: a row for each township, a sum by formula, a sentence with places."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "党群服务中心情况汇总表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=18)
    sheet.merge_cells("A1:D1")
    sheet.append(["乡镇", "党员人数", "面积（平方米）", "备注"])
    for name in TOWNSHIPS:
        sheet.append([name])
    sheet.append(["合计", "=SUM(B3:B5)", None, None])
    sheet["A8"] = "共{{已报单位数}}个村报送，党员{{合计.党员人数}}名。"
    return book


def pick(box: Locator, words: str) -> None:
    """Choose a unit by typing its name."""
    box.locator("input[type=text], input[role=combobox]").first.fill(words)
    box.locator("[role=option]").filter(has_text=words).first.click()


def open_form(page: Page) -> str:
    """Go to the form's page; its address."""
    page.goto("/forms/?view=sent")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.wait_for_url("**/forms/*/")
    return page.url


def open_return(page: Page, village: str) -> None:
    open_form(page)
    page.locator("tbody").get_by_role("link", name=village, exact=True).first.click()
    page.wait_for_url("**/forms/returns/*/")


def fill_in(page: Page, people: str, *, area: str = "210", way: str = "") -> None:
    """Fill in one return and send it."""
    page.locator("[name=c1-0]").fill(people)
    page.locator("[name=c2-0]").fill("9")
    page.locator("[name=c3-0]").fill(area)
    page.locator("[name=c5-0]").select_option("是")
    if way:
        look(page, f"fill-{way}")
    page.get_by_role("button", name="上报").click()
    expect(page.locator(".note-success")).to_be_visible()


def download(page: Page, link: str) -> Workbook:
    with page.expect_download() as found:
        page.locator(f"a[href$='{link}']").first.click()
    return load_workbook(io.BytesIO(found.value.path().read_bytes()))


def fill_lines(book: Workbook, leave: int = 0) -> list[str]:
    """Fill in the lines of a downloaded sheet but for the last few; the names of those left."""
    sheet = book.worksheets[0]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[FIRST_ROW - 1]}
    lines = [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value]
    last = len(lines) - leave
    for row in lines[:last]:
        sheet.cell(row, heads["党员人数"]).value = 30
        sheet.cell(row, heads["服务场所面积（平方米）"]).value = 200
    return [sheet.cell(row, 1).value for row in lines[last:]]


def upload(page: Page, book: Workbook) -> None:
    page.locator("input[name=sheet]").set_input_files(as_file(book))
    page.get_by_role("button", name="上传").click()


def test_a_form_is_drawn_up_from_a_sheet_and_sent_to_forty_villages(sign_in_as):
    officer = sign_in_as("demo-city")
    officer.goto("/forms/new/")
    officer.locator("[name=title]").fill(TITLE)
    officer.locator("[name=catalogue_number]").fill("六组表〔2023〕07")
    officer.locator("[name=due_date]").fill("2023-07-14")
    officer.locator("[name=expires_on]").fill("2023-08-31")
    officer.locator("[name=sheet]").set_input_files(as_file(upper_office_asks(), "表样.xlsx"))
    look(officer, "new")
    officer.get_by_role("button", name="下一步").click()
    officer.wait_for_url("**/forms/*/")
    expect(officer.locator(".note-success")).to_contain_text("第 3 行是表头，共 5 列")
    labels = officer.locator("[data-column] [name$=-label]").evaluate_all("all => all.map(one => one.value)")
    assert labels == ["党员人数", "党员其中女党员人数", "服务场所面积（平方米）", "服务场所启用日期", "是否有专职人员"]
    kinds = officer.locator("[data-column] [name$=-kind]").evaluate_all("all => all.map(one => one.value)")
    assert kinds == ["integer", "integer", "decimal", "date", "choice"]
    officer.locator("[name=c-0-required]").check()
    officer.locator("[data-column]").nth(1).locator("summary").click()
    officer.locator("[name=c-1-at_most]").fill("党员人数")
    officer.get_by_role("button", name="加一列").click()
    officer.locator("[data-column]").last.locator("[name$=-label]").fill("所属乡镇")
    officer.locator("[data-column]").last.locator("[name$=-source]").select_option("unit:parent")
    officer.get_by_role("button", name="保存列").click()
    expect(officer.locator("main")).to_contain_text("6 列中 1 列由台账带出（17%）")
    for township in TOWNSHIPS:
        pick(officer.locator(".picker").filter(has=officer.locator("[name=below]")), township)
        officer.get_by_role("button", name="全部加入").click()
        expect(officer.locator(".note-success")).to_be_visible()
    expect(officer.locator(".headline")).to_contain_text("40 个单位共")
    look(officer, "draft")
    take(officer, "send")
    expect(officer.locator(".headline")).to_contain_text("还差 40 个")


@pytest.mark.parametrize(
    ("size", "way", "villages"),
    [(PHONE, "phone", ("石闸村", "旗杆村")), (DESKTOP, "page", ("高潮村", "五里桥村", "新庄村"))],
)
def test_villages_are_filled_in_on_the_phone_and_in_the_page(sign_in_as, size, way, villages):
    township = sign_in_as("demo-township", size)
    for number, village in enumerate(villages):
        open_return(township, village)
        expect(township.locator("[name=c6-0]")).to_have_value("木厂镇")
        fill_in(township, str(40 + number), way=way if number == 0 else "")
        expect(township.locator(".lead")).to_contain_text("手机" if way == "phone" else "网页")


def test_a_village_answers_on_its_phone_and_nothing_typed_is_lost(sign_in_as):
    villager = sign_in_as("demo-village", PHONE)
    look(villager, "village-work")
    villager.get_by_role("link", name=f"填报：{TITLE}").first.click()
    villager.locator("[name=c1-0]").fill("51")
    villager.goto("/forms/")
    look(villager, "village-forms")
    villager.get_by_role("link", name=TITLE).click()
    expect(villager.locator("[name=c1-0]")).to_have_value("51")
    fill_in(villager, "51")
    look(villager, "village-answered")


def test_own_sheets_are_taken_and_bad_cells_are_named(sign_in_as, watch):
    watch.expects(422)
    township = sign_in_as("demo-township")
    for number, village in enumerate(("潘新村", "兔耳岗村", "桂花村")):
        open_return(township, village)
        book = Workbook()
        book.active.append([f"{village}党群服务中心"])
        book.active.append(
            ["党员人数", "党员其中女党员人数", "服务场所面积（平方米）", "服务场所启用日期", "是否有专职人员"]
        )
        book.active.append([f"{35 + number}人" if number == 0 else 35 + number, 8, 180, "2020年5月1日", "是"])
        upload(township, book)
        if number == 0:
            expect(township.locator("#problems")).to_contain_text("35人")
            look(township, "sheet-problems")
            township.locator("[data-suggests]").click()
            township.get_by_role("button", name="上报").click()
        expect(township.locator(".note-success")).to_be_visible()


def test_a_township_and_a_county_answer_for_many_with_one_sheet(sign_in_as):
    for user, leave in ("demo-township", 0), ("demo-jinan", 2):
        clerk = sign_in_as(user)
        open_form(clerk)
        book = download(clerk, "empty.xlsx")
        fill_lines(book, leave)
        upload(clerk, book)
        expect(clerk.locator(".note-success")).to_be_visible()
    expect(clerk.locator(".headline")).to_contain_text("还差 2 个")


def test_two_have_not_answered_and_are_chased(sign_in_as):
    officer = sign_in_as("demo-city")
    open_form(officer)
    expect(officer.locator(".headline")).to_contain_text("40 个单位已报 38 个，还差 2 个")
    officer.locator("[data-opens=group-text]").click()
    words = officer.locator("#group-text-words").input_value()
    assert "还有 2 个单位未报" in words
    look(officer, "group-text")
    officer.locator("#group-text [data-closes]").click()
    officer.get_by_role("button", name="催报").click()
    expect(officer.locator(".note-success")).to_contain_text("已催报 2 个单位")
    officer.goto(f"{officer.url}?state=awaited")
    expect(officer.locator("tbody tr")).to_have_count(2)
    look(officer, "awaited")


def test_one_is_sent_back_and_the_others_are_confirmed(sign_in_as):
    officer = sign_in_as("demo-city")
    address = open_form(officer)
    officer.locator("tbody").get_by_role("link", name="石闸村", exact=True).click()
    take(officer, "return", why="面积与上次相差较大，请核实")
    officer.goto(address)
    look(officer, "returns")
    officer.get_by_role("button", name="全选").click()
    officer.get_by_role("button", name="确认所选").click()
    expect(officer.locator(".note-success")).to_contain_text("已办理 37 份")
    township = sign_in_as("demo-township", PHONE)
    open_return(township, "石闸村")
    expect(township.locator("main")).to_contain_text("面积与上次相差较大")
    look(township, "returned")
    fill_in(township, "40", area="260")
    officer.goto(address)
    officer.locator("tbody").get_by_role("link", name="石闸村", exact=True).click()
    expect(officer.locator("main")).to_contain_text("前后几次的不同")
    look(officer, "return-to-confirm")
    take(officer, "confirm")


def test_the_merge_fills_the_sheet_of_the_upper_office(sign_in_as):
    officer = sign_in_as("demo-city")
    address = open_form(officer)
    officer.goto(f"{address}merged/?by=township")
    expect(officer.locator("tbody tr")).to_have_count(len(TOWNSHIPS))
    look(officer, "merged-by-township")
    officer.goto(f"{address}merged/")
    look(officer, "merged")
    officer.goto(f"{address}upper/")
    officer.locator("input[name=sheet]").set_input_files(as_file(upper_office_collects(), "汇总表样.xlsx"))
    officer.get_by_role("button", name="上传").click()
    expect(officer.locator(".headline")).to_contain_text("处可以回填")
    officer.locator("[name=to-C]").select_option(label="服务场所面积（平方米）")
    officer.get_by_role("button", name="保存对应").click()
    look(officer, "upper-sheet")
    filled = download(officer, "upper.xlsx").active
    assert [filled.cell(row, 1).value for row in (3, 4, 5)] == list(TOWNSHIPS)
    people = [filled.cell(row, 2).value for row in (3, 4, 5)]
    assert sum(people[1:]) == 22 * 30
    assert sum(filled.cell(row, 3).value for row in (4, 5)) == 22 * 200
    assert filled["B6"].value == "=SUM(B3:B5)"
    assert filled["A8"].value == f"共38个村报送，党员{sum(people)}名。"
    assert "A1:D1" in {str(area) for area in filled.merged_cells.ranges}
    assert filled["A1"].font.size == 18


def test_what_changed_is_shown_and_the_form_is_closed(sign_in_as):
    officer = sign_in_as("demo-city")
    address = open_form(officer)
    officer.goto(f"{address}changes/")
    look(officer, "changes")
    officer.goto(address)
    take(officer, "close")
    expect(officer.locator(".lead")).to_contain_text("已汇总")


def test_a_form_that_is_not_listed_is_refused_with_one_click(sign_in_as):
    villager = sign_in_as("demo-village", PHONE)
    villager.goto("/forms/")
    villager.get_by_role("link", name="会议室桌椅摸底表").click()
    look(villager, "unlisted")
    villager.get_by_role("button", name="拒填").click()
    expect(villager.locator(".note-success")).to_contain_text("已拒填")
    for told in "demo-jinan", "demo-supervisor":
        reader = sign_in_as(told)
        expect(reader.locator("main")).to_contain_text("拒填")
    look(reader, "refusal-told")


def test_a_sibling_sees_nothing_of_the_form(sign_in_as, watch):
    officer = sign_in_as("demo-city")
    officer.goto("/forms/?view=over")
    officer.get_by_role("link", name=TITLE, exact=True).click()
    watch.expects(404)
    sibling = sign_in_as("demo-shucheng")
    for path in "", "merged/", "changes/", "upper/":
        answer = sibling.goto(f"{officer.url}{path}")
        assert answer is not None
        assert answer.status == 404
