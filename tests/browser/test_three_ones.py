"""The “three ones” of a village walked by those who keep them: lost, missed, vetted for, filled; then closed, and corrected.

A publicity takes days. The demonstration stands still on one day, so the city is served again on a later one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser import running_city
from tests.browser.visiting import PHONE, look, take

FIRST_DAY, AFTER_PUBLICITY = "2023-07-03", "2023-07-11"
TOWNSHIP, VILLAGE, VILLAGE_CODE = "341502100", "桂花村", "341502100211"
LEAVES, FOLLOWS = "石香月", "钟慧娟"
"""The only woman in the village's committees, and a woman of its reserve. Nobody of these names exists."""
RATE = "villages.three_ones"
FIGURES_SECONDS = 240


@dataclass
class City:
    """A city that is served on one day after another, always at the same address."""

    folder: Path
    port: int
    running: ExitStack

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def serve_on(self, day: str) -> None:
        """Stop what is served, do what every day brings, and serve the city on the day."""
        self.running.close()
        running_city.run(self.folder, "-m", "zugong", "work", "--once", today=day)
        self.running.enter_context(running_city.served(self.folder, port=self.port, today=day))


@pytest.fixture(scope="module")
def city(built_city, tmp_path_factory) -> Iterator[City]:
    folder = running_city.copy(built_city, tmp_path_factory.mktemp("served") / "var")
    with ExitStack() as running:
        city = City(folder, running_city.free_port(), running)
        city.serve_on(FIRST_DAY)
        yield city


