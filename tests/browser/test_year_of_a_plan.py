"""The plan's year walked by the people who carry it: from the printed page to the signed bulletin."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import running_city
from tests.browser.visiting import PHONE, look, take

OWN_PLAN = Path("zugong/modules/plan/data/demo-plan.txt")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A city with its units and people, but without a plan."""
    folder = tmp_path_factory.mktemp("bare") / "var"
    running_city.build_without_plan(folder)
    with running_city.served(folder) as found:
        yield found


def break_down(page: Page, words: str, kind: str, values: dict[str, str], leave_out: tuple[str, ...] = ()) -> None:
    """Hand one target to units: `values` by a unit's name; the others keep what is proposed."""
    page.goto("/plan/2023/breakdowns/")
    page.get_by_role("row").filter(has_text=words).get_by_role("link").first.click()
    page.locator(f"input[name=kind][value={kind}]").check()
    for row in page.locator("[data-unit-row]").all():
        name = row.locator("td").nth(1).inner_text()
        row.locator("input[name=unit]").set_checked(name not in leave_out)
        if name in values:
            row.locator("input[name^=value]").fill(values[name])
    look(page, f"breakdown-{kind}")
    page.get_by_role("button", name="保存方案").click()
    expect(page.locator(".note-success")).to_be_visible()


def report(page: Page, words: str, value: str, why_lower: str = "") -> None:
    """Report one number for the part of the target with these words."""
    page.goto("/plan/mine/")
    page.get_by_role("link", name=words).first.click()
    page.locator("[name=value]").fill(value)
    page.locator("[name=text]").fill("已召开推进会，名单见附件。")
    page.locator("[name=files]").set_input_files(
        {"name": "名单.txt", "mimeType": "text/plain", "buffer": "甲\n乙\n".encode()}
    )
    look(page, f"report-{value}")
    page.get_by_role("button", name="上报").click()
    page.wait_for_url("**/plan/reports/*/")


def test_upload_correct_and_accept(sign_in_as):
    officer = sign_in_as("demo-city")
    officer.goto("/plan/new")
    officer.locator("[name=file]").set_input_files(os.environ.get("PLAN_PAGE") or str(OWN_PLAN))
    officer.locator("[name=year]").fill("2023")
    officer.locator("[name=issued_on]").fill("2022-12-31")
    look(officer, "upload")
    officer.get_by_role("button", name="读取").click()
    officer.wait_for_url("**/plan/editions/*/")
    expect(officer.locator(".target-list li")).to_have_count(17)
    look(officer, "edition")
    officer.locator(".heading-tree a").first.click()
    words = officer.locator("#panel [name=text]")
    corrected = f"{words.input_value()}（更正）"
    words.fill(corrected)
    officer.locator("#panel button.btn-primary").click()
    expect(officer.locator(".heading-tree a").first).to_have_text(corrected)
    officer.get_by_role("button", name="确认计划").click()
    officer.wait_for_url("**/plan/2023/**")
    look(officer, "plan")
    officer.goto("/plan/2023/coverage/")
    look(officer, "coverage")


