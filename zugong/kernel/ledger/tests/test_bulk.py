"""Bulk changes: each row judged by its own form, written all or not at all, each with its entry."""

import pytest

from zugong.kernel.access.models import Grant
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.ledger import bulk
from zugong.kernel.registry.models import Post

URL = "/ledgers/trial-posts/bulk/"


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


@pytest.fixture
def two(appoint):
    return [appoint("书记", "village"), appoint("主任", "other_village")]


def chosen(client, *posts) -> str:
    return client.get(URL, {"row": [post.pk for post in posts]}).context["chosen"]


def sent(client, token, step="take", why="换届后统一改称", **values):
    return client.post(URL, {"chosen": token, "step": step, "why": why, "change": list(values)} | values)


def titles() -> list[str]:
    return sorted(Post.objects.values_list("title", flat=True))


def test_ticked_rows_change_each_with_an_entry_and_the_reason(as_, city, two):
    client = as_("officer")
    assert sent(client, chosen(client, *two), title="村干部").status_code == 302
    assert titles() == ["村干部", "村干部"]
    found = Change.objects.filter(model__model="post", kind="edited").values_list("after", "why", "by__username")
    assert list(found) == [({"title": "村干部"}, "换届后统一改称", "officer")] * 2


def test_the_preview_says_how_many_change_and_writes_nothing(as_, two):
    client = as_("officer")
    context = sent(client, chosen(client, *two), step="judge", title="书记").context
    assert (context["changing"], context["same"], context["refused"]) == (1, 1, [])
    assert "乙岗村村委会 主任" in context["first"]
    assert titles() == sorted(["书记", "主任"])


def test_fields_that_were_not_chosen_stay_whatever_was_sent(as_, two):
    client = as_("officer")
    values = {"chosen": chosen(client, *two), "step": "take", "why": "改称", "change": ["title"], "title": "甲"}
    client.post(URL, values | {"start_date": "1999-01-01"})
    assert set(Post.objects.values_list("title", "start_date__year")) == {("甲", 2023)}


def test_all_that_the_filter_finds_can_be_chosen(as_, city, two, appoint):
    appoint("远", "far_village")
    context = as_("officer").get(URL, {"unit__within": city.jinan.pk, "all": "1"}).context
    assert context["count"] == 2


def test_a_row_that_one_reads_and_may_not_edit_stops_all_and_is_named(as_, city, appoint):
    Grant.objects.create(user=city.township_officer, role="auditor", unit=city.jinan)
    own, read = appoint("书记", "village"), appoint("镇长", "matou")
    client = as_("township_officer")
    assert client.get(URL, {"row": [own.pk, read.pk]}).context["count"] == 1
    response = sent(client, bulk.seal([own, read]), title="村干部")
    assert [pk for pk, _, _ in response.context["refused"]] == [read.pk]
    assert titles() == sorted(["书记", "镇长"])


def test_a_row_that_is_gone_stops_all(as_, two):
    client = as_("officer")
    token = chosen(client, *two)
    writing.void(two[0], by=None, why="重复")
    response = client.post(
        URL, {"chosen": token, "step": "take", "why": "改", "change": ["title"], "title": "甲"}, follow=True
    )
    assert "1 条已不在" in response.text
    assert titles() == ["主任"]


def test_a_value_that_one_row_does_not_bear_is_refused_by_its_own_form(as_, two):
    ended = two[0]
    ended.end_date = "2023-03-01"
    writing.save(ended, by=None)
    client = as_("officer")
    response = sent(client, chosen(client, *two), start_date="2023-05-01")
    assert "早于任职日期" in response.text
    assert [pk for pk, _, _ in response.context["refused"]] == [ended.pk]
    assert set(Post.objects.values_list("start_date__month", flat=True)) == {1}


def test_without_the_refused_rows_the_others_go_through(as_, two):
    ended, other = two
    ended.end_date = "2023-03-01"
    writing.save(ended, by=None)
    client = as_("officer")
    refused = sent(client, chosen(client, *two), start_date="2023-05-01").context
    values = {"chosen": refused["chosen"], "step": "without", "leave": [ended.pk], "change": ["start_date"]}
    again = client.post(URL, values | {"start_date": "2023-05-01"}).context
    assert (again["changing"], again["refused"]) == (1, [])
    sent(client, again["chosen"], start_date="2023-05-01")
    other.refresh_from_db()
    assert other.start_date.month == 5


def test_a_row_changed_meanwhile_is_refused(as_, city, two):
    client = as_("officer")
    token = chosen(client, *two)
    two[0].title = "副书记"
    writing.save(two[0], by=city.leader)
    response = sent(client, token, title="村干部")
    assert "他人已修改" in response.text
    assert titles() == sorted(["副书记", "主任"])


def test_a_reason_and_a_field_are_needed(as_, two):
    client = as_("officer")
    token = chosen(client, *two)
    assert "请写明原因" in sent(client, token, why=" ", title="村干部").text
    assert "请至少选择一项" in sent(client, token).text
    assert titles() == sorted(["书记", "主任"])


def test_rows_out_of_reach_are_not_chosen_and_a_forged_choice_is_not_taken(as_, two, appoint):
    far = appoint("远", "far_village")
    client = as_("jinan_officer")
    assert client.get(URL, {"row": [far.pk]}).status_code == 302
    assert sent(client, "forged", title="抢").status_code == 302
    assert sent(client, bulk.seal([far]), title="抢").status_code == 302
    assert "抢" not in titles()


def test_who_may_not_edit_is_refused(as_, two):
    assert as_("villager").get(URL, {"row": [two[0].pk]}).status_code == 403
    assert sent(as_("villager"), bulk.seal(two), title="抢").status_code == 403


def test_too_many_rows_ask_for_a_filter(as_, two, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 1)
    assert as_("officer").get(URL, {"all": "1"}).status_code == 302


def test_the_list_offers_boxes_to_who_may_edit_only(as_, two):
    assert 'name="row"' in as_("officer").get("/ledgers/trial-posts/").text
    assert 'name="row"' not in as_("villager").get("/ledgers/trial-posts/").text
