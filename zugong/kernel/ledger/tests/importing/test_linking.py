"""Which record a text means."""

import pytest

from zugong.kernel.ledger.importing.linking import Unclear, links_for
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Person, Unit


@pytest.fixture
def namesakes(city):
    """A village of the same name in another township."""
    return add_unit(code="341502101201", name="甲河村村委会", kind="village", parent=city.matou, by=None)


@pytest.mark.parametrize(
    "text",
    [
        "341502100202",
        "乙岗村村委会",
        "木厂镇乙岗村村委会",
        "金安区木厂镇乙岗村村委会",
        "木厂镇/乙岗村村委会",
        "金安区 乙岗村村委会",
    ],
)
def test_a_unit_is_known_by_code_by_name_and_by_a_name_with_those_above(city, text):
    assert links_for(Unit.objects.all(), city.officer).meant(text) == city.other_village


def test_namesakes_are_told_apart_by_their_township(city, namesakes):
    links = links_for(Unit.objects.all(), city.officer)
    unclear = links.meant("甲河村村委会")
    assert isinstance(unclear, Unclear)
    assert set(unclear.suggestions) == {"金安区木厂镇甲河村村委会", "金安区马头镇甲河村村委会"}
    assert [links.meant(text) for text in unclear.suggestions] == [city.village, namesakes]


def test_an_unknown_unit_brings_the_like_ones_to_mind(city):
    unclear = links_for(Unit.objects.all(), city.officer).meant("乙冈村村委会")
    assert unclear.suggestions == ("乙岗村村委会",)


def test_what_may_not_be_seen_is_not_found_nor_brought_to_mind(city):
    seen = Unit.objects.visible_to(city.user("jinan_officer"))
    hidden, absent = (
        links_for(seen, city.officer).meant("丙畈村村委会"),
        links_for(seen, city.officer).meant("没有的村"),
    )
    assert hidden == absent == Unclear(absent.reason)


def test_people_of_one_name_are_told_apart_by_their_unit(city):
    here, there = (Person.objects.create(name="某人", unit=unit) for unit in (city.village, city.other_village))
    links = links_for(Person.objects.all(), city.officer)
    unclear = links.meant("某人")
    assert unclear.suggestions == ("某人（甲河村村委会）", "某人（乙岗村村委会）")
    assert [links.meant(text) for text in unclear.suggestions] == [here, there]


def test_people_are_named_as_their_reader_may_see_them(city):
    for unit in (city.village, city.other_village):
        Person.objects.create(name="李某人", unit=unit)
    unclear = links_for(Person.objects.all(), city.user("auditor")).meant("李某人")
    assert "李某人" not in unclear.reason
    assert "甲河村村委会" in unclear.reason
    assert unclear.suggestions == (), "what is masked cannot be looked up again"
