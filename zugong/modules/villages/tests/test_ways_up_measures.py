"""The measures of the ways up and of role models, counted against what was entered."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.models import Cell
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.modules.villages.models import PromotionApplication, RoleModelNomination, RoleModelRound
from zugong.modules.villages.tests.ways_up_city import a_cadre, a_round

pytestmark = pytest.mark.django_db

CODES = [
    "villages.promotion_applications", "villages.promotion_review_share", "villages.promoted_civil",
    "villages.promoted_county", "villages.promoted_per_thousand", "villages.role_models_named",
]  # fmt: skip
REFUSED, PASSED = (
    {"reviewed_on": dt.date(2023, 4, 3)},
    {"reviewed_on": dt.date(2023, 4, 3), "qualified_on": dt.date(2023, 4, 3)},
)


def application(city, round_, name, **said):
    cadre = a_cadre(city, name, office="deputy_director")
    values = {"applied_on": dt.date(2023, 3, 10), "state": "applied"} | said
    return PromotionApplication.objects.create(
        round=round_, cadre=cadre, person=cadre.person, unit=cadre.unit, township=city.unit("muchang"),
        county=city.unit("jinan"), **values,
    )  # fmt: skip


@pytest.fixture
def entered(city):
    """Of four who applied in March two passed the review in April; one of them was appointed in June, one in May of last year."""
    county, civil = a_round(city), a_round(city, unit="city", track="civil")
    application(city, county, "甲")
    application(city, county, "乙", state="not_taken", **REFUSED)
    application(city, county, "丙", state="publicity", **PASSED)
    application(city, county, "丁", state="appointed", appointed_on=dt.date(2023, 6, 1), **PASSED)
    last_year = {
        "applied_on": dt.date(2022, 3, 1),
        "reviewed_on": dt.date(2022, 4, 1),
        "qualified_on": dt.date(2022, 4, 1),
    }
    application(city, civil, "戊", state="appointed", appointed_on=dt.date(2022, 5, 9), **last_year)
    naming = RoleModelRound.objects.create(
        unit=city.unit("jinan"),
        level="county",
        year=2022,
        quota=2,
        nominates_from="2022-10-01",
        nominates_to="2022-10-31",
    )
    for number, state in enumerate(("named", "not_named")):
        cadre = a_cadre(city, f"书记{number}", village=("village", "other_village")[number])
        RoleModelNomination.objects.create(
            round=naming, cadre=cadre, person=cadre.person, unit=cadre.unit, township=city.unit("muchang"),
            county=city.unit("jinan"), nominated_on="2022-10-10", state=state,
            named_on=dt.date(2022, 12, 20) if state == "named" else None,
        )  # fmt: skip
    refresh_all([*CODES])
    return city


def value(code, unit, period):
    found = figure(f"villages.{code}", "", unit, Period.parse(period))
    return None if found is None or found.value is None else round(found.value, 2)


def test_each_counts_on_its_own_day(entered):
    jinan = entered.unit("jinan")
    assert [value("promotion_applications", jinan, period) for period in ("2022", "2023-03", "2023")] == [1, 4, 4]
    assert value("promotion_review_share", jinan, "2023-04") == Decimal("66.67")
    assert [value("promoted_county", jinan, period) for period in ("2023-06", "2023")] == [1, 1]
    assert value("promoted_civil", jinan, "2022") == 1
    assert [value("role_models_named", jinan, period) for period in ("2022-12", "2022")] == [1, 1]


def test_promoted_of_the_year_to_a_thousand_who_serve(entered):
    serving = 7
    assert value("promoted_per_thousand", entered.unit("jinan"), "2023") == round(Decimal(1000) / serving, 2)
    assert value("promoted_per_thousand", entered.unit("jinan"), "2023-05") == 0


@pytest.mark.parametrize("code", CODES)
def test_every_figure_opens_to_the_rows_that_make_it(entered, code):
    measure = MEASURES[code]
    cells = Cell.objects.filter(measure=code, period_kind="Q").select_related("unit")
    assert cells
    for cell in cells:
        for side in measure.tallies:
            behind = drill(measure, "", cell.unit, Period(cell.period_kind, cell.period_start), side=side)
            count, total = behind.total()
            assert total == (cell.whole or 0 if side == "whole" else cell.part)
            assert behind.records.count() == count
