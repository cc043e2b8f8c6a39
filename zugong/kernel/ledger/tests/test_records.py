"""The record's page, its form, voiding and restoring."""

import pytest

from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.ledger import sections
from zugong.kernel.ledger.columns import worded
from zugong.kernel.registry.models import Person, Post


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


def url(post, verb="") -> str:
    return f"/ledgers/trial-posts/{post.pk}/{verb}"


def typed(post, **changes) -> dict:
    values = {"person": post.person_id, "unit": post.unit_id, "title": post.title, "start_date": "2023-01-01"}
    return values | {"seen_version": post.version} | changes


def test_a_sibling_gets_404_and_nothing_is_written(as_, appoint):
    post = appoint("书记", "village")
    client = as_("shucheng_officer")
    assert client.get(url(post)).status_code == 404
    assert client.get(url(post, "edit/")).status_code == 404
    assert client.post(url(post, "edit/"), typed(post, title="抢")).status_code == 404
    assert client.post(url(post, "void/"), {"why": "抢"}).status_code == 404
    post.refresh_from_db()
    assert (post.title, post.voided_at) == ("书记", None)


def test_who_reads_but_may_not_edit_is_refused(as_, appoint):
    post = appoint("书记", "village")
    client = as_("villager")
    assert client.get(url(post)).status_code == 200
    assert client.get(url(post, "edit/")).status_code == 403
    assert client.post(url(post, "edit/"), typed(post, title="改")).status_code == 403
    assert client.post(url(post, "void/"), {"why": "改"}).status_code == 403
    assert client.get("/ledgers/trial-posts/new/").status_code == 403
    assert Post.objects.get().title == "书记"


def test_an_edit_is_in_the_history_with_names_before_and_after(as_, appoint, city):
    post = appoint("书记", "village")
    client = as_("officer")
    response = client.post(url(post, "edit/"), typed(post, unit=city.other_village.pk))
    assert response.status_code == 302
    event = client.get(url(post)).context["events"][0]
    assert event.by == str(city.officer)
    assert [(str(v.label), v.before, v.after) for v in event.values] == [("单位", "甲河村村委会", "乙岗村村委会")]


def test_a_new_record_is_made_by_its_form(as_, city):
    person = Person.objects.create(name="某人", unit=city.village)
    values = {"person": person.pk, "unit": city.village.pk, "title": "文书", "start_date": ""}
    assert as_("jinan_officer").post("/ledgers/trial-posts/new/", values).status_code == 302
    post = Post.objects.get()
    assert (post.title, post.version) == ("文书", 1)
    assert Change.objects.get(record_id=post.pk, kind=Change.Kind.CREATED, after__title="文书").by == city.jinan_officer


def test_a_unit_out_of_reach_cannot_be_chosen(as_, appoint, city):
    post = appoint("书记", "village")
    response = as_("jinan_officer").post(url(post, "edit/"), typed(post, unit=city.far_village.pk))
    assert response.status_code == 200
    assert response.context["form"].errors["unit"]
    post.refresh_from_db()
    assert post.unit == city.village


def test_a_unit_that_is_seen_but_not_written_for_is_refused(as_, appoint, city, monkeypatch):
    from zugong.kernel.access.models import Grant

    Grant.objects.create(user=city.jinan_officer, role="auditor", unit=city.shucheng)
    post = appoint("书记", "village")
    response = as_("jinan_officer").post(url(post, "edit/"), typed(post, unit=city.far_village.pk))
    assert "不能为该单位" in response.text
    post.refresh_from_db()
    assert post.unit == city.village


def test_an_error_keeps_what_was_typed(as_, appoint):
    post = appoint("书记", "village")
    response = as_("officer").post(url(post, "edit/"), typed(post, title="很长" * 40))
    assert response.context["form"].errors["title"]
    assert "很长" * 40 in response.text


def test_two_people_at_once_both_values_are_shown_and_nothing_is_lost(as_, appoint, city):
    post = appoint("书记", "village")
    mine = typed(post, title="第一书记")
    post.title = "副书记"
    writing.save(post, by=city.leader)
    client = as_("officer")
    response = client.post(url(post, "edit/"), mine)
    assert response.status_code == 409
    assert [(theirs, ours) for _, theirs, ours in response.context["differences"]] == [("副书记", "第一书记")]
    post.refresh_from_db()
    assert post.title == "副书记"
    again = typed(post, title="第一书记", seen_version=response.context["form"]["seen_version"].value())
    assert client.post(url(post, "edit/"), again).status_code == 302
    post.refresh_from_db()
    assert post.title == "第一书记"


def test_a_form_without_the_version_seen_overwrites_nothing(as_, appoint):
    post = appoint("书记", "village")
    values = typed(post, title="改")
    del values["seen_version"]
    assert as_("officer").post(url(post, "edit/"), values).status_code == 409
    post.refresh_from_db()
    assert post.title == "书记"


def test_voiding_needs_a_reason_and_can_be_taken_back(as_, appoint):
    post = appoint("书记", "village")
    client = as_("officer")
    client.post(url(post, "void/"), {"why": " "})
    assert Post.objects.count() == 1
    client.post(url(post, "void/"), {"why": "重复"})
    assert Post.objects.count() == 0
    assert "重复" in client.get(url(post)).text
    assert [line["cells"][0]["text"] for line in client.get("/ledgers/trial-posts/?voided=1").context["lines"]] == [
        "书记"
    ]
    client.post(url(post, "restore/"), {"why": "弄错"})
    assert Post.objects.count() == 1


def test_a_voided_record_cannot_be_edited_and_is_gone_for_readers(as_, appoint):
    post = appoint("书记", "village")
    client = as_("officer")
    client.post(url(post, "void/"), {"why": "重复"})
    assert client.post(url(post, "edit/"), typed(post, title="改")).status_code == 403
    client = as_("villager")
    assert client.get(url(post)).status_code == 404
    assert client.get("/ledgers/trial-posts/?voided=1").context["lines"] == []


def test_other_parts_add_sections_to_the_page(as_, appoint, city):
    post = appoint("书记", "village")

    def provider(record, user):
        return sections.Section("别处的内容", "components/messages.html", {}) if user == city.officer else None

    sections.register(Post, provider)
    try:
        assert "别处的内容" in as_("officer").get(url(post)).text
        assert "别处的内容" not in as_("villager").get(url(post)).text
    finally:
        sections._providers.pop(Post)


def test_a_long_history_is_paged(as_, appoint, city):
    post = appoint("书记", "village")
    for number in range(25):
        post.title = f"书记{number}"
        writing.save(post, by=city.officer)
    client = as_("officer")
    first = client.get(url(post)).context
    assert (len(first["events"]), first["later"], first["earlier"]) == (20, None, 20)
    rest = client.get(url(post) + "?from=20").context
    assert (len(rest["events"]), rest["later"], rest["earlier"]) == (6, 0, None)


@pytest.mark.parametrize("start", ["-1", "x", "999999999999999999999999"])
def test_a_place_in_the_history_that_does_not_exist_breaks_nothing(as_, appoint, start):
    assert as_("officer").get(url(appoint("书记", "village")) + f"?from={start}").status_code == 200


def test_the_digits_of_a_year_are_not_grouped():
    assert [worded("year", 2023), worded("year", None), worded("number", 2023)] == ["2023", "", "2,023"]
