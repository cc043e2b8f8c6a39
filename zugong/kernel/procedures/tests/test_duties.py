from datetime import date

import pytest
from django.utils.translation import override

from zugong.kernel.access.models import Deputy
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.duties import climb, close_duties, hand_over, levels_climbed, open_duty
from zugong.kernel.procedures.models import Duty, HandOver

TODAY = date(2023, 7, 3)


@pytest.fixture
def owe(city, make):
    """Open a duty, by default the county's to report."""
    record = make()

    def opened(unit="jinan", verb="report", kind="test.report", title="填报", **more):
        values = {"kind": kind, "record": record, "unit": city.units[unit], "verb": verb, "title": title, "url": "/x/"}
        return open_duty(**(values | more))

    opened.record = record
    return opened


def owed(city, *names):
    return [name for name in names if Duty.objects.owed_by(city.user(name)).exists()]


def test_a_duty_is_opened_once_and_brought_up_to_date(owe):
    first = owe(due=TODAY)
    again = owe(due=date(2023, 7, 9), title="再报")
    assert again == first
    assert (Duty.objects.count(), again.due, again.title) == (1, date(2023, 7, 9), "再报")


def test_units_kinds_and_users_each_have_their_own(owe, city):
    for more in ({}, {"unit": "shucheng"}, {"kind": "test.sign"}, {"user": city.villager}, {"user": city.cadre}):
        owe(**more)
    assert Duty.objects.count() == 5


def test_each_period_is_owed_by_itself(owe):
    for month in ("2023-05", "2023-06", "2023-06"):
        owe(period=month)
    assert sorted(Duty.objects.open().values_list("period", flat=True)) == ["2023-05", "2023-06"]


def test_a_title_is_read_in_the_readers_language_whatever_the_opener_spoke(owe, city):
    with override("en"):
        duty = owe(title="办理：%(task)s", names={"task": city.jinan})
    assert (duty.title_words, duty.title_names) == ("办理：%(task)s", {"task": "金安区"})
    assert duty.title == "办理：金安区"
    with override("en"):
        assert duty.title == "Handle: 金安区"


@pytest.mark.parametrize(("words", "shown"), [("达到100%", "达到100%"), ("", "")])
def test_a_title_without_names_is_shown_as_it_is(owe, words, shown):
    assert owe(title=words).title == shown


def test_a_long_title_is_cut(owe):
    assert len(owe(title="办理：%(task)s", names={"task": "长" * 300}).title) == 200


def test_a_closed_duty_is_opened_anew(owe):
    owe()
    assert close_duties(owe.record) == 1
    owe()
    assert Duty.objects.open().count() == 1
    assert Duty.objects.count() == 2


def test_duties_are_closed_by_kind_and_by_unit(owe, city):
    owe()
    owe(unit="shucheng")
    owe(kind="test.sign")
    assert close_duties(owe.record, "test.report", unit=city.jinan) == 1
    assert close_duties(owe.record, "test.report") == 1
    assert close_duties(owe.record) == 1
    assert close_duties(owe.record) == 0


def test_a_units_duty_is_owed_by_those_who_act_for_it_with_the_verb(owe, city):
    owe()
    names = ("jinan_officer", "jinan_signer", "officer", "shucheng_officer", "township_officer", "resident", "auditor")
    assert owed(city, *names) == ["jinan_officer"]


def test_a_duty_in_person_is_owed_by_that_person_alone(owe, city):
    owe(user=city.cadre)
    assert owed(city, "cadre", "jinan_officer") == ["cadre"]


def test_a_deputy_owes_what_the_principals_units_owe(owe, city):
    owe()
    days = {"start_date": TODAY, "end_date": TODAY}
    Deputy.objects.create(principal=city.jinan_officer, deputy=city.labour_officer, reason="休假", **days)
    assert owed(city, "labour_officer") == ["labour_officer"]


