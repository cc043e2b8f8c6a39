"""Findings come and go with the records."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.finding import CannotConfirm, confirm, may_confirm, reopen
from zugong.modules.villages.actions.keeping import keep_up_with_all
from zugong.modules.villages.jobs import keep_register_up
from zugong.modules.villages.models import Education, Finding, VillageCadre, VillageRole


def kinds(**where) -> set[str]:
    return set(Finding.objects.filter(**where).values_list("kind", flat=True))


def test_a_register_in_good_order_has_no_findings(register):
    register()
    assert kinds() == set()


def test_a_finding_comes_with_the_saving_and_goes_with_the_mending(register):
    cadre = register(dual_post=None)
    finding = Finding.objects.get(kind="no_dual_value")
    assert (finding.unit, finding.cadre, finding.person) == (cadre.unit, cadre, cadre.person)
    cadre.dual_post = True
    writing.save(cadre, by=None)
    assert kinds() == set()
    assert Finding.with_voided.get(pk=finding.pk).voided_why == "已改正"


def test_mending_the_education_mends_the_finding(register):
    cadre = register(full_time=None)
    assert kinds() == {"no_full_time_flag"}
    education = Education.objects.get(person=cadre.person)
    education.full_time = True
    writing.save(education, by=None)
    assert kinds() == set()
    assert VillageCadre.objects.get(pk=cadre.pk).full_time_college


def test_ending_an_office_changes_the_summary_and_the_village(register):
    cadre = register()
    register(name="陆云舟", identity_number=None, phone=None, offices="村委会委员", dual_post=None)
    role = cadre.roles.get(office="secretary")
    role.end_date = dt.date(2023, 6, 30)
    writing.save(role, by=None)
    assert {"no_secretary", "dual_contradicts"} <= kinds(unit=cadre.unit)
    assert VillageCadre.objects.get(pk=cadre.pk).duties == "村（居）委会主任"


def test_voiding_an_office_counts_like_its_end_and_restoring_brings_it_back(register):
    cadre = register()
    role = cadre.roles.get(office="secretary")
    writing.void(role, by=None, why="误登")
    assert not VillageCadre.objects.get(pk=cadre.pk).holds_both
    writing.restore(VillageRole.with_voided.get(pk=role.pk), by=None, why="核对无误")
    assert VillageCadre.objects.get(pk=cadre.pk).holds_both


def test_a_voided_cadre_takes_the_findings_along(register):
    cadre = register(dual_post=None)
    writing.void(cadre, by=None, why="重复登记")
    assert kinds() == set()


def test_a_person_in_two_villages_is_found_in_both(register):
    register()
    register("other_village", offices="村委会委员", dual_post=None)
    found = Finding.objects.filter(kind="two_villages")
    assert {finding.unit.code for finding in found} == {"341502100201", "341502100202"}
    assert {finding.values["villages"] for finding in found} == {"甲河村村委会", "乙岗村村委会"}


def test_marking_one_of_two_services_is_enough(register):
    register()
    second = register("other_village", offices="村委会委员", dual_post=None)
    second.crosses_villages = True
    writing.save(second, by=None)
    assert "two_villages" not in kinds()


def test_one_human_entered_twice_is_suspected_until_both_have_numbers(register):
    first = register()
    double = Person(name="程雨田", sex="1", birth_date=first.person.birth_date, unit=first.unit)
    writing.save(double, by=None)
    cadre = VillageCadre(unit=Person.objects.get(pk=double.pk).unit, person=double)
    writing.save(cadre, by=None)
    assert Finding.objects.filter(kind="duplicate_person").count() == 2
    double.identity_number = "341599198005170037"
    writing.save(double, by=None)
    assert "duplicate_person" not in kinds()


def test_time_alone_makes_somebody_too_old(register):
    register(identity_number=None, birth_date="1947-07-04")
    assert "too_old" not in kinds()
    with calendar.on(dt.date(2023, 7, 4)):
        keep_register_up(None)
    assert "too_old" in kinds()


def test_computing_everything_anew_changes_nothing(register):
    register(dual_post=None, full_time=None)
    before = set(Finding.objects.values_list("pk", "kind"))
    kept = keep_up_with_all()
    assert (kept.cadres, kept.found, kept.mended) == (0, 0, 0)
    assert set(Finding.objects.values_list("pk", "kind")) == before


def test_all_at_once_finds_what_saving_one_by_one_finds(register):
    register(dual_post=None, full_time=None)
    register("other_village", offices="村委会委员", dual_post=None)
    one_by_one = set(Finding.objects.values_list("kind", "unit", "cadre"))
    Finding.objects.all().delete()
    keep_up_with_all()
    assert set(Finding.objects.values_list("kind", "unit", "cadre")) == one_by_one


@pytest.fixture
def finding(register) -> Finding:
    register(dual_post=None)
    return Finding.objects.get()


def test_what_is_right_after_all_is_confirmed_with_a_reason(finding, city):
    confirm(finding=finding, by=city.township_officer, why="选举办法另有规定，已核对会议记录")
    stored = Finding.objects.get(pk=finding.pk)
    assert (stored.state, stored.confirmed_by) == ("confirmed", city.township_officer)
    keep_up_with_all()
    assert Finding.objects.get(pk=finding.pk).state == "confirmed"


@pytest.mark.parametrize("who", ["villager", "auditor", "other_township_officer", "shucheng_officer"])
def test_only_who_may_write_the_village_confirms(finding, city, who):
    assert not may_confirm(city.user(who), finding)
    with pytest.raises(CannotConfirm):
        confirm(finding=finding, by=city.user(who), why="已核对")
    assert Finding.objects.get(pk=finding.pk).state == "open"


def test_a_confirmation_needs_a_reason_and_is_given_once(finding, city):
    with pytest.raises(CannotConfirm):
        confirm(finding=finding, by=city.officer, why=" ")
    confirm(finding=finding, by=city.officer, why="已核对")
    with pytest.raises(CannotConfirm):
        confirm(finding=finding, by=city.officer, why="已核对")
    reopen(finding=finding, by=city.officer, why="核对有误")
    assert Finding.objects.get(pk=finding.pk).state == "open"


def test_a_confirmed_finding_that_says_something_else_is_open_again(register, city):
    register()
    register("other_village", offices="村委会委员", dual_post=None)
    finding = Finding.objects.get(kind="two_villages", unit=city.village)
    confirm(finding=finding, by=city.officer, why="已核对")
    register("far_village", offices="村委会委员", dual_post=None)
    stored = Finding.objects.get(pk=finding.pk)
    assert stored.state == "open"
    assert "另一乡镇的村" in stored.says


def test_a_village_of_another_township_is_not_named(register):
    register()
    register("far_village", offices="村委会委员", dual_post=None)
    for finding in Finding.objects.filter(kind="two_villages"):
        assert finding.says == "同时在另一乡镇的村任职，两处都没有标注跨村任职"
        assert "村委会" not in str(finding.values)


def test_each_kind_says_what_is_wrong_and_what_would_be_right(city):
    for kind in Finding.Kind:
        finding = Finding(kind=kind, unit=city.village, values={"why": "kind", "said": "yes"})
        assert finding.says
        assert finding.mending


def test_what_two_savings_have_found_at_the_same_moment_is_kept_once(register, city):
    register(offices="村委会主任", dual_post=None)
    finding = Finding.objects.get(kind="no_secretary")
    Finding.objects.create(kind=finding.kind, unit=finding.unit, found_on=finding.found_on)
    keep_up_with_all()
    assert Finding.objects.filter(kind="no_secretary").count() == 1