def test_break_down_three_kinds_and_approve(sign_in_as):
    officer = sign_in_as("demo-city")
    counties = ("金安区", "裕安区", "叶集区", "霍邱县", "舒城县", "金寨县", "霍山县")
    officer.goto("/plan/2023/breakdowns/")
    officer.get_by_role("row").filter(has_text="300个").get_by_role("link").first.click()
    zones = [
        row.locator("td").nth(1).inner_text()
        for row in officer.locator("[data-unit-row]").all()
        if row.locator("td").nth(1).inner_text() not in counties
    ]
    values = dict.fromkeys(counties, "40") | {zones[0]: "10"}
    break_down(officer, "300个", "split", values, leave_out=tuple(zones[1:]))
    expect(officer.locator(".headline")).to_contain_text("还差")
    break_down(officer, "300个", "split", values | {zones[0]: "20"}, leave_out=tuple(zones[1:]))
    expect(officer.locator(".headline")).to_contain_text("已分到位")
    break_down(officer, "≥80%", "floor", {})
    break_down(officer, "2—3个", "replicate", {})
    break_down(officer, "≤6个月", "replicate", {})
    officer.goto("/plan/2023/breakdowns/")
    for words in ("300个", "≥80%", "2—3个", "≤6个月"):
        officer.get_by_role("row").filter(has_text=words).locator("input[name=target]").check()
    officer.get_by_role("button", name="报部务会审定").click()
    expect(officer.locator(".headline")).to_contain_text("待审定 4")
    leader = sign_in_as("demo-leader")
    look(leader, "leader-work")
    leader.goto("/plan/2023/breakdowns/")
    for words in ("300个", "≥80%", "2—3个", "≤6个月"):
        leader.get_by_role("row").filter(has_text=words).locator("input[name=target]").check()
    leader.locator("[name=document_number]").fill("六组〔2023〕12号")
    leader.locator("[name=meeting_date]").fill("2023-02-10")
    leader.get_by_role("button", name="审定下达").click()
    expect(leader.locator(".headline")).to_contain_text("已下达 4")
    look(leader, "breakdowns-issued")


def test_report_sign_and_confirm(sign_in_as):
    clerk = sign_in_as("demo-jinan", PHONE)
    look(clerk, "phone-work")
    report(clerk, "编制", "25")
    signer = sign_in_as("demo-jinan-signer")
    signer.goto(clerk.url)
    take(signer, "sign")
    officer = sign_in_as("demo-city")
    officer.goto(clerk.url)
    look(officer, "report-to-confirm")
    take(officer, "confirm")
    expect(officer.locator(".lead")).to_contain_text("已确认")


def test_a_returned_report_shows_its_reason(sign_in_as):
    clerk = sign_in_as("demo-shucheng")
    report(clerk, "编制", "39")
    signer = sign_in_as("demo-shucheng-signer")
    signer.goto(clerk.url)
    take(signer, "sign")
    officer = sign_in_as("demo-city")
    officer.goto(clerk.url)
    take(officer, "return", why="与名单不符，请核对后重报")
    clerk.goto("/")
    expect(clerk.get_by_text("请重报").first).to_be_visible()
    clerk.goto(officer.url)
    expect(clerk.get_by_text("与名单不符").first).to_be_visible()
    report(clerk, "编制", "2")
    signer.goto(clerk.url)
    take(signer, "sign")
    officer.goto(clerk.url)
    take(officer, "confirm")


def test_what_is_overdue_shows_its_lamp_and_gets_a_slip(sign_in_as):
    officer = sign_in_as("demo-city")
    officer.goto("/plan/2023/?lamp=overdue")
    look(officer, "overdue")
    expect(officer.locator(".table .lamp-overdue").first).to_be_visible()
    officer.goto("/plan/slips/new")
    officer.get_by_role("row").filter(has_text="舒城县").get_by_role("button", name="拟单").first.click()
    officer.wait_for_url("**/plan/slips/*/")
    look(officer, "slip-draft")
    address = officer.url
    leader = sign_in_as("demo-leader")
    leader.goto(address)
    take(leader, "issue")
    look(leader, "slip-issued")
    clerk = sign_in_as("demo-shucheng")
    clerk.goto(address)
    clerk.locator("[name=reply]").fill("已与三家企业对接，七月底前完成招聘。")
    clerk.get_by_role("button", name="反馈", exact=True).click()
    expect(clerk.locator(".note-success")).to_be_visible()
    supervisor = sign_in_as("demo-supervisor")
    supervisor.goto(address)
    take(supervisor, "close")
    look(supervisor, "slip-closed")


def test_a_draft_slip_is_not_shown_to_siblings(sign_in_as, watch):
    officer = sign_in_as("demo-city")
    officer.goto("/plan/slips/new")
    officer.get_by_role("button", name="拟单").first.click()
    officer.wait_for_url("**/plan/slips/*/")
    watch.expects(404)
    sibling = sign_in_as("demo-jinan")
    answer = sibling.goto(officer.url)
    assert answer is not None
    assert answer.status == 404


