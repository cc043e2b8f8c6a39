"""Saved filters: what one comes back to, alone or with the unit; and which columns are shown."""

import pytest

from zugong.kernel.ledger.models import SavedFilter

URL = "/ledgers/trial-posts/"


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


def keep(client, name="在任书记", shared=False, query="title__icontains=书记&sort=-title&cols=title,unit"):
    values = {"name": name} | ({"shared": "1"} if shared else {})
    return client.post(f"{URL}saved/?{query}", values)


def offered(client) -> list[str]:
    return [chip["saved"].name for chip in client.get(URL).context["chips"]]


def test_filters_order_and_columns_are_kept_and_found_again(as_, appoint):
    appoint("村书记", "village"), appoint("村主任", "village")
    client = as_("officer")
    keep(client)
    saved = SavedFilter.objects.get()
    response = client.get(f"{URL}saved/{saved.pk}/", follow=True)
    assert [[cell["text"] for cell in line["cells"]] for line in response.context["lines"]] == [
        ["村书记", "甲河村村委会"]
    ]
    assert response.context["listing"].sort == "-title"
    assert [chip["current"] for chip in response.context["chips"]] == [True]


def test_a_page_is_not_part_of_it(as_):
    keep(as_("officer"), query="title__icontains=书记&page=3")
    assert "page" not in SavedFilter.objects.get().query


def test_ones_own_are_for_oneself_and_shared_ones_for_the_unit(as_, city):
    keep(as_("jinan_officer"), "自用"), keep(as_("jinan_officer"), "共用", shared=True)
    assert offered(as_("jinan_officer")) == sorted(["自用", "共用"])
    assert offered(as_("jinan_signer")) == ["共用"]
    assert offered(as_("shucheng_officer")) == []
    assert offered(as_("officer")) == []


def test_the_link_of_somebody_elses_own_filter_leads_nowhere(as_):
    keep(as_("jinan_officer"))
    assert as_("jinan_signer").get(f"{URL}saved/{SavedFilter.objects.get().pk}/").status_code == 404


def test_the_same_name_is_taken_over_and_not_doubled(as_):
    client = as_("officer")
    keep(client), keep(client, query="title__icontains=主任")
    assert "%E4%B8%BB%E4%BB%BB" in SavedFilter.objects.get().query


@pytest.mark.parametrize(
    ("name", "query"), [(" ", "title__icontains=书记"), ("空", ""), ("长", "title__icontains=" + "长" * 700)]
)
def test_nothing_is_kept_without_a_name_or_a_filter(as_, name, query):
    keep(as_("officer"), name, query=query)
    assert not SavedFilter.objects.exists()


def test_only_its_owner_drops_it(as_):
    keep(as_("jinan_officer"), shared=True)
    saved = SavedFilter.objects.get()
    as_("jinan_signer").post(f"{URL}saved/{saved.pk}/drop/")
    assert offered(as_("jinan_signer")) == ["在任书记"]
    as_("jinan_officer").post(f"{URL}saved/{saved.pk}/drop/")
    assert offered(as_("jinan_signer")) == []
    assert SavedFilter.with_voided.get().voided_why


def test_chosen_columns_are_shown_in_the_order_asked_for_and_kept_by_filters(as_, appoint):
    appoint("书记", "village")
    client = as_("officer")
    response = client.get(URL, {"cols": ["unit", "title"]})
    assert [str(head["label"]) for head in response.context["listing"].heads] == ["单位", "职务"]
    assert 'name="cols" value="unit,title"' in response.text
    assert len(client.get(URL, {"cols": "nothing"}).context["listing"].columns) == 5
