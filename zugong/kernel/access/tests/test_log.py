import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.access.jobs import ChainBroken, verify_log
from zugong.kernel.access.log import chain_entries, looks_at, note, verify_chain
from zugong.kernel.access.models import AccessLog, ChainHead, Look
from zugong.kernel.access.testing import small_city
from zugong.kernel.access.unmasking import CannotUnmask, shown_name, unmask
from zugong.kernel.registry.people import add_person
from zugong.kernel.sealing.chains import link_hash

Kind = AccessLog.Kind


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def entries(city):
    for rows in range(1, 5):
        note(Kind.EXPORTED, by=city.officer, what="单位", rows=rows, unit=city.jinan, people=[city.villager.person_id])
    chain_entries()


def tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_empty_log_is_whole(db):
    assert verify_chain().whole


def test_an_untouched_log_is_whole(entries):
    verdict = verify_chain()
    assert (verdict.whole, verdict.checked) == (True, 4)


@pytest.mark.parametrize("change", ["rows = 99", "name = '别人'", "why = '公务'", "kind = 'printed'", "user_id = NULL"])
def test_a_changed_entry_is_named(entries, change):
    tamper(f"UPDATE access_accesslog SET {change} WHERE number = 2")  # noqa: S608 - words of this test
    assert verify_chain().broken_at == 2


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_removed_entry_is_named_even_the_last(entries, number):
    Look.objects.filter(entry__number=number).delete()
    AccessLog.objects.filter(number=number).delete()
    assert verify_chain().broken_at == number


def test_a_log_emptied_whole_is_not_whole(entries):
    Look.objects.all().delete()
    AccessLog.objects.all().delete()
    assert verify_chain().broken_at == 1


def test_exchanged_entries_are_named(entries):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        AccessLog.objects.filter(number=old).update(number=new)
    assert verify_chain().broken_at == 2


def planted(number: int, previous: int) -> None:
    """An entry with a hash that fits the one before, as somebody would plant it who knows how the chain is made."""
    before = AccessLog.objects.get(number=previous)
    entry = AccessLog.objects.create(number=number, at=before.at, kind=Kind.PRINTED)
    AccessLog.objects.filter(pk=entry.pk).update(hash=link_hash(before.hash, entry.content))


def test_an_entry_inserted_between_is_named(entries):
    for number in (4, 3):
        AccessLog.objects.filter(number=number).update(number=number + 1)
    planted(3, previous=2)
    assert verify_chain().broken_at == 4


def test_an_entry_put_behind_the_last_is_named(entries):
    planted(5, previous=4)
    assert verify_chain().broken_at == 5


def test_a_head_that_was_changed_shows(entries):
    ChainHead.objects.update(hash="0" * 64)
    assert verify_chain().broken_at == 4


def test_who_was_looked_at_is_part_of_the_chain(entries, city):
    look = Look.objects.get(entry__number=3)
    Look.objects.filter(pk=look.pk).update(bits=look.bits + 1)
    assert verify_chain().broken_at == 3


def test_an_entry_about_many_people_takes_few_rows_and_tells_each_of_them(city):
    people = [*range(1, 1000), 10**9]
    entry = note(Kind.EXPORTED, by=city.officer, people=people)
    assert entry.people == people
    assert Look.objects.count() < 20
    for person in (1, Look.SPAN - 1, Look.SPAN, 999, 10**9):
        assert Look.objects.at_person(person).get().entry == entry
    for person in (1000, 10**9 - 1, 10**9 + 1):
        assert not Look.objects.at_person(person).exists()


@given(st.sets(st.integers(1, 10**12), max_size=40), st.integers(1, 10**12))
def test_a_look_tells_of_exactly_those_it_was_written_for(people, other):
    looks = Look.at(AccessLog(), people)
    assert sorted(person for look in looks for person in look.people) == sorted(people)
    assert all(0 < look.bits < 2**63 for look in looks)
    assert other in people or all(other not in look.people for look in looks)


def test_entries_join_the_chain_after_their_transaction_and_not_before(city, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = note(Kind.PRINTED, by=city.officer)
        assert entry.number is None
    assert AccessLog.objects.get(pk=entry.pk).number == 1


def test_what_a_killed_process_left_behind_joins_the_chain_later(city):
    note(Kind.PRINTED, by=city.officer)
    assert (chain_entries(), chain_entries()) == (1, 0)


def test_people_are_told_who_looked_at_them(entries, city):
    assert [look.entry.rows for look in looks_at(city.villager.person)] == [4, 3, 2, 1]
    assert not looks_at(city.officer.person).exists()


def test_the_daily_check_fails_where_the_chain_is_broken(entries):
    assert verify_log(None)["checked"] == 4
    tamper("UPDATE access_accesslog SET why = '公务' WHERE number = 2")
    with pytest.raises(ChainBroken, match="第 2 条"):
        verify_log(None)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("audit_admin", 4), ("auditor", 4), ("officer", 0), ("leader", 0), ("system_admin", 0), ("security_admin", 0)],
)
def test_who_reads_the_log(city, entries, who, sees):
    assert AccessLog.objects.visible_to(city.user(who)).count() == sees


class TestUnmasking:
    def test_what_is_shown_of_several_people_is_one_entry_that_counts_them(self, city):
        people = [city.villager.person_id, city.other_villager.person_id]
        places = [city.village, city.other_village]
        unmask(places=places, people=people, what="人员：手机号", by=city.user("jinan_officer"), why="核实情况")
        entry = AccessLog.objects.get(kind=Kind.UNMASKED)
        assert (entry.rows, entry.why, entry.people) == (2, "核实情况", sorted(people))

    @pytest.mark.parametrize(
        "who", ["villager", "auditor", "shucheng_officer", "system_admin", "audit_admin", "resident"]
    )
    def test_without_the_right_nothing_is_logged_or_shown(self, city, who):
        with pytest.raises(CannotUnmask, match="权限"):
            unmask(places=[city.village], people=[], what="", by=city.user(who), why="核实情况")
        assert not AccessLog.objects.exists()

    def test_the_right_is_needed_at_every_place(self, city):
        with pytest.raises(CannotUnmask, match="权限"):
            unmask(
                places=[city.village, city.far_village], people=[], what="", by=city.user("jinan_officer"), why="核实"
            )

    def test_without_a_reason_nothing_is_shown(self, city):
        with pytest.raises(CannotUnmask, match="事由"):
            unmask(places=[city.village], people=[], what="", by=city.user("officer"), why=" ")

    @pytest.mark.parametrize(
        ("who", "name"), [("officer", "测小甲"), ("villager", "测小甲"), ("auditor", "测*甲"), ("resident", "测*甲")]
    )
    def test_names_are_masked_by_role(self, city, who, name):
        person = add_person(name="测小甲", unit=city.village, by=None)
        assert shown_name(person, city.user(who)) == name
