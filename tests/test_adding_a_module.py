"""The page on adding a module tells the truth: its code runs, and what it promises is there."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from zugong.kernel import calendar
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh, refresh_all
from zugong.kernel.procedures import declaring
from zugong.kernel.procedures.checking import check
from zugong.kernel.procedures.drawing import diagram
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import NotYet, SamePerson, take

MODELS = ("RoomRepair",)
CODE = "office.repairs_granted"
PAGE = Path(__file__).parent.parent / "docs" / "adding-a-module.md"


@pytest.fixture
def written(db, monkeypatch):
    """What the page's code defines, with the table of its model."""
    monkeypatch.setattr(declaring, "_procedures", dict(declaring._procedures))
    names: dict = {"__name__": "zugong.modules.office.models"}
    try:
        for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
            exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102 - the page is ours
        editor = connection.SchemaEditorClass(connection)
        editor.deferred_sql = []  # set on entering the editor, which SQLite refuses inside a test's transaction
        with connection.cursor() as cursor:
            for model in MODELS:
                cursor.execute(*editor.table_sql(names[model]))
        with calendar.on(date(2023, 7, 3)):
            yield names
    finally:
        MEASURES.pop(CODE, None)
        for model in MODELS:
            apps.all_models["office"].pop(model.lower(), None)
        apps.clear_cache()
        ContentType.objects.clear_cache()  # the rows it remembers go with the test


def test_the_procedure_asks_publishes_and_is_signed_by_two(written, city):
    check(written["REPAIR"])
    repair = written["ask_for_repair"](unit=city.village, what="屋顶", by=city.users["villager"])
    duty = Duty.objects.get()
    assert (duty.unit, duty.due) == (city.village, date(2023, 7, 10))
    written["check_repair"](repair=repair, cost=3000, by=city.users["township_officer"])
    with pytest.raises(NotYet):
        take(written["REPAIR"], "grant", repair, by=city.users["jinan_officer"])
    with calendar.on(date(2023, 7, 11)):
        with pytest.raises(SamePerson):
            take(written["REPAIR"], "grant", repair, by=city.users["township_officer"])
        take(written["REPAIR"], "grant", repair, by=city.users["jinan_officer"])
    assert repair.state == "granted"
    assert not Duty.objects.open().exists()


def test_its_pages_are_there(written, city, as_):
    repair = written["ask_for_repair"](unit=city.village, what="屋顶", by=city.users["villager"])
    client = as_("township_officer")
    assert "书屋修缮" in client.get("/cases/office.room_repair/").text
    text = client.get(f"/cases/office.room_repair/{repair.pk}/").text
    assert 'id="move-check"' in text
    assert "2023-07-10" in text
    assert "asked --> public: 核实" in diagram(written["REPAIR"])


def test_a_sibling_sees_nothing_of_it(written, city, as_):
    repair = written["ask_for_repair"](unit=city.village, what="屋顶", by=city.users["villager"])
    assert as_("other_township_officer").get(f"/cases/office.room_repair/{repair.pk}/").status_code == 404


def test_the_measure_counts_stands_on_the_board_and_opens_to_its_rows(written, city, as_):
    repairs = [
        written["ask_for_repair"](unit=city.village, what=what, by=city.users["villager"]) for what in ("屋顶", "门窗")
    ]
    for repair in repairs:
        written["check_repair"](repair=repair, cost=3000, by=city.users["township_officer"])
    with calendar.on(date(2023, 7, 11)):
        take(written["REPAIR"], "grant", repairs[0], by=city.users["jinan_officer"])
        refresh_all([CODE])
        found = figure(CODE, "", city.city, Period.parse("2023-Q3"))
        assert (found.value, found.part, found.whole) == (50, 1, 2)
        assert refresh(units=[city.village.pk], years=[2023], measures=[CODE]) > 0
        assert figure(CODE, "", city.city, Period.parse("2023-Q3")) == found
        behind = drill(MEASURES[CODE], "", city.city, Period.parse("2023"))
        assert (behind.records.get(), behind.total()) == (repairs[0], (1, 1))
        assert "书屋修缮批准率：50 %" in as_("officer").get(f"/board/3415/2023/?figure={CODE}").text
        assert "屋顶" in as_("officer").get(f"/board/3415/2023/rows/{CODE}/-/").text


@pytest.mark.parametrize("name", ["MOVES =", "SHARE ="])
def test_procedure_and_measure_are_about_ten_lines(name):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    [block] = [one for one in blocks if name in one]
    assert len([line for line in block.splitlines() if line.strip() and not line.startswith(("#", "from"))]) <= 12
