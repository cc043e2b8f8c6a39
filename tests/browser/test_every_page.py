"""Every main page, at both widths and in both themes: open to all, within its frame, from one server."""

from pathlib import Path

import pytest

from tests.browser.visiting import DESKTOP, PHONE, accessibility_wrongs

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
PAGES = {
    "demo-city": [
        "/",
        "/plan/",
        "/plan/2023/",
        "/plan/2023/coverage/",
        "/plan/reports/",
        "/plan/slips/",
        "/board/",
        "/villages/",
        "/villages/findings/",
        "/forms/",
        "/forms/new/",
        "/imports/",
        "/exports/",
        "/account/tokens/",
        "/ledgers/",
        "/ledgers/units/",
        "/ledgers/village-cadres/",
        "/ledgers/village-cadres/import/",
        "/cases/",
        "/units/",
        "/units/341502/",
        "/parameters/",
        "/jobs/",
        "/search/?q=金安",
        "/gallery/",
        "/gallery/?wrong",
    ],
    "demo-village": ["/", "/plan/", "/villages/", "/forms/"],
    "demo-township": ["/", "/villages/", "/plan/mine/"],
    "demo-audit": ["/", "/audit/"],
}


def _overflow(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("user", PAGES)
def test_every_page_is_accessible_and_stays_within_its_width(sign_in_as, user, size, theme):
    page = sign_in_as(user, SIZES[size], theme=theme)
    wrongs = []
    for path in PAGES[user]:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        wrongs += [f"{path} {wrong}" for wrong in accessibility_wrongs(page, AXE)]
        if _overflow(page) > 0:
            wrongs.append(f"{path} is wider than the window by {_overflow(page)} px")
    assert wrongs == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_door_is_accessible(new_page, size, theme):
    page = new_page(SIZES[size], theme=theme)
    page.goto("/sign-in/")
    assert accessibility_wrongs(page, AXE) == []
    assert _overflow(page) == 0


def test_open_menus_and_dialogs_are_accessible(sign_in_as):
    page = sign_in_as("demo-city")
    page.goto("/gallery/")
    for opener in (".account > summary", ".rail-more > summary", ".topbar-period > summary"):
        page.click(opener)
        assert accessibility_wrongs(page, AXE) == []
        page.keyboard.press("Escape")
    page.click(".topbar-unit")
    page.wait_for_selector("#unit-choices li")
    assert accessibility_wrongs(page, AXE) == []


def test_every_page_names_its_one_headline(sign_in_as):
    page = sign_in_as("demo-city")
    for path in PAGES["demo-city"]:
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("h1").inner_text().strip(), path
