"""The search and the picker find what the user may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.ledger import searching
from zugong.kernel.ledger.searching import Hit


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


def choices(response) -> list[str]:
    return [choice["name"] for choice in response.context["choices"]]


@pytest.mark.parametrize("text", ["甲河", "jhc", "341502100201"])
def test_a_unit_is_picked_by_name_initials_or_code(as_, text):
    assert choices(as_("officer").get("/pick/registry.unit/", {"q": text})) == ["甲河村村委会"]


def test_a_picker_offers_nothing_out_of_reach(as_):
    assert choices(as_("jinan_officer").get("/pick/registry.unit/", {"q": "丙畈"})) == []


@pytest.mark.parametrize("label", ["access.grant", "nothing.at_all", "nothing", "history.change", "sessions.session"])
def test_only_units_and_records_with_a_searched_ledger_are_picked(as_, label):
    assert as_("officer").get(f"/pick/{label}/", {"q": "a"}).status_code == 404


def test_the_search_looks_through_ledgers_and_what_is_registered(as_, appoint, city):
    appoint("村书记", "village"), appoint("村书记", "far_village")
    searching.register("别的", lambda user, text, limit: [Hit("别处", "", "/else/")] if text == "村书记" else [])
    try:
        response = as_("jinan_officer").get("/search/", {"q": "村书记"})
    finally:
        searching._searches.pop("别的")
    found = {str(one.label): one.hits for one in response.context["found"]}
    assert len(found["任职"]) == 1
    assert found["别的"][0].url == "/else/"


def test_what_bears_the_very_name_comes_before_what_begins_with_it_and_what_contains_it(as_, appoint):
    for title in "老村书记", "村书记助理", "村书记":
        appoint(title, "village")
    hits = as_("officer").get("/search/", {"q": "村书记"}).context["found"][-1].hits
    assert [hit.title.split()[-1] for hit in hits] == ["村书记", "村书记助理", "老村书记"]


def test_more_hits_than_are_shown_lead_to_the_list(as_, appoint):
    for _ in range(searching.SHOWN + 1):
        appoint("护林员", "village")
    client = as_("officer")
    one = client.get("/search/", {"q": "护林员"}).context["found"][-1]
    assert len(one.hits) == searching.SHOWN
    assert client.get(one.more).context["listing"].page.paginator.count == searching.SHOWN + 1


@pytest.mark.parametrize("text", ["", " ", "%", "'", "\\", "\0", "x" * 500])
def test_odd_words_find_nothing_and_break_nothing(as_, text):
    assert as_("officer").get("/search/", {"q": text}).context["found"] == []


def test_suggestions_are_the_nearest_of_each_kind_with_how_many_there_are(as_, appoint):
    for number in range(5):
        appoint(f"护林员{number}", "village")
    appoint("护林员9", "far_village")
    found = as_("jinan_officer").get("/search/suggestions/", {"q": "护林员"}).context["found"][-1]
    assert ([hit.title.split()[-1] for hit in found.hits], found.count) == (["护林员0", "护林员1", "护林员2"], 5)
    assert found.more.startswith("/ledgers/")


def test_counting_asks_nothing_more(as_, appoint, django_assert_num_queries):
    client = as_("officer")
    client.get("/search/suggestions/", {"q": "护林员"})
    with CaptureQueriesContext(connection) as few:
        client.get("/search/suggestions/", {"q": "护林员"})
    for _ in range(9):
        appoint("护林员", "village")
    with django_assert_num_queries(len(few)):
        client.get("/search/suggestions/", {"q": "护林员"})


def test_nothing_typed_suggests_nothing(as_):
    assert as_("officer").get("/search/suggestions/", {"q": " "}).text.strip() == ""