def test_the_bulletin_is_signed_and_printed(sign_in_as):
    officer = sign_in_as("demo-city")
    officer.goto("/plan/bulletins/new")
    officer.locator("[name=period]").select_option("2023-Q2")
    officer.locator("[name=as_of]").fill("2023-07-03")
    officer.locator("[name=remarks]").fill("请各单位对照差距抓紧推进。")
    officer.get_by_role("button", name="成稿").click()
    officer.wait_for_url("**/plan/bulletins/*/")
    leader = sign_in_as("demo-leader")
    leader.goto(officer.url)
    take(leader, "sign", number="六组通〔2023〕5号")
    look(leader, "bulletin")
    with leader.expect_download() as download:
        leader.locator("a[href$='bulletin.docx']").first.click()
    assert download.value.path().stat().st_size > 5_000
    sibling = sign_in_as("demo-jinan")
    sibling.goto(officer.url)
    expect(sibling.locator("main")).to_contain_text("舒城县")


def test_an_assignment_is_closed_on_its_document(sign_in_as):
    leader = sign_in_as("demo-leader")
    leader.goto("/plan/assignments/new")
    leader.locator("[name=line]").fill("请组织一科7月15日前报送政聘企用进展")
    expect(leader.locator("[name=due_date]")).to_have_value("2023-07-15")
    leader.locator("[name=deliverable]").select_option("document")
    look(leader, "assignment")
    leader.get_by_role("button", name="交办", exact=True).click()
    leader.wait_for_load_state()
    officer = sign_in_as("demo-city")
    officer.goto("/plan/assignments/")
    officer.get_by_role("link", name="政聘企用进展").first.click()
    officer.wait_for_url("**/plan/tasks/*/")
    document = {"name": "报告.txt", "mimeType": "text/plain", "buffer": "政聘企用进展情况。".encode()}
    officer.locator("form[action$='/files/'] [name=file]").set_input_files(document)
    officer.get_by_role("button", name="附上").click()
    expect(officer.locator(".note-success")).to_be_visible()
    take(officer, "deliver", delivered_title="关于政聘企用进展情况的报告", delivered_number="六组〔2023〕31号")
    leader.goto(officer.url)
    take(leader, "close")
    expect(leader.locator(".lead")).to_contain_text("已办结")


def test_each_sees_only_what_is_theirs(sign_in_as, watch):
    watch.expects(403, 404)
    villager = sign_in_as("demo-village", PHONE)
    villager.goto("/plan/mine/")
    expect(villager.locator("main")).to_contain_text("还没有分解给本单位的任务")
    look(villager, "village")
    auditor = sign_in_as("demo-auditor")
    auditor.goto("/plan/2023/")
    expect(auditor.locator("main")).to_contain_text("300个")
    assert auditor.get_by_role("link", name="分解任务").count() == 0
    auditor.goto("/audit/")
    look(auditor, "audit")
    resident = sign_in_as("demo-resident", PHONE)
    answer = resident.goto("/plan/reports/")
    assert answer is not None
    assert resident.locator("tbody tr").count() == 0
    resident.goto("/plan/2023/")
    expect(resident.locator("main")).not_to_contain_text("金安区")
    look(resident, "resident")


def test_the_board_opens_to_its_rows(sign_in_as):
    officer = sign_in_as("demo-city")
    officer.goto("/board/")
    officer.wait_for_load_state("networkidle")
    look(officer, "board")
    expect(officer.locator("main")).to_contain_text("25")


def test_a_sibling_sees_nothing_of_the_other(sign_in_as, watch):
    clerk = sign_in_as("demo-jinan")
    clerk.goto("/plan/mine/")
    clerk.get_by_role("link", name="编制").first.click()
    address = clerk.url
    watch.expects(404)
    other = sign_in_as("demo-shucheng")
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
