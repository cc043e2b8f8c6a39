"""The board's first response must not grow with the reports behind it.

Prints, in one run: the response at 10,000 and at 1,000,000 reports and their ratio (aim: 1.2 or less, the same number of queries), and
the response against that of a signed-in page with the same site template and no content (aim: 4 or less).

    python benchmarks/board.py [--few 10000] [--many 1000000]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

FOLDER = tempfile.TemporaryDirectory(prefix="zugong-benchmark-")
os.environ["ZUGONG_ENV"] = "test"
os.environ["ZUGONG_VAR"] = FOLDER.name
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/benchmark.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "zugong.site.settings"
(Path(FOLDER.name) / "static").mkdir()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402

from zugong.kernel.access.models import Grant, User  # noqa: E402
from zugong.kernel.access.roles import Role  # noqa: E402
from zugong.kernel.history import writing  # noqa: E402
from zugong.kernel.indicators.models import Cell, Subject  # noqa: E402
from zugong.kernel.indicators.refreshing import postponed, refresh, refresh_all  # noqa: E402
from zugong.kernel.indicators.standing import restand  # noqa: E402
from zugong.kernel.registry.actions import add_unit  # noqa: E402
from zugong.kernel.registry.models import Unit, UnitKind  # noqa: E402
from zugong.modules.plan.actions.board import show_target  # noqa: E402
from zugong.modules.plan.models import Breakdown, Part, Plan, Report, Target, Task, TaskGroup  # noqa: E402
from zugong.site import urls as site_urls  # noqa: E402

COUNTIES, TARGETS, ROUNDS = 8, 20, 60
DAYS = 180


def build_city() -> tuple[User, list[Part]]:
    """A city with eight counties that each owe a part of twenty targets."""
    city = add_unit(code="90", name="某市", kind=UnitKind.CITY, parent=None, by=None)
    counties = [
        add_unit(code=f"90{number:02}", name=f"第{number}县", kind=UnitKind.COUNTY, parent=city, by=None)
        for number in range(COUNTIES)
    ]
    user = User.objects.create_user("officer", unit=city)
    Grant.objects.create(user=user, role=Role.CITY_OFFICER, unit=city)
    plan = writing.save(Plan(unit=city, year=2023, title="2023年要点", state=Plan.State.ACCEPTED), by=None)
    groups = [
        writing.save(TaskGroup(plan=plan, title=f"第{number}项目标", position=number), by=None) for number in range(5)
    ]
    parts: list[Part] = []
    with postponed():
        for number in range(TARGETS):
            parts += add_target(city, counties, plan, groups[number % len(groups)], number)
    return user, parts


def add_target(city: Unit, counties: list[Unit], plan: Plan, group: TaskGroup, number: int) -> list[Part]:
    """One target with its issued breakdown."""
    task = Task(unit=city, plan=plan, group=group, title=f"任务{number}", position=number, due_date=date(2023, 12, 31))
    writing.save(task, by=None)
    target = writing.save(Target(task=task, what=f"第{number}项任务数", value=80_000, measure_unit="个"), by=None)
    breakdown = Breakdown(target=target, state=Breakdown.State.ISSUED, issued_on=date(2023, 1, 10))
    writing.save(breakdown, by=None)
    parts = [writing.save(Part(breakdown=breakdown, unit=county, value=10_000), by=None) for county in counties]
    show_target(target)
    return parts


def report_rows(parts: list[Part], user: User, first: int, last: int) -> Iterator[tuple[object, ...]]:
    """Confirmed reports, spread over parts and days, with growing figures."""
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(DAYS)]
    for number in range(first, last):
        part = parts[number % len(parts)]
        day = str(days[number // len(parts) % DAYS])
        value = 1000 + number // len(parts)
        moment = f"{day} 01:00:00+00:00"
        yield (1, "", part.pk, part.unit_id, day, value, "", "", user.pk, moment, moment, f"{number:032x}", "confirmed")


def add_reports(parts: list[Part], user: User, first: int, last: int) -> None:
    """Write the reports straight into their table: the benchmark is about reading."""
    names = (
        "version, voided_why, part_id, unit_id, as_of, value, text, why_lower, reported_by_id, reported_at, confirmed_at, "
        "token, state"
    )
    sql = f"INSERT INTO {Report._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * 13)})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, report_rows(parts, user, first, last))


def nothing(request: HttpRequest) -> HttpResponse:
    """A page of the site without content."""
    return HttpResponse(engines["django"].from_string('{% extends "base.html" %}').render({}, request))


def with_empty_page() -> ModuleType:
    """The site's addresses and that of the empty page."""
    module = ModuleType("addresses_with_empty_page")
    module.urlpatterns = [path("nothing/", nothing), *site_urls.urlpatterns]  # type: ignore[attr-defined]
    return module


def milliseconds(answer: Callable[[], HttpResponse]) -> float:
    """How long one response takes."""
    begun = time.perf_counter()
    response = answer()
    taken = (time.perf_counter() - begun) * 1000
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")
    return taken


def measure(client: Client, *addresses: str) -> list[tuple[float, int]]:
    """The quickest response in milliseconds and the number of queries of each address, taken in turns.

    The quickest of many says most about the page: other work on the machine can only slow a response down.
    """
    times: list[list[float]] = [[] for _ in addresses]
    counts = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    for _ in range(ROUNDS):
        for kept, address in zip(times, addresses, strict=True):
            kept.append(milliseconds(lambda address=address: client.get(address)))
    return [(min(kept), count) for kept, count in zip(times, counts, strict=True)]


def count_anew() -> float:
    """Compute all figures; returns the seconds it took."""
    begun = time.perf_counter()
    refresh_all()
    restand(subjects=list(Subject.objects.values_list("code", flat=True)), year=2023)
    return time.perf_counter() - begun


def main() -> int:
    """Print the figures; returns 1 if the board asks more queries when there are more reports."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--few", type=int, default=10_000)
    arguments.add_argument("--many", type=int, default=1_000_000)
    asked = arguments.parse_args()
    call_command("migrate", verbosity=0)
    user, parts = build_city()
    client = Client()
    client.force_login(user)
    found = {}
    with override_settings(ROOT_URLCONF=with_empty_page()):
        for first, last in ((0, asked.few), (asked.few, asked.many)):
            add_reports(parts, user, first, last)
            seconds = count_anew()
            found[last] = measure(client, "/board/90/2023/", "/nothing/")
            (board, queries), (empty, _) = found[last]
            print(f"{last:>9,} reports: board {board:6.1f} ms, {queries} queries; empty page {empty:5.1f} ms; ", end="")
            print(f"{Cell.objects.count():,} cells counted anew in {seconds:.1f} s")
    begun = time.perf_counter()
    refresh(
        units=[parts[0].unit_id],
        years=[2023],
        subjects=[f"{parts[0].breakdown.target_id}"],
        measures=["plan.target_value"],
    )
    print(f"counting anew after one report: {(time.perf_counter() - begun) * 1000:.0f} ms")
    (few, queries_few), _ = found[asked.few]
    (many, queries_many), (empty, _) = found[asked.many]
    print(f"ratio at {asked.many:,} to {asked.few:,} reports: {many / few:.2f} (aim 1.2 or less)")
    print(f"ratio to the empty page: {many / empty:.2f} (aim 4 or less)")
    print(f"queries: {queries_few} and {queries_many}")
    return int(queries_few != queries_many)


if __name__ == "__main__":
    raise SystemExit(main())
