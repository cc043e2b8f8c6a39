"""A person at a browser: pages that are watched for errors and for requests that leave the server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

DESKTOP = (1440, 900)
PHONE = (390, 844)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = os.environ.get("WALK_PICTURES")
"""A folder for a picture of every station of a walk, to be looked at by a person."""
QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
QUIET += ("--disable-component-update", "--disable-sync", "--lang=zh-CN")


@dataclass
class Watch:
    """What went wrong on the pages of one person. A test that expects an answer such as 404 says so with `expects`."""

    address: str
    wrongs: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def expects(self, *statuses: int) -> None:
        """Answers that are no mistake in this test."""
        self.expected.update(statuses)

    def attach(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda problem: self.wrongs.append(f"script: {problem}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A failed request is judged by its status in _response; the console says it once more.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrongs.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.wrongs.append(f"left the server: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrongs.append(f"{response.status}: {response.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, quiet, without a sandbox where it runs as root."""
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
        yield browser
        browser.close()


def context_for(
    browser: Browser, address: str, size: tuple[int, int] = DESKTOP, theme: str = "light"
) -> BrowserContext:
    """A browser profile of its own at a width and in a theme."""
    phone: dict[str, Any] = {"is_mobile": True, "has_touch": True} if size[0] < 600 else {}
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, locale="zh-CN", accept_downloads=True, **phone
    )
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    return context


def sign_in(page: Page, username: str) -> None:
    """Enter the demonstration by one click on the card of an account."""
    page.goto("/sign-in/")
    page.locator(f"form.cast button[value='{username}']").click()
    page.wait_for_url("**/")


def accessibility_wrongs(page: Page, package: Path) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate((package / "axe.min.js").read_text("utf-8"))
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']})"
    )
    return [
        f"{wrong['id']} ({wrong['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
        for wrong in found["violations"]
        if wrong["impact"] in {"serious", "critical"}
        for node in wrong["nodes"][:3]
    ]


def look(page: Page, name: str) -> None:
    """Keep a picture of where the walk stands, if somebody wants to look."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def take(page: Page, move: str, **fields: str) -> None:
    """Open the dialog of a move, fill in what it needs, and take it."""
    page.locator(f"[data-opens='move-{move}']").click()
    dialog = page.locator(f"dialog#move-{move}")
    for name, value in fields.items():
        dialog.locator(f"[name={move}-{name}]").fill(value)
    dialog.locator("footer button.btn-primary, footer button.btn-danger").last.click()
    expect(page.locator(".note-success").first).to_be_visible()
