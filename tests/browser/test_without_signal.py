"""A village worker without a signal: opens, fills in with a photo, sends; later it arrives, once, and only for that worker."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.visiting import PHONE, sign_in

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
KEPT = """async () => {
  const found = {};
  for (const name of (await caches.keys()).filter((name) => name.startsWith('pages-'))) {
    const requests = await (await caches.open(name)).keys();
    found[name] = requests.map((request) => new URL(request.url).pathname);
  }
  return found;
}"""


def kept(page: Page) -> dict[str, list[str]]:
    """The addresses kept in the browser, by the person they are kept for."""
    return dict(page.evaluate(KEPT))


def wait_until_kept(page: Page, address: str) -> None:
    """Wait until the service worker has put a page away."""
    for _again in range(120):
        if address in {path for paths in kept(page).values() for path in paths}:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{address} is not kept: {kept(page)}")


def report_owed(page: Page) -> str:
    """The address of the first report that the worklist asks for."""
    return str(page.locator("a[href^='/plan/parts/'][href$='/report/']").first.get_attribute("href"))


def reports_listed(page: Page, address: str) -> int:
    """How many reports the part's page lists."""
    page.goto(address)
    return page.locator(".line-list a[href^='/plan/reports/']").count()


def fill(page: Page) -> None:
    """Fill in the report with a photo and send it; a figure that stands there from last time may stay."""
    value = page.locator("[name=value]")
    value.fill(value.input_value() or "3")
    page.locator("[name=text]").fill("入户登记，已拍照")
    page.locator("[name=files]").set_input_files([{"name": "登记表.png", "mimeType": "image/png", "buffer": PHOTO}])
    page.get_by_role("button", name="上报").click()


@pytest.fixture
def on_the_road(sign_in_as) -> Callable[[str], Page]:
    """`on_the_road("demo-zone")` is that account on the phone, with what is owed put away for the road."""

    def leave(username: str) -> Page:
        page = sign_in_as(username, PHONE)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        wait_until_kept(page, report_owed(page))
        return page

    return leave


def open_anew(context: BrowserContext, watch, address: str) -> Page:
    page = context.new_page()
    watch.attach(page)
    page.goto(address)
    return page


def test_a_report_filled_in_without_a_signal_arrives_once_when_it_is_back(on_the_road, watch):
    worker = on_the_road("demo-village")
    context, address = worker.context, report_owed(worker)
    before = reports_listed(worker, address)
    context.set_offline(True)
    worker.goto("/")
    expect(worker.get_by_role("heading", level=1)).to_be_visible()
    worker.goto(address)
    fill(worker)
    expect(worker.locator("[data-outbox-count]")).to_have_text("1 份待发送")
    expect(worker.locator("[data-outbox-note]")).to_contain_text("没有信号")
    worker.goto("/")
    expect(worker.locator("[data-outbox-count]")).to_have_text("1 份待发送")
    worker.close()
    context.set_offline(False)
    page = open_anew(context, watch, "/")
    expect(page.locator("[data-outbox]")).to_be_hidden(timeout=20_000)
    assert reports_listed(page, address) == before + 1
    page.locator(".line-list a[href^='/plan/reports/']").first.click()
    expect(page.get_by_text("登记表.png")).to_be_visible()
    page.goto("/")
    assert reports_listed(page, address) == before + 1


def test_what_is_sent_back_stands_in_the_form_as_it_was_typed(on_the_road, watch):
    watch.expects(422)
    worker = on_the_road("demo-zone")
    context, address = worker.context, report_owed(worker)
    context.set_offline(True)
    worker.goto(address)
    worker.locator("[name=as_of]").fill("2024-01-31")
    fill(worker)
    expect(worker.locator("[data-outbox-count]")).to_have_text("1 份待发送")
    worker.goto("/")
    context.set_offline(False)
    worker.reload()
    expect(worker.locator("[data-outbox-count]")).to_have_text("1 份需要改正", timeout=20_000)
    worker.locator("[data-outbox] summary").click()
    worker.locator("[data-outbox-list] a").click()
    expect(worker.locator("[name=text]")).to_have_value("入户登记，已拍照")
    expect(worker.locator("[name=as_of]")).to_have_attribute("aria-invalid", "true")
    assert worker.evaluate("document.querySelector('[name=files]').files[0].name") == "登记表.png"
    worker.locator("[name=as_of]").fill("2023-07-01")
    worker.get_by_role("button", name="上报").click()
    worker.wait_for_url("**/plan/reports/*/")
    expect(worker.locator("[data-outbox]")).to_be_hidden()


def test_a_session_that_ended_meanwhile_is_asked_for_and_then_it_goes_on(on_the_road):
    worker = on_the_road("demo-department")
    context, address = worker.context, report_owed(worker)
    context.set_offline(True)
    worker.goto(address)
    fill(worker)
    expect(worker.locator("[data-outbox-count]")).to_have_text("1 份待发送")
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    door = worker.locator("[data-outbox-sign-in]")
    expect(door).to_be_visible(timeout=20_000)
    door.click()
    worker.locator("form.cast button[value='demo-department']").click()
    worker.wait_for_url(f"**{address}")
    expect(worker.locator("[data-outbox]")).to_be_hidden(timeout=20_000)
    assert reports_listed(worker, address) >= 1


def test_nothing_is_kept_for_anybody_after_signing_out_nor_for_the_next_who_signs_in(on_the_road):
    worker = on_the_road("demo-shucheng")
    address = report_owed(worker)
    worker.locator("details.account summary").click()
    worker.get_by_role("button", name="退出").click()
    worker.wait_for_url("**/sign-in/**")
    assert kept(worker) == {}
    sign_in(worker, "demo-jinan")
    worker.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker.reload()
    wait_until_kept(worker, "/")
    assert address not in [page for pages in kept(worker).values() for page in pages]
    assert len(kept(worker)) == 1
    worker.context.set_offline(True)
    worker.goto(address)
    expect(worker.get_by_role("heading", name="没有信号")).to_be_visible()
    worker.goto("/ledgers/")
    expect(worker.get_by_role("heading", name="没有信号")).to_be_visible()
