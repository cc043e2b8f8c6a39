"""How villages stand with the “three ones” follows the register: spans, cases, figures."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.indicators.models import Cell
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.models import Clock, Duty
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.staffing import keep_all_staffing, open_gaps
from zugong.modules.villages.models import Education, StaffingSpan, VillageCadre, VillageRole
from zugong.modules.villages.tests.conftest import TODAY, number

MEASURES = ("villages.three_ones", "villages.three_ones_strict", "villages.without_woman", "villages.staffing_gaps")


@pytest.fixture
def team(register, city):
    """A village whose secretary is neither young nor a woman, and two members who make up the three ones between them."""
    head = register()
    young = register(
        name="陆云舟", identity_number=number("1996-03-09", 1), phone=None, offices="村委会委员", dual_post=None,
        level="60", full_time="true",
    )  # fmt: skip
    woman = register(
        name="孟秋禾", identity_number=number("1979-11-20", 2), phone=None, offices="党总支委员", dual_post=None
    )
    return {"head": head, "young": young, "woman": woman}


def now(unit: Unit) -> StaffingSpan:
    """How the village stands today."""
    today = calendar.today()
    return next(
        span
        for span in StaffingSpan.objects.filter(unit=unit, day__lte=today).order_by("-day")
        if span.until is None or span.until > today
    )


def leave(cadre: VillageCadre, on: dt.date) -> None:
    for role in cadre.roles.all():
        role.end_date = on
        writing.save(role, by=None)


def take_office(village: Unit, on: dt.date) -> VillageCadre:
    """A woman joins the villagers' committee."""
    person = writing.save(Person(name="闻夏", unit=village, sex="2", birth_date=dt.date(1985, 2, 2)), by=None)
    cadre = writing.save(VillageCadre(unit=village, person=person), by=None)
    writing.save(VillageRole(cadre=cadre, office="committee_member", start_date=on), by=None)
    return cadre


def test_the_spans_tell_how_a_village_stands(team, city):
    span = now(city.village)
    assert (span.loose, span.strict, span.missing, span.registered) == (True, False, {}, True)
    assert not open_gaps(city.city).exists()
    assert "villages.three_ones.definition" in span.made_by


def test_a_departure_opens_a_case_with_a_clock_for_the_township(team, city):
    leave(team["woman"], TODAY)
    gap = open_gaps(city.village).get()
    assert (gap.township, gap.missing, gap.since) == (city.muchang, {"woman": "女性"}, TODAY)
    assert gap.says == "缺女性"
    duty = Duty.objects.open().about(gap).get()
    assert (duty.unit, duty.due) == (city.muchang, TODAY + dt.timedelta(days=60))
    assert duty.title == "补齐“三个一”：甲河村村委会 缺女性"
    clock = Clock.objects.get(record_id=gap.pk, code="villages.staffing_gap.open")
    assert clock.made_by == {"villages.three_ones.gap_days": [{"value": 60}]}


def test_an_appointment_closes_the_case_and_a_new_loss_opens_a_new_one(team, city):
    leave(team["woman"], TODAY)
    first = open_gaps(city.village).get()
    other = take_office(city.village, TODAY)
    first.refresh_from_db()
    assert (first.state, first.closed_on) == ("filled", TODAY)
    assert not Duty.objects.open().about(first).exists()
    assert now(city.village).loose
    leave(other, TODAY)
    second = open_gaps(city.village).get()
    assert second.pk != first.pk


def test_what_is_missing_changes_with_the_team_while_the_case_is_open(team, city):
    leave(team["woman"], TODAY)
    leave(team["young"], TODAY)
    assert set(open_gaps(city.village).get().missing) == {"young", "college", "woman"}


def test_a_back_dated_departure_changes_the_past(team, city):
    leave(team["woman"], dt.date(2023, 5, 16))
    spans = list(StaffingSpan.objects.filter(unit=city.village).order_by("day").values_list("day", "until", "loose"))
    assert spans[0] == (dt.date(2022, 1, 1), dt.date(2023, 5, 16), True)
    assert {loose for _day, _until, loose in spans[1:]} == {False}
    assert StaffingSpan.with_voided.filter(unit=city.village, voided_at__isnull=False).exists()


def test_a_birthday_to_come_is_known_today_and_opens_the_case_on_its_day(team, city):
    born = team["young"].person.birth_date
    turns = born.replace(year=born.year + 36)
    span = StaffingSpan.objects.get(unit=city.village, day=turns)
    assert span.missing == {"young": "35岁及以下"}
    assert not open_gaps(city.village).exists()
    with calendar.on(turns):
        keep_all_staffing()
        assert set(open_gaps(city.village).get().missing) == {"young"}


def test_people_who_died_count_no_more_from_the_day_the_register_was_told(team, city):
    cadre = VillageCadre.objects.get(pk=team["woman"].pk)
    cadre.condition = "deceased"
    writing.save(cadre, by=None)
    first = StaffingSpan.objects.filter(unit=city.village, missing__has_key="woman").order_by("day").first()
    assert first is not None
    assert first.day == TODAY


