"""A city with many posts in a database of its own, for the benchmarks of lists and exports. Importing it sets the platform up."""

import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="zugong-benchmark-")
os.environ["ZUGONG_ENV"] = "test"
os.environ["ZUGONG_VAR"] = FOLDER.name
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/benchmark.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "zugong.site.settings"
(Path(FOLDER.name) / "static").mkdir()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings  # noqa: E402

PEERS = ["django_tables2", "neapolitan", "iommi"]
settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *PEERS]
settings.MIDDLEWARE = [*settings.MIDDLEWARE, "iommi.middleware"]

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from zugong.kernel.access.models import Grant, User  # noqa: E402
from zugong.kernel.access.roles import Role  # noqa: E402
from zugong.kernel.registry.actions import add_unit  # noqa: E402
from zugong.kernel.registry.models import Person, Post, Unit, UnitKind  # noqa: E402

COUNTIES, VILLAGES, BATCH = 8, 60, 5_000
TITLES = ("村党组织书记", "村委会主任", "村“两委”委员", "村监委会主任", "村级后备干部")


def build_city() -> tuple[User, list[Unit]]:
    """A city of eight counties with sixty villages each, and an officer of the city."""
    city = add_unit(code="90", name="某市", kind=UnitKind.CITY, parent=None, by=None)
    villages = []
    for number in range(COUNTIES):
        county = add_unit(code=f"90{number:02}", name=f"第{number}县", kind=UnitKind.COUNTY, parent=city, by=None)
        town = add_unit(code=f"90{number:02}1", name=f"第{number}镇", kind=UnitKind.TOWNSHIP, parent=county, by=None)
        for village in range(VILLAGES):
            code, name = f"90{number:02}1{village:03}", f"第{number}县第{village}村村民委员会"
            villages.append(add_unit(code=code, name=name, kind=UnitKind.VILLAGE, parent=town, by=None))
    user = User.objects.create_user("officer", unit=city)
    Grant.objects.create(user=user, role=Role.CITY_OFFICER, unit=city)
    return user, villages


def add_posts(villages: list[Unit], count: int) -> None:
    """So many people, each with a post, written straight into their tables: the benchmarks are about reading."""
    start = date(2015, 1, 1)
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        people = Person.objects.bulk_create(
            [Person(name=f"试{number:06}", unit=villages[number % len(villages)]) for number in numbers]
        )
        Post.objects.bulk_create(
            [
                Post(
                    person=person,
                    unit_id=person.unit_id,
                    title=TITLES[number % len(TITLES)],
                    rank="" if number % 3 else "一级",
                    start_date=start + timedelta(days=number % 2800),
                )
                for number, person in zip(numbers, people, strict=True)
            ]
        )


def prepare(count: int) -> User:
    """Make the tables, the city and its posts; returns who looks at them."""
    call_command("migrate", verbosity=0)
    user, villages = build_city()
    add_posts(villages, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return user
