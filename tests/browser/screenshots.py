"""Makes the pictures of the README: `make screenshots` writes docs/screenshots/."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser import running_city
from tests.browser.visiting import DESKTOP, PHONE, Watch, chromium, context_for, sign_in

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
LARGEST = 300 * 1024


@dataclass(frozen=True)
class Picture:
    """A page to visit, by whom and how; `follow` is a link to press there first."""

    name: str
    path: str
    user: str = ""
    size: tuple[int, int] = DESKTOP
    theme: str = "light"
    follow: str = ""


PICTURES = (
    Picture("sign-in", "/sign-in/"),
    Picture("work", "/", "demo-city"),
    Picture("plan", "/plan/2023/", "demo-city"),
    Picture("board", "/board/", "demo-leader"),
    Picture("board-dark", "/board/", "demo-leader", theme="dark"),
    Picture("phone-work", "/", "demo-township", PHONE),
    Picture("phone-report", "/", "demo-department", PHONE, follow="a[href$='/report/']"),
)


def take(browser: Browser, address: str) -> None:
    """Visit each page and write its picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        context = context_for(browser, address, picture.size, picture.theme)
        page = context.new_page()
        watch = Watch(address)
        watch.attach(page)
        if picture.user:
            sign_in(page, picture.user)
        page.goto(picture.path)
        if picture.follow:
            page.locator(picture.follow).first.click()
        page.wait_for_load_state("networkidle")
        if watch.wrongs:
            raise RuntimeError(f"{picture.path}: {watch.wrongs}")
        write(FOLDER / f"{picture.name}.png", page.screenshot(animations="disabled"))
        context.close()


def write(path: Path, picture: bytes) -> None:
    """Write a picture, with fewer colours only where it would be too large for a repository."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for drawn in (image, image.quantize(256, method=Image.Quantize.FASTOCTREE), image.quantize(64)):
        small = io.BytesIO()
        drawn.save(small, "PNG", optimize=True)
        if small.tell() <= LARGEST:
            break
    path.write_bytes(small.getvalue())


def main() -> None:
    """Build a city, serve it, and take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        running_city.build(var)
        with running_city.served(var) as address, chromium() as browser:
            take(browser, address)


if __name__ == "__main__":
    main()
