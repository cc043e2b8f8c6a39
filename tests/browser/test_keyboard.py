"""The platform by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def gallery(sign_in_as):
    page = sign_in_as("demo-city")
    page.goto("/gallery/")
    return page


def test_slash_goes_to_the_search_and_writes_nothing(gallery):
    gallery.keyboard.press("/")
    expect(gallery.locator("#search")).to_be_focused()
    expect(gallery.locator("#search")).to_have_value("")


def test_g_and_a_letter_go_to_a_place(gallery):
    gallery.keyboard.press("g")
    gallery.keyboard.press("l")
    gallery.wait_for_url("**/ledgers/")


def test_letters_typed_into_a_field_go_nowhere(gallery):
    gallery.fill("#id_title", "")
    gallery.locator("#id_title").press_sequentially("gl?j/")
    expect(gallery.locator("#id_title")).to_have_value("gl?j/")
    assert "/gallery/" in gallery.url


def test_j_and_k_move_in_the_list_and_enter_opens(gallery):
    for key in "jjk":
        gallery.keyboard.press(key)
    here = gallery.locator("tr.row-here")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("第 1 项任务")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url("**/gallery/#rows")


def test_escape_closes_a_menu_and_gives_the_focus_back(gallery):
    gallery.click(".account > summary")
    gallery.keyboard.press("Escape")
    expect(gallery.locator(".account")).not_to_have_attribute("open", re.compile(".*"))
    expect(gallery.locator(".account > summary")).to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_content(gallery):
    gallery.keyboard.press("Tab")
    gallery.keyboard.press("Enter")
    expect(gallery.locator("main")).to_be_focused()


def test_the_unit_switcher_finds_by_initials(gallery):
    gallery.click(".topbar-unit")
    gallery.locator("#unit-switch input").press_sequentially("jaq")
    gallery.click("#unit-choices a:has-text('金安区') >> nth=0")
    gallery.wait_for_url("**/units/341502/")


def test_a_reason_is_asked_for_before_a_dangerous_move(gallery):
    gallery.click("[data-opens=void]")
    dialog = gallery.locator("dialog#void")
    expect(dialog.locator("textarea")).to_be_focused()
    gallery.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def test_the_theme_changes_at_once_and_stays(gallery):
    gallery.click(".account > summary")
    gallery.click("button[name=theme][value=dark]")
    expect(gallery.locator("html")).to_have_attribute("data-bs-theme", "dark")
    gallery.goto("/ledgers/")
    expect(gallery.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_page_speaks_english_when_asked(gallery):
    gallery.click(".account > summary")
    gallery.click("button[name=language][value=en]")
    expect(gallery.locator("html")).to_have_attribute("lang", "en")
    expect(gallery.locator(".rail")).to_contain_text("My work")
