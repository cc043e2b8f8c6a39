"""The measures over clues and weak villages are what counting by hand gives; below the county no figure tells of a clue."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.indicators.declaring import MEASURES, Measure
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.registry.models import Person
from zugong.modules.villages.indicators import conduct, weak_villages
from zugong.modules.villages.models import Clue, VillageCadre, VillageRole, WeakVillage

CODES = sorted(
    one.code for module in (conduct, weak_villages) for one in vars(module).values() if isinstance(one, Measure)
)
D = dt.date


def value(code, unit, period="2023"):
    found = figure(f"villages.{code}", "", unit, Period.parse(period))
    return None if found is None or found.value is None else round(found.value, 2)


@pytest.fixture
def counted(city):
    """Four cadres of one village; five clues about three of them, one of last year and one cleared."""
    village = city.units["village"]
    people = [Person.objects.create(name=f"某{number}", unit=village) for number in range(4)]
    for person in people:
        cadre = VillageCadre.objects.create(unit=village, person=person)
        VillageRole.objects.create(cadre=cadre, office="party_member", start_date=D(2021, 12, 1))
    rows = [
        # person, received, due, settled, finding, handled, state
        (0, D(2022, 12, 1), D(2022, 12, 30), D(2022, 12, 20), "substantiated", D(2022, 12, 25), "closed"),
        (0, D(2023, 2, 1), D(2023, 3, 1), D(2023, 3, 1), "substantiated", D(2023, 3, 5), "rectifying"),
        (0, D(2023, 4, 3), D(2023, 5, 4), D(2023, 5, 5), "partly", None, "concluded"),
        (1, D(2023, 5, 8), D(2023, 6, 6), D(2023, 6, 1), "untrue", None, "cleared"),
        (2, D(2023, 6, 1), D(2023, 7, 3), None, "", None, "checking"),
    ]
    for number, (person, received, due, settled, finding, handled, state) in enumerate(rows, start=1):
        Clue.objects.create(
            number=f"{received.year}-{number:04d}", unit=city.units["jinan_department"], village=village, person=people[person],
            received=received, due=due, settled_on=settled, finding=finding, handled_on=handled, state=state,
        )  # fmt: skip
    refresh_all(CODES)
    return people


def test_figures_are_what_counting_by_hand_gives(counted, city):
    jinan = city.units["jinan"]
    assert value("clues_per_100", jinan) == Decimal(100)
    assert value("clues_on_time", jinan) == Decimal("66.67")
    assert value("clues_substantiated", jinan) == Decimal("66.67")
    assert value("problems_handled", jinan) == Decimal(50)
    assert value("repeat_persons", jinan) == 1
    assert value("repeat_villages", jinan) == 1
    assert value("clues_on_time", city.units["city"]) == Decimal("66.67")


def test_missing_is_not_zero(counted, city):
    assert value("clues_substantiated", city.units["shucheng"]) is None
    assert value("clues_on_time", city.units["jinan"], "2023-01") is None


def test_below_the_county_no_figure_tells_of_a_clue(counted, city):
    for code in [one.removeprefix("villages.") for one in CODES if "weak" not in one]:
        for unit in ("village", "muchang"):
            assert value(code, city.units[unit]) is None, (code, unit)


def test_a_figure_opens_to_its_rows_for_the_chain_alone(counted, city, as_):
    declared = MEASURES["villages.clues_substantiated"]
    behind = drill(declared, "", city.units["jinan"], Period.parse("2023"))
    assert behind.total()[0] == behind.records.count() == 2
    address = "/board/341502/2023/rows/villages.clues_substantiated/-/"
    inside = as_("jinan_officer").get(address)
    assert inside.status_code == 200
    assert inside.context["hidden"] == 0
    outside = as_("officer").get(address)
    assert outside.context["hidden"] == 2
    assert outside.context["page"].paginator.count == 0
    assert not conduct.CLUES.shown


def test_repeated_persons_are_told_apart_by_a_token(counted):
    assert conduct.PERSONS_AGAIN.all_columns["person"].token
    assert conduct.CADRES_OF_COUNTIES.all_columns["person"].token
    assert "text" not in {name for table in (conduct.CLUES, conduct.SETTLED) for name in table.all_columns}


def test_weak_villages_are_counted_on_the_day(city):
    for unit, closed in (("village", None), ("other_village", D(2023, 5, 10)), ("far_village", None)):
        WeakVillage.objects.create(
            unit=city.units[unit], county=city.units["jinan"], year=2023, reasons=["team"], proposed_on=D(2023, 2, 1),
            listed_on=D(2023, 2, 20), closed_on=closed, state="closed" if closed else "rectifying",
        )  # fmt: skip
    WeakVillage.objects.create(
        unit=city.units["zone_community"],
        county=city.units["zone"],
        year=2023,
        reasons=["team"],
        proposed_on=D(2023, 2, 1),
    )
    refresh_all(CODES)
    assert value("weak_open", city.units["jinan"], "2023-05") == 1
    assert value("weak_open", city.units["jinan"], "2023-04") == 2
    assert value("weak_open", city.units["city"]) == 2
    assert value("weak_closed_share", city.units["jinan"]) == 50
    assert value("weak_closed_share", city.units["shucheng"]) == 0
    assert value("weak_closed_share", city.units["zone"]) is None
