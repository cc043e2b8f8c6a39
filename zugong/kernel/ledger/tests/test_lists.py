"""The list: what is in it, in which order, how much of it, and what htmx gets."""

import io

import pytest
from openpyxl import load_workbook

from zugong.kernel.access.models import AccessLog, Grant
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger import listing

URL = "/ledgers/trial-posts/"


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


def shown(response) -> list[str]:
    return [line["cells"][0]["text"] for line in response.context["lines"]]


def test_a_user_sees_the_rows_of_the_own_subtree_only(as_, appoint):
    appoint("近", "village"), appoint("远", "far_village")
    assert shown(as_("jinan_officer").get(URL)) == ["近"]
    assert shown(as_("villager").get(URL)) == ["近"]
    assert shown(as_("shucheng_officer").get(URL)) == ["远"]
    assert shown(as_("resident").get(URL)) == []


def test_htmx_gets_the_table_alone(as_, appoint):
    appoint("书记", "village")
    response = as_("officer").get(URL, headers={"HX-Request": "true", "HX-Target": "rows"})
    assert "<html" not in response.text
    assert "书记" in response.text
    assert "HX-Request" in response["Vary"]


def test_filters_narrow_by_text_by_date_and_by_subtree(as_, appoint, city):
    appoint("村书记", "village", day="2020-05-01"), appoint("村主任", "far_village", day="2023-02-01")
    client = as_("officer")
    assert shown(client.get(URL, {"title__icontains": "书记"})) == ["村书记"]
    assert shown(client.get(URL, {"start_date__gte": "2021-01-01"})) == ["村主任"]
    assert shown(client.get(URL, {"unit__within": city.jinan.pk})) == ["村书记"]
    assert shown(client.get(URL, {"q": "主任"})) == ["村主任"]


def test_whether_a_field_is_empty_can_be_asked(as_, appoint):
    appoint("村书记", "village")
    client = as_("officer")
    assert shown(client.get(URL, {"end_date__isnull": "true"})) == ["村书记"]
    assert shown(client.get(URL, {"end_date__isnull": "false"})) == []
    assert shown(client.get(URL, {"end_date__isnull": ""})) == ["村书记"]


def test_a_wrong_filter_shows_nothing_and_says_so(as_, appoint):
    appoint("村书记", "village")
    response = as_("officer").get(URL, {"start_date__gte": "someday"})
    assert shown(response) == []
    assert response.context["listing"].form.errors["start_date__gte"]


def test_a_unit_out_of_reach_cannot_be_filtered_by(as_, appoint, city):
    appoint("村书记", "village")
    response = as_("jinan_officer").get(URL, {"unit__within": city.shucheng.pk})
    assert shown(response) == []
    assert "舒城" not in response.text


def test_a_click_on_a_head_sorts_and_the_next_click_turns_it(as_, appoint):
    for title in "丙", "甲", "乙":
        appoint(title, "village")
    client = as_("officer")
    first = client.get(URL, {"sort": "title"})
    turned = next(head for head in first.context["listing"].heads if head["label"] == "职务")["href"]
    assert shown(client.get(URL + turned)) == shown(first)[::-1]


def test_ties_are_broken_by_the_key_in_the_direction_of_the_sort(as_, appoint):
    for title in "一", "二", "三":
        appoint(title, "village")
    assert shown(as_("officer").get(URL)) == ["三", "二", "一"]
    assert shown(as_("officer").get(URL, {"sort": "start_date"})) == ["一", "二", "三"]


@pytest.mark.parametrize("sort", ["unit__path", "nothing", "-", "pk"])
def test_rows_cannot_be_sorted_by_what_is_not_shown(as_, appoint, sort):
    appoint("一", "village")
    response = as_("officer").get(URL, {"sort": sort})
    assert response.context["listing"].sort == ""


@pytest.mark.parametrize("page", ["0", "-1", "x", "９", "999999999999999999999"])
def test_a_page_that_does_not_exist_gives_the_nearest(as_, appoint, page):
    appoint("一", "village")
    assert shown(as_("officer").get(URL, {"page": page})) == ["一"]


def test_beyond_the_last_page_a_filter_is_asked_for(as_, appoint, monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    monkeypatch.setattr(listing, "LAST_PAGE", 2)
    for title in "一", "二", "三":
        appoint(title, "village")
    response = as_("officer").get(URL, {"page": "3"})
    assert shown(response) == ["二"]
    assert response.context["listing"].too_deep


def test_an_empty_ledger_says_what_it_is_for(as_):
    assert "Who holds which post" in as_("officer").get(URL).text


def test_the_export_holds_what_the_list_shows_and_its_filter(as_, appoint, city):
    appoint("=1+1", "village"), appoint("远", "far_village")
    response = as_("officer").get(URL + "export.xlsx", {"unit__within": city.jinan.pk})
    values = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.getvalue())).active.iter_rows()]
    assert [row[0] for row in values[-2:]] == ["职务", "=1+1"]
    assert "金安区" in values[1][0]
    assert "2023-07-03" in values[1][0]


def test_an_export_is_written_to_the_access_log(as_, appoint, city):
    appoint("书记", "village")
    as_("officer").get(URL + "export.xlsx")
    entry = AccessLog.objects.get(kind=AccessLog.Kind.EXPORTED)
    assert (entry.user, entry.rows) == (city.officer, 1)


def test_who_may_not_export_gets_no_file_and_no_button(as_, appoint):
    appoint("书记", "village")
    client = as_("villager")
    assert client.get(URL + "export.xlsx").status_code == 403
    assert "export.xlsx" not in client.get(URL).text


def test_the_index_counts_what_the_user_may_see(as_, appoint):
    appoint("近", "village"), appoint("远", "far_village")
    listed = {one["ledger"].name: one for one in as_("jinan_officer").get("/ledgers/").context["ledgers"]}
    assert listed["trial-posts"]["count"] == 1
    assert listed["trial-posts"]["last"] is not None


def test_an_unknown_ledger_is_not_found(as_):
    assert as_("officer").get("/ledgers/nothing/").status_code == 404


def test_a_verb_held_in_one_township_does_not_spread_over_all_that_is_read(as_, appoint, city):
    """Reading the whole city as a signer, exporting as a township's officer: the file holds the township alone."""
    Grant.objects.create(user=city.township_officer, role="unit_signer", unit=city.city)
    appoint("近", "village"), appoint("远", "far_village")
    client = as_("township_officer")
    assert sorted(shown(client.get(URL))) == ["近", "远"]
    sheet = load_workbook(io.BytesIO(client.get(URL + "export.xlsx").getvalue())).active
    assert [cells[0] for cells in sheet.iter_rows(min_row=4, values_only=True)] == ["近"]


def test_a_read_verb_hides_the_ledger_and_the_rows_where_it_is_not_held(as_, appoint, city, posts, monkeypatch):
    monkeypatch.setattr(type(posts), "verbs", type(posts).verbs | {"read": Verb.EDIT})
    Grant.objects.create(user=city.township_officer, role="unit_signer", unit=city.city)
    near, far = appoint("近", "village"), appoint("远", "far_village")
    client = as_("township_officer")
    assert shown(client.get(URL)) == ["近"]
    assert client.get(f"{URL}{near.pk}/").status_code == 200
    assert client.get(f"{URL}{far.pk}/").status_code == 404
    assert as_("villager").get(URL).status_code == 404
