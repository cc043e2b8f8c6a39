"""The export of a declared ledger against openpyxl's own write-only loop over the same rows, in one run.

Ours writes the list as its reader sees it: scope, columns across relations, masks, formats, title, as-of date and filter. The loop reads
the same columns as plain values and appends them. Printed are both processor times and their ratio (aim 1.3 or less).

    python benchmarks/exports.py [--rows 100000]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from posts import prepare  # first: it sets the platform up

# isort: split

from django.http import QueryDict
from openpyxl import Workbook

from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.exporting import write_listing
from zugong.kernel.ledger.listing import Asked, Listing
from zugong.kernel.registry.models import Post

AIM, ROUNDS = 1.3, 2


def ours(user: User, folder: Path) -> None:
    """The ledger's export."""
    ledger = ledger_named("posts")
    if ledger is None:
        raise SystemExit("there is no ledger of posts")
    with (folder / "ours.xlsx").open("wb") as file:
        write_listing(Listing(ledger, Asked(user, QueryDict()), verb="export"), "xlsx", file, within=folder)


def loop(user: User, folder: Path) -> None:
    """openpyxl's loop."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["人员", "单位", "职务", "职级", "任职日期", "免职日期"])
    rows = Post.objects.visible_to(user).order_by("-start_date", "-pk")
    for row in rows.values_list("person__name", "unit__name", "title", "rank", "start_date", "end_date").iterator():
        sheet.append(row)
    book.save(folder / "loop.xlsx")


def processor_time(write: Callable[[User, Path], None], user: User, folder: Path) -> float:
    """The seconds that writing takes the processor."""
    begun = time.process_time()
    write(user, folder)
    return time.process_time() - begun


def main() -> int:
    """Print the figures; returns 1 if the ratio misses its aim."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    asked = arguments.parse_args()
    user = prepare(asked.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = [(processor_time(ours, user, folder), processor_time(loop, user, folder)) for _ in range(ROUNDS)]
    mine, theirs = (min(column) for column in zip(*times, strict=True))
    ratio = mine / theirs
    print(
        f"export of {asked.rows:,} rows: ours {mine:.1f} s, openpyxl's loop {theirs:.1f} s, ratio {ratio:.2f} (aim {AIM} or less)"
    )
    return int(ratio > AIM)


if __name__ == "__main__":
    raise SystemExit(main())
