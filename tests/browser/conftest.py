"""Fixtures of the walks: a served city of one's own per file, and people at watched browsers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import running_city
from tests.browser.visiting import DESKTOP, Watch, chromium, context_for, sign_in

PageFactory = Callable[..., Page]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built_city(tmp_path_factory) -> Path:
    """The folder of a built city. WALK_CITY names one to keep between runs."""
    kept = os.environ.get("WALK_CITY")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("city") / "var"
    running_city.build(folder)
    return folder


@pytest.fixture(scope="module")
def address(built_city, tmp_path_factory) -> Iterator[str]:
    """The address of a city that this file of tests may change as it likes."""
    folder = running_city.copy(built_city, tmp_path_factory.mktemp("served") / "var")
    with running_city.served(folder) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all walks."""
    with chromium() as found:
        yield found


@pytest.fixture
def watch(address) -> Iterator[Watch]:
    """Errors and requests that leave the server, on any page of this test; at its end there must be none."""
    watched = Watch(address)
    yield watched
    assert watched.wrongs == []


@pytest.fixture
def new_page(browser, address, watch) -> Iterator[PageFactory]:
    """Makes a page in a browser profile of its own: `new_page(PHONE, theme="dark")`."""
    contexts = []

    def make(size: tuple[int, int] = DESKTOP, *, theme: str = "light") -> Page:
        context = context_for(browser, address, size, theme)
        contexts.append(context)
        page = context.new_page()
        watch.attach(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    """A page at desktop width."""
    return new_page()


@pytest.fixture
def sign_in_as(new_page) -> Callable[..., Page]:
    """`sign_in_as("demo-city")` is a page of that account, in a profile of its own; further arguments as for new_page."""

    def enter(username: str, size: tuple[int, int] = DESKTOP, *, theme: str = "light") -> Page:
        found = new_page(size, theme=theme)
        sign_in(found, username)
        return found

    return enter
