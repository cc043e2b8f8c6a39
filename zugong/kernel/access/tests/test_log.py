import pytest
from django.db import connection

from zugong.kernel.access.log import note, verify_chain
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.testing import small_city
from zugong.kernel.access.unmasking import CannotUnmask, shown_name, unmask
from zugong.kernel.registry.people import add_person

Kind = AccessLog.Kind


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def entries(city):
    for rows in range(1, 5):
        note(Kind.EXPORTED, by=city.officer, what="单位", rows=rows, unit=city.jinan)


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
    tamper("DELETE FROM access_accesslog WHERE number = %s", number)
    assert verify_chain().broken_at == number


def test_a_log_emptied_whole_is_not_whole(entries):
    tamper("DELETE FROM access_accesslog")
    assert verify_chain().broken_at == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [("audit_admin", 4), ("auditor", 4), ("officer", 0), ("leader", 0), ("system_admin", 0), ("security_admin", 0)],
)
def test_who_reads_the_log(city, entries, who, sees):
    assert AccessLog.objects.visible_to(city.user(who)).count() == sees


class TestUnmasking:
    @pytest.fixture
    def person(self, city):
        return add_person(name="测小甲", unit=city.village, phone="13812345678", by=None)

    def test_a_value_is_shown_for_a_reason_that_is_written_down(self, city, person):
        assert unmask(person=person, place="phone", by=city.user("jinan_officer"), why="核实情况") == "13812345678"
        entry = AccessLog.objects.get(kind=Kind.UNMASKED)
        assert (entry.user, entry.why, entry.unit) == (city.jinan_officer, "核实情况", city.village)
        assert "13812345678" not in entry.what

    @pytest.mark.parametrize(
        "who", ["villager", "auditor", "shucheng_officer", "system_admin", "audit_admin", "resident"]
    )
    def test_without_the_right_nothing_is_shown_or_logged(self, city, person, who):
        with pytest.raises(CannotUnmask, match="权限"):
            unmask(person=person, place="phone", by=city.user(who), why="核实情况")
        assert not AccessLog.objects.exists()

    def test_without_a_reason_nothing_is_shown(self, city, person):
        with pytest.raises(CannotUnmask, match="事由"):
            unmask(person=person, place="phone", by=city.user("officer"), why=" ")

    def test_other_fields_cannot_be_asked_for(self, city, person):
        with pytest.raises(CannotUnmask):
            unmask(person=person, place="data_key", by=city.user("officer"), why="核实情况")

    @pytest.mark.parametrize(
        ("who", "name"), [("officer", "测小甲"), ("villager", "测小甲"), ("auditor", "测*甲"), ("resident", "测*甲")]
    )
    def test_names_are_masked_by_role(self, city, person, who, name):
        assert shown_name(person, city.user(who)) == name