def test_an_unknown_full_time_does_not_count(team, city):
    degree = Education.objects.get(person=team["young"].person)
    degree.full_time = None
    writing.save(degree, by=None)
    assert now(city.village).missing == {"college": "全日制大专及以上"}


def test_a_village_of_which_nobody_is_registered_is_told_apart_and_has_no_case(team, city):
    keep_all_staffing()
    span = now(city.other_village)
    assert (span.loose, span.registered) == (False, False)
    assert span.says == "尚未登记班子"
    assert not open_gaps(city.other_village).exists()


def test_a_village_that_is_closed_leaves_the_base_and_its_case_lapses(team, city):
    leave(team["woman"], TODAY)
    gap = open_gaps(city.village).get()
    village = Unit.objects.get(pk=city.village.pk)
    village.valid_to = TODAY
    writing.save(village, by=None)
    assert not StaffingSpan.objects.filter(unit=village, day__gte=TODAY).exists()
    assert StaffingSpan.objects.filter(unit=village, until=TODAY).exists()
    gap.refresh_from_db()
    assert gap.state == "lapsed"


def test_a_cadre_who_is_moved_to_another_village_leaves_the_first(team, city):
    cadre = VillageCadre.objects.get(pk=team["woman"].pk)
    cadre.unit = city.other_village
    writing.save(cadre, by=None)
    assert now(city.village).missing == {"woman": "女性"}
    assert "woman" not in now(city.other_village).missing


def test_another_definition_is_kept_with_what_it_made(team, city):
    row = Parameter.objects.create(
        code="villages.three_ones.several", value=False, unit=city.jinan, valid_from="2023-06-01", state="approved",
        source="试行",
    )  # fmt: skip
    keep_all_staffing()
    span = now(city.village)
    assert (span.day, span.loose, span.met) == (dt.date(2023, 6, 1), True, False)
    assert span.made_by["villages.three_ones.several"] == [{"value": False, "row": row.pk, "version": 1}]
    assert open_gaps(city.village).get().says == "有人一人兼两项，须由不同的人满足"


def test_computing_everything_anew_changes_nothing(team, city):
    leave(team["woman"], TODAY)
    kept = keep_all_staffing()
    kept = keep_all_staffing()
    assert (kept.written, kept.voided, kept.opened, kept.closed) == (0, 0, 0, 0)


def share(code: str, unit: Unit, period: str) -> Decimal | None:
    found = figure(f"villages.{code}", "", unit, Period.parse(period))
    return None if found is None or found.value is None else round(found.value, 1)


def test_the_rate_falls_with_a_departure_and_recovers(team, city):
    refresh_all(MEASURES)
    keep_all_staffing()
    refresh_all(MEASURES)
    assert share("three_ones", city.muchang, "2023") == 50
    leave(team["woman"], dt.date(2023, 5, 16))
    refresh_all(MEASURES)
    assert share("three_ones", city.muchang, "2023") == 0
    assert share("three_ones", city.muchang, "2023-04") == 50
    assert share("three_ones", city.muchang, "2023-05") == 0
    take_office(city.village, dt.date(2023, 6, 20))
    refresh_all(MEASURES)
    assert share("three_ones", city.muchang, "2023-06") == 50
    assert share("three_ones_strict", city.muchang, "2023-06") == 0


def by_hand(village: Unit, day: dt.date) -> bool:
    """The three ones of a village counted without the rules: one pass over its rows for each."""
    found = set()
    for role in VillageRole.objects.filter(cadre__unit=village, cadre__voided_at__isnull=True).select_related(
        "cadre__person"
    ):
        if role.office in {"supervision_head", "supervision_member", "other", "reserve"}:
            continue
        if (role.start_date and role.start_date > day) or (role.end_date and role.end_date <= day):
            continue
        person = role.cadre.person
        if person.sex == "2":
            found.add("woman")
        if (
            person.birth_date
            and (day.year - person.birth_date.year)
            - ((day.month, day.day) < (person.birth_date.month, person.birth_date.day))
            <= 35
        ):
            found.add("young")
        if Education.objects.filter(person=person, level__gte=50, full_time=True).exists():
            found.add("college")
    return len(found) == 3


def test_the_cell_of_the_board_is_what_counting_by_hand_gives(team, city, register):
    register("far_village")
    register(
        "other_village", name="卫冬", identity_number=number("1999-01-01", 2), phone=None, level="60", full_time="true"
    )
    keep_all_staffing()
    refresh_all(MEASURES)
    villages = list(Unit.objects.of_kind("village", "community"))
    for period, day in (("2023-06", dt.date(2023, 6, 30)), ("2023", TODAY)):
        counted = sum(by_hand(village, day) for village in villages)
        cell = Cell.objects.get(
            measure="villages.three_ones", unit=city.city, period_kind=Period.parse(period).kind,
            period_start=Period.parse(period).named_from,
        )  # fmt: skip
        assert (cell.part, cell.whole) == (counted, len(villages))


def test_the_villages_first_query_does_not_grow_with_the_number(team, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        keep_all_staffing()
