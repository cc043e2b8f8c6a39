"""The page on adding a ledger tells the truth: its code runs, and what it promises is there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from zugong.kernel.ledger.declaring import withdraw

MODELS = ("ReadingRoom", "Shelf")
PAGE = Path(__file__).parent.parent / "docs" / "adding-a-ledger.md"


@pytest.fixture
def written(db):
    """What the page's code defines, with the table of its model."""
    names: dict = {"__name__": "zugong.modules.office.models"}
    try:
        for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
            exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102 - the page is ours
        editor = connection.SchemaEditorClass(connection)
        editor.deferred_sql = []  # set on entering the editor, which SQLite refuses inside a test's transaction
        with connection.cursor() as cursor:
            for model in MODELS:
                cursor.execute(*editor.table_sql(names[model]))
        yield names
    finally:
        for ledger in "reading-rooms", "stocked-rooms":
            withdraw(ledger)
        for model in MODELS:
            apps.all_models["office"].pop(model.lower(), None)
        apps.clear_cache()
        ContentType.objects.clear_cache()  # the rows it remembers go with the test


def test_the_ledger_lists_asks_and_searches(written, city, as_):
    client = as_("township_officer")
    typed = {"unit": city.village.pk, "name": "书屋", "books": "1200", "opened_on": "2023-01-01"}
    assert client.post("/ledgers/reading-rooms/new/", typed).status_code == 302
    line = client.get("/ledgers/reading-rooms/").context["lines"][0]
    assert [cell["text"] for cell in line["cells"]] == [
        "书屋",
        "甲河村村委会",
        "341502100201",
        "1,200",
        "大",
        "2023-01-01",
    ]
    assert client.get("/ledgers/reading-rooms/", {"books__gte": 1300}).context["lines"] == []
    assert client.get("/search/", {"q": "书屋"}).context["count"] == 1
    assert client.get(line["href"]).status_code == 200


def test_its_child_rows_are_typed_with_it(written, city, as_):
    client = as_("township_officer")
    rows = {
        "shelves-TOTAL_FORMS": "1",
        "shelves-INITIAL_FORMS": "0",
        "shelves-0-subject": "农技",
        "shelves-0-books": "300",
    }
    typed = {"unit": city.village.pk, "name": "书屋"} | rows
    assert client.post("/ledgers/stocked-rooms/new/", typed).status_code == 302
    room = written["ReadingRoom"].objects.get()
    assert list(room.shelves.values_list("subject", "books")) == [("农技", 300)]
    assert "农技" in client.get(f"/ledgers/stocked-rooms/{room.pk}/").text


def test_a_sibling_sees_nothing_of_it(written, city, as_):
    room = written["ReadingRoom"].objects.create(unit=city.village, name="书屋")
    client = as_("other_township_officer")
    assert client.get("/ledgers/reading-rooms/").context["lines"] == []
    assert client.get(f"/ledgers/reading-rooms/{room.pk}/").status_code == 404


def test_the_page_names_every_attribute():
    from zugong.kernel.ledger.checking import ALLOWED

    assert [name for name in sorted(ALLOWED) if name not in PAGE.read_text("utf-8")] == []
