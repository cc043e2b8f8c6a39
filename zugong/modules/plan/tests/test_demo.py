"""The demonstration on a small city: built once, through the actions, with something to do for everybody."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators.models import Publication, Standing
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Duty, Signature
from zugong.modules.plan import demo
from zugong.modules.plan.actions.standing import standings
from zugong.modules.plan.models import (
    Breakdown,
    Bulletin,
    Line,
    OutsideResult,
    Part,
    Postponement,
    Report,
    Slip,
    Target,
    Task,
)


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("attachments")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        city = small_city()
        demo.build()
        yield city
        transaction.set_rollback(True)


@pytest.fixture
def city(_built, db):
    return _built


def test_every_sentence_has_found_its_task(city):
    assert not Line.objects.filter(disposition=Line.Disposition.OPEN).exists()


def test_the_figures_of_the_plan_are_all_there(city):
    values = sorted((target.value_text, target.what) for target in Target.objects.filter(task__plan__isnull=False))
    assert len(values) == 17
    assert {
        "≈10,000名",
        "≈30名",
        "300个",
        "200名",
        "10名",
        "≤6个月",
        "≥20%",
        "50名",
        "4:1",
        "≥80%",
        "2—3个",
        "5个",
        "15个",
    } <= {value for value, _what in values}


def test_every_target_is_named_and_handed_out(city):
    assert not Target.objects.filter(what="").exists()
    states = set(Breakdown.objects.values_list("state", flat=True))
    assert states == {Breakdown.State.ISSUED}
    assert Breakdown.objects.count() == Target.objects.count()


def test_the_three_hundred_are_split_to_the_last_one(city):
    target = Target.objects.get(what="政聘企用事业编制")
    assert sum(part.value for part in target.breakdown.parts.all()) == 300


def test_every_lamp_is_to_be_seen(city):
    lamps = Counter(standing.lamp for standing in standings(Part.objects.filter(breakdown__state="issued")))
    assert {"done", "on_time", "no_data"} <= set(lamps)
    assert lamps["overdue"] + lamps["near"] > 0


def test_months_from_february_to_june_are_reported(city):
    assert set(Report.objects.values_list("as_of", flat=True)) >= {
        date(2023, 2, 28),
        date(2023, 3, 31),
        date(2023, 4, 30),
        date(2023, 5, 31),
        date(2023, 6, 30),
    }


def test_nothing_is_done_after_the_demonstrations_day(city):
    assert not Signature.objects.filter(at__date__gt=date(2023, 7, 3)).exists()
    assert not Report.objects.filter(as_of__gt=date(2023, 6, 30)).exists()


def test_papers_stand_in_several_states(city):
    assert set(Bulletin.objects.values_list("state", flat=True)) == {"draft", "signed"}
    assert set(OutsideResult.objects.values_list("state", flat=True)) == {"entered", "confirmed"}
    assert set(Task.objects.values_list("state", flat=True)) == {"open", "delivered", "closed"}
    assert "approved" in set(Postponement.objects.values_list("state", flat=True))
    assert "issued" in set(Slip.objects.values_list("state", flat=True))


def test_signatures_still_fit_what_they_stand_under(city):
    for slip in Slip.objects.all():
        last = Signature.objects.of(slip).order_by("-pk").first()
        if last is not None:
            assert last.content_hash == content_hash(slip, procedure_named("plan.slip"))


def test_the_board_shows_the_targets_and_the_first_quarter_is_published(city):
    assert Standing.objects.filter(unit=city.city, period="2023").count() == 17
    assert [publication.period for publication in Publication.objects.all()] == ["2023-Q1"]


@pytest.mark.parametrize(
    "name",
    [
        "officer",
        "leader",
        "jinan_officer",
        "jinan_signer",
        "shucheng_officer",
        "zone_officer",
        "township_officer",
        "villager",
    ],
)
def test_everybody_has_something_to_do(city, name):
    assert Duty.objects.owed_by(city.user(name)).exists()


def test_building_again_changes_nothing(city):
    before = Report.objects.count()
    demo.build()
    assert Report.objects.count() == before
