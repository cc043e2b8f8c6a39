"""Makes the pictures of the README: `make screenshots` writes docs/screenshots/."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser import running_city
from tests.browser.visiting import DESKTOP, PHONE, Watch, chromium, context_for, sign_in

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
LARGEST = 300 * 1024
PICTURES: list[tuple[str, str, str, tuple[int, int], str]] = [
    ("sign-in", "", "/sign-in/", DESKTOP, "light"),
    ("work", "demo-city", "/", DESKTOP, "light"),
    ("plan", "demo-city", "/plan/2023/", DESKTOP, "light"),
    ("board", "demo-leader", "/board/", DESKTOP, "light"),
    ("board-dark", "demo-leader", "/board/", DESKTOP, "dark"),
    ("phone-work", "demo-village", "/", PHONE, "light"),
]


def take(browser: Browser, address: str) -> None:
    """Visit each page and write its picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, username, path, size, theme in PICTURES:
        context = context_for(browser, address, size, theme)
        page = context.new_page()
        watch = Watch(address)
        watch.attach(page)
        if username:
            sign_in(page, username)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if watch.wrongs:
            raise RuntimeError(f"{path}: {watch.wrongs}")
        write(FOLDER / f"{name}.png", page.screenshot(animations="disabled"))
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
