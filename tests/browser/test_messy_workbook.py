"""A messy roster of 5,000 village cadres walked into the register: understood, mended in the page, taken in, brought again, undone."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import running_city
from tests.browser.visiting import PHONE, look
from zugong.modules.villages.demo.messy_roster import FAULTS, messy_roster

DIVISIONS = Path("zugong/modules/office/data/luan-divisions.csv")
BAD = sum(FAULTS.values())
WORK_MILLISECONDS = 600_000


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A city with its units and people, but without a plan."""
    folder = tmp_path_factory.mktemp("bare") / "var"
    running_city.build_without_plan(folder)
    with running_city.served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    """The roster as a file."""
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    above = {row["code"]: row for row in rows}
    listed = [(above[row["parent_code"]], row["name"]) for row in rows if row["kind"] in ("village", "community")]
    namesakes = Counter((town["name"], village) for town, village in listed)
    villages = [
        (above[town["parent_code"]]["name"] * (namesakes[town["name"], village] > 1) + town["name"], village)
        for town, village in listed
    ]
    path = tmp_path_factory.mktemp("roster") / "村干部花名册.xlsx"
    path.write_bytes(messy_roster(villages))
    return path


def hand_in(page: Page, roster: Path) -> None:
    page.goto("/ledgers/village-cadres/")
    page.get_by_role("link", name="导入", exact=True).click()
    look(page, "import-new")
    page.locator("input[type=file]").set_input_files(roster)
    page.get_by_role("button", name="读取并核对").click()
    page.wait_for_url("**/imports/*/")


def answer(page: Page, words: str) -> None:
    """Wait until the work is done and the headline says this."""
    expect(page.locator("#import-answer")).to_contain_text(words, timeout=WORK_MILLISECONDS)


def test_a_roster_is_understood_mended_and_taken_in(sign_in_as, roster):
    page = sign_in_as("demo-city")
    hand_in(page, roster)
    look(page, "import-progress")
    expect(page.locator(".import-columns")).to_contain_text("列不认识", timeout=WORK_MILLISECONDS)
    look(page, "import-columns")
    page.get_by_label("任职情况/现任职务").select_option(label="职务")
    page.get_by_label("基本情况/出生年月").select_option(label="出生日期")
    page.get_by_role("button", name="没选的都不读取").click()
    answer(page, f"{5_000 - BAD:,} 行可以导入，{BAD} 行要改")
    look(page, "import-bad")
    page.locator(".import-groups button", has_text="-10-01").click()
    answer(page, f"{BAD - FAULTS['January or October']} 行要改")
    mend_by_keyboard(page)
    look(page, "import-mended")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载要改的行").click()
    assert download.value.path().stat().st_size > 5_000
    page.get_by_role("button", name="行好的").click()
    answer(page, "新增 4,8")
    look(page, "import-taken")


def mend_by_keyboard(page: Page) -> None:
    """Type what is right into a bad cell, press Enter, and go on where the focus is then."""
    line = page.locator(".import-line").filter(has_text="手机号应为 11 位").first
    number = line.get_attribute("id")
    cell = line.locator(".import-cell-bad").first
    cell.fill(f"{cell.input_value()}0")
    cell.press("Enter")
    expect(page.locator(f"#{number}")).to_contain_text("改好了")
    expect(page.locator(".import-cell:focus")).to_have_count(1)


def test_the_second_import_of_the_same_file_changes_nothing(sign_in_as, roster):
    page = sign_in_as("demo-city")
    hand_in(page, roster)
    answer(page, "行与台账一致")
    look(page, "import-again")
    tabs = page.locator("#import-tabs a .num")
    assert tabs.all_inner_texts()[1:3] == ["0", "0"]
    page.goto("/imports/")
    look(page, "imports")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_import_is_found_again_on_the_phone_and_undone(sign_in_as):
    page = sign_in_as("demo-city", PHONE)
    page.goto("/imports/")
    look(page, "phone-imports")
    page.locator("tbody tr").last.get_by_role("link").first.click()
    look(page, "phone-import")
    page.locator("[data-opens=undo]").click()
    page.locator("dialog#undo textarea").fill("表格交错了")
    page.locator("dialog#undo footer button.btn-primary").click()
    answer(page, "已撤销")
    look(page, "phone-undone")


def test_nobody_else_sees_what_stood_in_it(sign_in_as, watch):
    page = sign_in_as("demo-city")
    page.goto("/imports/")
    path = page.locator("tbody tr a").first.get_attribute("href")
    watch.expects(404)
    other = sign_in_as("demo-shucheng")
    found = other.goto(path)
    assert found is not None
    assert found.status == 404
