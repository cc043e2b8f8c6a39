"""Many cases begun at once stand as if each had been begun by itself."""

import pytest
from django.forms.models import model_to_dict

from zugong.kernel.history.models import Change
from zugong.kernel.procedures.beginning import begin_all
from zugong.kernel.procedures.models import Case, Clock, Duty
from zugong.kernel.procedures.moving import begin
from zugong.modules.villages.models import StaffingGap

PROCEDURE = "villages.staffing_gap"


def gap(city, village):
    return StaffingGap(
        unit=city.unit(village),
        township=city.unit(village).parent,
        missing={"woman": "女性"},
        since="2023-07-01",
        opened_on="2023-07-03",
    )


def told(row, *besides):
    return {name: value for name, value in model_to_dict(row).items() if name not in {"id", "record_id", *besides}}


@pytest.fixture
def both(city):
    single, together = gap(city, "village"), gap(city, "other_village")
    begin(PROCEDURE, single, by=None)
    (together,) = begin_all(PROCEDURE, [together], by=None)
    return single, together


@pytest.mark.parametrize("model", [Case, Clock])
def test_the_case_and_its_clock_are_alike(both, model):
    single, together = (model.objects.get(record_id=one.pk) for one in both)
    assert told(single) == told(together)


def test_the_duties_are_alike_but_for_the_case(both):
    single, together = (Duty.objects.get(record_id=one.pk) for one in both)
    besides = ("title_names", "url", "clock")
    assert told(single, *besides) == told(together, *besides)
    assert (single.title, together.title) == ("补齐“三个一”：甲河村村委会 缺女性", "补齐“三个一”：乙岗村村委会 缺女性")
    assert together.clock_id == Clock.objects.get(record_id=both[1].pk).pk
    assert together.url == f"/cases/{PROCEDURE}/{both[1].pk}/"


def test_both_are_in_the_history(both):
    for one in both:
        assert (
            Change.objects.filter(model__model="staffinggap", record_id=one.pk, kind=Change.Kind.CREATED).count() == 1
        )


def test_as_many_take_no_more_statements(city, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        begin_all(PROCEDURE, [gap(city, name) for name in ("village", "other_village", "far_village")], by=None)


def test_nothing_begins_without_records(db):
    assert begin_all(PROCEDURE, [], by=None) == []
