"""No number of a person stands in an address, and lists are found by it all the same."""

import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.ledger.declaring import Ledger, withdraw
from zugong.kernel.ledger.models import Export, SavedFilter
from zugong.kernel.ledger.sealed_queries import KEPT, kept_words, told, typed
from zugong.kernel.registry.models import Person
from zugong.kernel.registry.people import add_person
from zugong.kernel.sealing.masks import STARS

URL = "/ledgers/trial-people/"
PHONE = "13812345678"
IDENTITY = "34150219800101123X"


@pytest.fixture(autouse=True)
def _ledger(city):
    class People(Ledger):
        """People, for trial."""

        model = Person
        name = "trial-people"
        columns = ["name", "unit", "phone"]
        filters = {"phone": ["exact"], "unit": ["within"]}
        form_fields = ["name", "unit", "phone"]
        search_fields = ["name", "phone"]
        ordering = ["name"]

    yield
    withdraw("trial-people")


@pytest.fixture
def person(city):
    return add_person(name="测小甲", unit=city.village, phone=PHONE, by=None)


@pytest.fixture
def officer(as_, person):
    return as_("jinan_officer")


def names(page) -> list[str]:
    return [line["cells"][0]["text"] for line in page.context["lines"]]


@pytest.mark.parametrize("sent", [{"phone": PHONE}, {"phone": "138 1234-5678"}, {"q": PHONE}, {"q": f"测小甲{PHONE}"}])
def test_a_filter_is_sent_in_the_body_and_leads_to_an_address_without_the_number(officer, sent):
    answer = officer.post(URL, {**sent, "unit__within": ""})
    assert answer.status_code == 303
    assert KEPT.rstrip(":") in answer["Location"]
    assert not re.search(r"\d{11}(?![0-9a-f])", answer["Location"])
    assert "unit__within" not in answer["Location"]
    page = officer.get(answer["Location"])
    assert names(page) == ["测小甲"]
    assert PHONE not in page.text
    assert STARS in page.context["listing"].in_words


def test_htmx_is_led_the_same_way_and_gets_the_table_alone(officer):
    headers = {"HX-Request": "true", "HX-Target": "rows"}
    answer = officer.post(URL, {"phone": PHONE}, headers=headers)
    table = officer.get(answer["Location"], headers=headers)
    assert "<html" not in table.text
    assert names(table) == ["测小甲"]


def test_what_was_asked_stays_in_force_when_another_filter_is_changed(officer, city):
    add_person(name="测小乙", unit=city.village, phone="13912345678", by=None)
    page = officer.post(URL, {"phone": PHONE}, follow=True)
    held = re.search(r'name="phone-kept" value="([^"]+)"', page.text)[1]
    again = officer.post(URL, {"phone": STARS, "phone-kept": held, "unit__within": city.village.pk}, follow=True)
    assert names(again) == ["测小甲"]
    other = officer.post(URL, {"phone": "13912345678", "phone-kept": held}, follow=True)
    assert names(other) == ["测小乙"]
    cleared = officer.post(URL, {"phone": "", "phone-kept": held})
    assert cleared["Location"] == f"{URL}?"


def test_an_old_address_with_a_number_leads_to_one_without(officer):
    answer = officer.get(URL, {"phone": PHONE})
    assert (answer.status_code, PHONE in answer["Location"]) == (303, False)


def test_neither_links_nor_saved_filters_nor_exports_hold_the_number(officer, city):
    page = officer.post(URL, {"q": PHONE}, follow=True)
    address = page.request["QUERY_STRING"]
    officer.post(f"{URL}saved/?{address}", {"name": "常用"})
    officer.post(f"{URL}export/ask.xlsx?q={PHONE}", {"why": "核对", "opened": ["phone"]})
    kept = f"{SavedFilter.objects.get().query} {Export.objects.get().query} {Export.objects.get().in_words}"
    assert PHONE not in kept
    assert PHONE not in page.text
    assert names(officer.get(f"{URL}saved/{SavedFilter.objects.get().pk}/", follow=True)) == ["测小甲"]


def test_the_search_of_the_platform_and_the_picker_take_what_is_typed_in_the_body(officer):
    answer = officer.post("/search/", {"q": PHONE})
    assert (answer.status_code, PHONE in answer["Location"]) == (303, False)
    page = officer.get(answer["Location"])
    assert "测小甲" in page.text
    assert PHONE not in page.text
    suggested = officer.post("/search/suggestions/", {"q": PHONE})
    assert "测小甲" in suggested.text
    assert PHONE not in suggested.text
    assert "测小甲" in officer.post("/pick/registry.person/", {"q": PHONE}).text


def test_a_number_in_the_address_of_the_search_is_taken_out(officer):
    assert IDENTITY not in officer.get("/search/", {"q": IDENTITY})["Location"]


@pytest.mark.parametrize(
    "text",
    [
        PHONE,
        "138-1234-5678",
        "+8613812345678",
        "１３８１２３４５６７８",
        IDENTITY,
        IDENTITY.lower(),
        "341502198001011230",
    ],
)
def test_numbers_of_people_are_known_however_they_are_written(text):
    assert told(kept_words(text)) == STARS
    assert told(kept_words(f"张三 {text.replace('-', '')}电话")) == f"张三 {STARS} 电话"


@pytest.mark.parametrize(
    "text", ["341502100201", "金安区 甲河村", "2023 年", "91341500MA2MQ3XX7A", "（甲）村", "12345678901"]
)
def test_other_words_stay_what_they_are(text):
    assert kept_words(text) == text


@given(st.text(max_size=40))
def test_what_is_kept_holds_no_number_and_is_kept_once(text):
    once = kept_words(text)
    assert kept_words(once) == once
    assert PHONE not in kept_words(f"{text} {PHONE} {text}")


def test_stars_that_stand_for_nothing_are_words_like_others():
    assert typed(QueryDict(f"q={STARS}"), "q") == STARS
    assert typed(QueryDict(f"q=甲 {STARS}&q-kept={KEPT}ab"), "q") == f"甲 {KEPT}ab"