def test_what_is_closed_is_owed_no_more(owe, city):
    owe()
    close_duties(owe.record)
    assert owed(city, "jinan_officer") == []


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2023, 7, 3), 0),
        (date(2023, 7, 4), 0),
        (date(2023, 7, 5), 1),
        (date(2023, 7, 9), 1),
        (date(2023, 7, 10), 2),
        (date(2023, 7, 17), 3),
        (date(2024, 7, 17), 3),
    ],
)
def test_a_duty_climbs_a_level_after_each_grace_of_working_days(today, level):
    assert levels_climbed(TODAY, today, [2, 3, 5]) == level


def test_holidays_lengthen_the_grace():
    assert levels_climbed(date(2023, 9, 28), date(2023, 10, 7), [2]) == 0
    assert levels_climbed(date(2023, 9, 28), date(2023, 10, 8), [2]) == 1


def test_a_duty_not_overdue_does_not_climb(owe):
    owe(due=TODAY)
    owe(unit="shucheng")
    assert climb(TODAY) == 0


def test_an_overdue_duty_climbs_from_village_to_township_to_county_to_city(owe, city):
    duty = owe(unit="village", due=TODAY)
    for today, above in ((date(2023, 7, 5), "muchang"), (date(2023, 7, 10), "jinan"), (date(2023, 7, 17), "city")):
        assert climb(today) == 1
        assert climb(today) == 0
        duty.refresh_from_db()
        assert duty.escalated_to == city.units[above]


def test_it_does_not_climb_above_the_root(owe, city):
    duty = owe(unit="jinan", due=date(2023, 1, 4))
    climb(TODAY)
    duty.refresh_from_db()
    assert (duty.level, duty.escalated_to) == (1, city.city)


def test_the_grace_is_a_parameter_of_the_place(owe, city):
    Parameter.objects.create(
        code="procedures.climb_grace_days",
        value=[10],
        unit=city.jinan,
        valid_from=date(2023, 1, 1),
        source="试",
        state="approved",
    )
    owe(unit="jinan", due=TODAY)
    owe(unit="shucheng", due=TODAY)
    climb(date(2023, 7, 5))
    assert [duty.unit for duty in Duty.objects.filter(level=1)] == [city.shucheng]


def test_a_later_due_date_takes_back_what_has_climbed(owe):
    owe(due=date(2023, 6, 20))
    climb(TODAY)
    duty = owe(due=date(2023, 7, 20))
    assert (duty.level, duty.escalated_to) == (0, None)


def test_a_climbed_duty_is_shown_to_every_unit_it_has_passed_and_to_no_other(owe, city):
    owe(unit="village", due=date(2023, 6, 26))
    climb(TODAY)
    names = (
        "township_officer",
        "jinan_officer",
        "officer",
        "shucheng_officer",
        "other_township_officer",
        "villager",
        "resident",
    )
    told = [name for name in names if Duty.objects.climbed_to(city.user(name)).exists()]
    assert told == ["township_officer", "jinan_officer"]


def test_handing_over_moves_what_is_owed_in_person_and_doubles_nothing(owe, city):
    owe(user=city.cadre)
    owe(user=city.cadre, kind="test.both")
    owe(user=city.villager, kind="test.both")
    owe()
    assert hand_over(city.cadre, city.villager, city.officer) == 1
    assert Duty.objects.open().filter(user=city.villager).count() == 2
    assert not Duty.objects.open().filter(user=city.cadre).exists()
    assert (HandOver.objects.get().by, HandOver.objects.get().duties) == (city.officer, 1)


def test_handing_over_to_oneself_changes_nothing(owe, city):
    owe(user=city.cadre)
    assert hand_over(city.cadre, city.cadre, city.officer) == 0


def test_duties_are_seen_within_reach(owe, city):
    owe()
    assert Duty.objects.visible_to(city.officer).exists()
    assert not Duty.objects.visible_to(city.shucheng_officer).exists()


def test_climbing_asks_as_many_queries_for_many_duties_as_for_few(owe, city, django_assert_max_num_queries):
    from zugong.kernel.parameters.reading import remembering

    for kind in range(30):
        owe(kind=f"test.{kind}", due=date(2023, 6, 1))
    with remembering(), django_assert_max_num_queries(3):
        assert climb(TODAY) == 30