@pytest.fixture(scope="module")
def address(city) -> str:
    return city.address


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What one station of the walk leaves to the next."""
    return {}


def on_board(page: Page, period: str, unit: str = TOWNSHIP) -> str:
    """The rate of a unit as its board shows it."""
    page.goto(f"/board/{unit}/{period}/?figure={RATE}")
    cell = page.locator(f"a[href='/board/{unit}/{period}/rows/{RATE}/-/']")
    return cell.first.inner_text().split("/")[0].split()[-1]


def rate_of(part: int, whole: int) -> str:
    """A rate as it is written."""
    return f"{part * 100 / whole:.1f}"


def counted(page: Page, unit: str, kind: str) -> int:
    """How many villages of a kind the page of a unit lists, row by row."""
    number, address = 0, f"/villages/staffing/{unit}/?kind={kind}"
    while address:
        page.goto(address)
        number += page.locator("[data-rows] tr").count()
        following = page.locator("a[rel=next]")
        found = following.first.get_attribute("href") if following.count() else None
        address = f"/villages/staffing/{unit}/{found}" if found else ""
    return number


def wait_for_rate(page: Page, expected: str, period: str = "2023") -> None:
    """Figures follow behind the pages: reload until the board says so."""
    until = monotonic() + FIGURES_SECONDS
    while (seen := on_board(page, period)) != expected:
        assert monotonic() < until, f"the board stays at {seen}, not {expected}"
        page.wait_for_timeout(1000)


def open_person(page: Page, name: str) -> None:
    """From the village's page to somebody of its team."""
    page.goto(f"/units/{VILLAGE_CODE}/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url("**/people/*/")


def test_the_rate_of_the_board_is_what_its_rows_say(sign_in_as, told):
    officer = sign_in_as("demo-township")
    met, whole = counted(officer, TOWNSHIP, "met"), counted(officer, TOWNSHIP, "all")
    told |= {"met": str(met), "whole": str(whole)}
    assert 0 < met < whole
    assert on_board(officer, "2023") == rate_of(met, whole)
    look(officer, "three-ones-board")
    for side, number in (("part", met), ("whole", whole)):
        officer.goto(f"/board/{TOWNSHIP}/2023/rows/{RATE}/-/?side={side}")
        assert officer.locator("main tbody tr").count() == number
    look(officer, "three-ones-rows")
    officer.goto(f"/villages/staffing/{TOWNSHIP}/")
    expect(officer.locator("h1")).to_contain_text(rate_of(met, whole))


def test_the_rate_of_a_county_is_what_counting_its_villages_gives(sign_in_as):
    officer = sign_in_as("demo-jinan")
    rate = rate_of(counted(officer, "341502", "met"), counted(officer, "341502", "all"))
    assert on_board(officer, "2023", "341502") == rate


def test_a_departure_drops_the_rate_and_opens_the_townships_task(sign_in_as, told):
    officer = sign_in_as("demo-township")
    open_person(officer, LEAVES)
    officer.get_by_role("link", name="免去、离任").first.click()
    officer.wait_for_url("**/leave/")
    told["role"] = officer.url.rstrip("/").split("/")[-2]
    officer.locator("[name=on]").fill("2023-07-03")
    officer.locator("[name=leaving]").select_option("resigned")
    officer.locator("[name=why]").fill("本人辞职，镇党委会2023年7月3日同意")
    look(officer, "three-ones-leave")
    officer.get_by_role("button", name="办理离任").click()
    expect(officer.locator(".note-success")).to_be_visible()
    wait_for_rate(officer, rate_of(int(told["met"]) - 1, int(told["whole"])))
    assert counted(officer, TOWNSHIP, "met") == int(told["met"]) - 1
    officer.goto("/")
    task = officer.get_by_role("link", name=f"{VILLAGE} 缺女性")
    expect(task.first).to_be_visible()
    look(officer, "three-ones-work")
    task.first.click()
    officer.wait_for_url("**/cases/villages.staffing_gap/*/")
    told["gap"] = officer.url
    expect(officer.locator("h1")).to_contain_text("待补齐")
    look(officer, "three-ones-gap")
    on_phone = sign_in_as("demo-township", PHONE)
    on_phone.goto(f"/villages/staffing/{TOWNSHIP}/?kind=no-woman")
    expect(on_phone.locator("main")).to_contain_text(VILLAGE)
    look(on_phone, "three-ones-phone")


def test_trying_out_says_that_the_candidate_would_fill_it(sign_in_as, told):
    officer = sign_in_as("demo-township")
    officer.goto(f"/villages/staffing/{VILLAGE_CODE}/what-if/")
    person = officer.locator("[name=person]")
    person.select_option(label=person.locator("option").filter(has_text=FOLLOWS).first.inner_text())
    officer.get_by_role("button", name="推算").click()
    expect(officer.locator("main")).to_contain_text(rate_of(int(told["met"]), int(told["whole"])))
    look(officer, "three-ones-what-if")


def test_the_candidate_is_vetted_jointly(city, sign_in_as, told):
    township = sign_in_as("demo-township")
    open_person(township, FOLLOWS)
    township.get_by_role("link", name="提请联审").click()
    township.locator("[name=office]").select_option("committee_member")
    township.locator("[name=occasion]").select_option("by_election")
    look(township, "three-ones-request")
    township.get_by_role("button", name="提请联审").click()
    township.wait_for_url("**/cases/villages.vetting/*/")
    told["vetting"] = township.url
    take(township, "check")
    take(township, "forward")
    police = sign_in_as("demo-police")
    police.goto("/")
    police.get_by_role("link", name=f"{VILLAGE} 村干部联审").first.click()
    police.wait_for_url("**/cases/procedures.reply/*/")
    look(police, "three-ones-question")
    police.locator("[data-opens='move-reply']").click()
    police.locator("dialog#move-reply [name=reply-answer]").select_option("no_objection")
    police.locator("dialog#move-reply footer .btn-primary").click()
    expect(police.locator(".note-success").first).to_be_visible()
    number = told["vetting"].rstrip("/").split("/")[-1]
    running_city.run(city.folder, "-m", "tests.browser.departments", number, today=FIRST_DAY)
    county = sign_in_as("demo-jinan")
    county.goto(told["vetting"])
    expect(county.locator("main")).to_contain_text("部门答复：9 / 9")
    look(county, "three-ones-answers")
    take(county, "review")
    signer = sign_in_as("demo-jinan-signer")
    signer.goto(told["vetting"])
    take(signer, "pass")
    township.goto(told["vetting"])
    take(township, "publish")
    expect(township.locator("h1")).to_contain_text("公示")
    look(township, "three-ones-publicity")


def test_nobody_is_put_into_office_during_publicity(sign_in_as, told, watch):
    watch.expects(404)
    township = sign_in_as("demo-township")
    answer = township.goto(f"/villages/vetting/{told['vetting'].rstrip('/').split('/')[-1]}/appoint/")
    assert answer is not None
    assert answer.status == 404
    county = sign_in_as("demo-jinan")
    county.goto(told["vetting"])
    assert county.locator("dialog#move-conclude").count() <= 1
    if county.locator("[data-opens='move-conclude']").count():
        county.locator("[data-opens='move-conclude']").click()
        watch.expects(409, 422)
        county.locator("dialog#move-conclude footer .btn-primary").click()
        expect(county.locator("h1")).to_contain_text("公示")


def test_the_appointment_closes_the_gap_and_the_rate_recovers(city, sign_in_as, told):
    city.serve_on(AFTER_PUBLICITY)
    county = sign_in_as("demo-jinan")
    county.goto(told["vetting"])
    take(county, "conclude")
    township = sign_in_as("demo-township")
    open_person(township, FOLLOWS)
    township.get_by_role("link", name="办理任职").click()
    township.locator("[name=basis]").select_option("by_election")
    township.locator("[name=document]").fill("村民代表会议 2023-07-11")
    look(township, "three-ones-appoint")
    township.get_by_role("button", name="办理任职").click()
    expect(township.locator(".note-success")).to_be_visible()
    township.goto(told["gap"])
    expect(township.locator("h1")).to_contain_text("已补齐")
    look(township, "three-ones-filled")
    township.goto("/")
    assert township.get_by_role("link", name=f"{VILLAGE} 缺女性").count() == 0
    wait_for_rate(township, rate_of(int(told["met"]), int(told["whole"])))
    assert counted(township, TOWNSHIP, "met") == int(told["met"])


def test_the_leader_closes_the_quarter(sign_in_as, told):
    leader = sign_in_as("demo-leader")
    told["closed"] = on_board(leader, "2023-Q2")
    leader.goto("/board/3415/2023-Q2/closing/")
    leader.get_by_role("button", name="结账", exact=True).click()
    until = monotonic() + FIGURES_SECONDS
    while "至今没有变化" not in leader.locator("h1").inner_text():
        assert monotonic() < until, "the quarter is not closed"
        leader.wait_for_timeout(1000)
        leader.goto("/board/3415/2023-Q2/closing/")
    look(leader, "three-ones-closed")


def test_a_correction_dated_back_shows_beside_the_closed_rate(sign_in_as, told):
    officer = sign_in_as("demo-township")
    officer.goto(f"/ledgers/village-roles/{told['role']}/edit/")
    officer.locator("[name=end_date]").fill("2023-06-15")
    officer.locator("main form button.btn-primary").last.click()
    officer.wait_for_url(f"**/ledgers/village-roles/{told['role']}/")
    expect(officer.locator("main")).to_contain_text("2023-06-15")
    rate = officer.get_by_role("cell", name="“三个一”配备率", exact=True)
    restated = officer.get_by_role("row").filter(has=rate).filter(has_text="待更正").filter(has_text="木厂镇")
    until = monotonic() + FIGURES_SECONDS
    officer.goto(f"/board/{TOWNSHIP}/2023-Q2/closing/")
    while not restated.count():
        assert monotonic() < until, "the correction does not show"
        officer.wait_for_timeout(1000)
        officer.goto(f"/board/{TOWNSHIP}/2023-Q2/closing/")
    row = restated.first
    expect(row).to_contain_text(told["closed"])
    expect(row).to_contain_text(rate_of(int(told["met"]) - 1, int(told["whole"])))
    look(officer, "three-ones-restated")
    assert on_board(officer, "2023-Q2") == told["closed"]
    leader = sign_in_as("demo-leader")
    leader.goto("/board/3415/2023-Q2/closing/")
    expect(leader.locator("h1")).to_contain_text("后来有变化")
    look(leader, "three-ones-restated-city")
