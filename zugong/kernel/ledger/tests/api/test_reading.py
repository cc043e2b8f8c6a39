"""Reading a ledger by program: scope, filters, pages."""

import pytest
from django.test import Client

from zugong.kernel.access.log import looks_at
from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.ledger.tests.api.conftest import POSTS, problem
from zugong.kernel.registry.models import Post


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    return [item["title"] for item in response.json()["items"]]


def test_a_record_is_told_with_plain_values_and_what_it_points_to(program, appoint, city):
    post = appoint("书记", "village", name="甲")
    told = program("officer").get(f"{POSTS}{post.pk}/").json()
    assert told["unit"] == {"id": city.village.pk, "name": "甲河村村委会", "code": "341502100201"}
    assert told["person"]["id"] == post.person_id
    assert (told["id"], told["version"], told["start_date"]) == (post.pk, 1, "2023-01-01")
    assert told["unit__code"] == "341502100201"


def test_a_sibling_reads_an_empty_list_and_no_record(program, appoint):
    post = appoint("书记", "village")
    sibling = program("shucheng_officer")
    assert titles(sibling.get(POSTS)) == []
    for address in (f"{POSTS}{post.pk}/", f"{POSTS}{post.pk}/history/"):
        assert problem(sibling.get(address)) == (404, "not-found")
    assert problem(sibling.send("PATCH", f"{POSTS}{post.pk}/", {"title": "抢"}, If_Match='"1"')) == (404, "not-found")
    assert problem(sibling.send("POST", f"{POSTS}{post.pk}/void/", {"why": "抢"}, If_Match='"1"')) == (404, "not-found")
    assert Post.objects.get().title == "书记"


def test_nobody_reads_without_token_or_session(addresses, appoint):
    appoint("书记", "village")
    response = Client().get(POSTS)
    assert problem(response) == (401, "unauthenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_refused_even_in_a_session(addresses, city):
    client = Client()
    client.force_login(city.user("officer"))
    assert client.get(POSTS).status_code == 200
    assert problem(client.get(POSTS, headers={"Authorization": "Bearer zg_wrong"})) == (401, "unauthenticated")


def test_a_token_opens_only_the_ledgers_of_its_scope(program, appoint):
    appoint("书记", "village")
    assert titles(program("officer", ledgers=["trial-posts"]).get(POSTS)) == ["书记"]
    assert problem(program("officer", ledgers=["units"]).get(POSTS)) == (403, "out-of-scope")


def test_the_filters_are_the_ledgers_own(program, appoint, city):
    appoint("书记", "village")
    appoint("主任", "other_village", day="2022-01-01")
    asking = program("officer")
    assert titles(asking.get(POSTS, {"title__icontains": "书"})) == ["书记"]
    assert titles(asking.get(POSTS, {"unit__within": city.muchang.pk, "start_date__lte": "2022-12-31"})) == ["主任"]
    assert titles(asking.get(POSTS, {"q": "主任"})) == ["主任"]
    assert titles(asking.get(POSTS, {"sort": "title"})) == sorted(["书记", "主任"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"titel": "书"}, "titel"),
        ({"start_date__gte": "昨天"}, "start_date__gte"),
        ({"unit__within": "999999"}, "unit__within"),
        ({"end_date__isnull": "perhaps"}, "end_date__isnull"),
        ({"sort": "phone"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "一二三"}, "cursor"),
        ({"title__icontains": ["一", "二"]}, "title__icontains"),
        ({"q": "长" * 161}, "q"),
    ],
)
def test_a_filter_that_says_nothing_is_named_and_shows_nothing(program, appoint, query, field):
    appoint("书记", "village")
    response = program("officer").get(POSTS, query)
    assert problem(response) == (422, "invalid")
    assert [mistake["field"] for mistake in response.json()["errors"]] == [field]


def test_a_misspelt_filter_is_told_what_comes_near(program):
    [mistake] = program("officer").get(POSTS, {"titel__icontains": "书"}).json()["errors"]
    assert (mistake["pointer"], "title__icontains" in mistake["suggestion"]) == ("query/titel__icontains", True)


def walked(asking, **query) -> list[str]:
    """The titles of all pages, by following the links to the next."""
    found, address = [], POSTS
    response = asking.get(address, query)
    while True:
        found += titles(response)
        address = response.json()["next"]
        assert (f'<{address}>; rel="next"' == response.headers.get("Link")) == bool(address)
        if not address:
            return found
        response = asking.get(address)


@pytest.mark.parametrize(
    "sort", ["", "title", "-title", "unit", "-unit", "person", "start_date", "-start_date", "unit__code"]
)
def test_pages_hold_each_row_once_and_in_the_order_of_the_list(program, appoint, as_, sort):
    for number in range(7):
        post = appoint(f"职务{number % 3}", ["village", "other_village"][number % 2], name=f"人{number % 4}")
        if number % 3 == 0:
            Post.objects.filter(pk=post.pk).update(start_date=None)
        Post.objects.filter(pk=post.pk).update(title=f"{post.title}-{number}")
    query = {"sort": sort} if sort else {}
    whole = titles(program("officer").get(POSTS, query))
    assert len(whole) == 7
    for limit in (1, 2, 3, 7):
        assert walked(program("officer"), limit=limit, **query) == whole
    shown = [line["cells"][0]["text"] for line in as_("officer").get("/ledgers/trial-posts/", query).context["lines"]]
    assert shown == whole


def test_rows_that_come_in_between_shift_nothing(program, appoint):
    for number in (2, 4, 6, 8):
        appoint(f"职务{number}", "village")
    asking = program("officer")
    first = asking.get(POSTS, {"sort": "title", "limit": 2})
    assert titles(first) == ["职务2", "职务4"]
    for number in (1, 3, 7):
        appoint(f"职务{number}", "village")
    assert titles(asking.get(first.json()["next"])) == ["职务6", "职务7"]


def test_a_row_that_goes_away_leaves_the_next_page_where_it_was(program, appoint, city):
    posts = [appoint(f"职务{number}", "village") for number in range(4)]
    asking = program("officer")
    first = asking.get(POSTS, {"sort": "title", "limit": 2})
    writing.void(posts[1], by=city.officer, why="重复")
    assert titles(asking.get(first.json()["next"])) == ["职务2", "职务3"]


def test_a_cursor_is_good_for_its_reader_its_list_and_its_order_only(program, appoint):
    for number in range(3):
        appoint(f"职务{number}", "village")
    asking = program("officer")
    address = asking.get(POSTS, {"sort": "title", "limit": 1}).json()["next"]
    assert "职务" not in address
    assert problem(asking.get(address.replace("sort=title", "sort=-title"))) == (422, "invalid")
    assert problem(program("leader").get(address)) == (422, "invalid")


def test_a_caller_that_has_the_answer_already_gets_none(program, appoint, city):
    post = appoint("书记", "village")
    asking = program("officer")
    tag = asking.get(f"{POSTS}{post.pk}/").headers["ETag"]
    again = asking.get(f"{POSTS}{post.pk}/", headers={"If-None-Match": f'"9.ab", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    city.village.name = "改名村"
    city.village.save()
    renamed = asking.get(f"{POSTS}{post.pk}/", headers={"If-None-Match": tag})
    assert (renamed.status_code, renamed.json()["unit"]["name"]) == (200, "改名村")


def test_a_page_of_personal_data_is_written_down_once(program, appoint, city):
    for number in range(3):
        appoint(f"职务{number}", "village")
    asking = program("officer")
    asking.get(POSTS, {"title__icontains": "职务"})
    entry = AccessLog.objects.get(kind=AccessLog.Kind.READ_BY_API)
    assert (entry.user, entry.rows) == (city.officer, 3)
    assert "职务" in entry.what
    asking.get(POSTS, {"title__icontains": "没有"})
    assert AccessLog.objects.filter(kind=AccessLog.Kind.READ_BY_API).count() == 1


def test_the_history_is_told_in_words(program, appoint, city):
    post = appoint("书记", "village")
    post.title = "主任"
    writing.save(post, by=city.officer, why="换届")
    told = program("officer").get(f"{POSTS}{post.pk}/history/").json()
    assert [item["label"] for item in told["items"]] == ["修改", "新增"]
    assert told["items"][0]["values"] == [{"label": "职务", "before": "书记", "after": "主任"}]
    assert told["items"][0]["why"] == "换届"


def test_the_history_is_read_to_its_beginning_in_pages(program, appoint, city):
    post = appoint("书记0", "village")
    for number in range(1, 6):
        post.title = f"书记{number}"
        writing.save(post, by=city.officer)
    asking, address, found = program("officer"), f"{POSTS}{post.pk}/history/?limit=2", []
    while address:
        response = asking.get(address)
        found += [one["after"] for item in response.json()["items"] for one in item["values"] if one["label"] == "职务"]
        address = response.json()["next"]
        assert (f'<{address}>; rel="next"' == response.headers.get("Link")) == bool(address)
    assert found == [f"书记{number}" for number in (5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "abc"}, {"from": "1"}])
def test_a_page_of_the_history_that_does_not_exist_is_a_problem(program, appoint, query):
    post = appoint("书记", "village")
    response = program("officer").get(f"{POSTS}{post.pk}/history/", query)
    assert problem(response) == (422, "invalid")
    assert [mistake["field"] for mistake in response.json()["errors"]] == list(query)


def test_a_cursor_of_one_history_is_no_good_for_another(program, appoint, city):
    posts = [appoint(title, "village") for title in ("书记", "主任")]
    for post in posts:
        post.title += "员"
        writing.save(post, by=city.officer)
    asking = program("officer")
    address = asking.get(f"{POSTS}{posts[0].pk}/history/?limit=1").json()["next"]
    other = address.replace(f"/{posts[0].pk}/", f"/{posts[1].pk}/")
    assert problem(asking.get(other)) == (422, "invalid")


def test_everybody_of_whom_a_program_reads_is_told(program, appoint):
    first, second = (appoint(title, "village", name=title) for title in ("书记", "主任"))
    asking = program("officer")
    asking.get(POSTS, {"limit": 1, "sort": "title"})
    entry = AccessLog.objects.filter(kind=AccessLog.Kind.READ_BY_API).latest("pk")
    assert entry.people == [min((first, second), key=lambda post: post.title).person_id]
    for address in (f"{POSTS}{second.pk}/", f"{POSTS}{second.pk}/history/"):
        asking.get(address)
        look = looks_at(second.person).first()
        assert (look.entry.kind, look.entry.rows) == ("read_by_api", 1)
    count = AccessLog.objects.count()
    tag = asking.get(f"{POSTS}{second.pk}/").headers["ETag"]
    asking.get(f"{POSTS}{second.pk}/", headers={"If-None-Match": tag})
    assert AccessLog.objects.count() == count + 1


def test_a_voided_record_is_there_for_those_who_may_bring_it_back(program, appoint, city):
    post = appoint("书记", "village")
    writing.void(post, by=city.officer, why="重复")
    assert program("officer").get(f"{POSTS}{post.pk}/").json()["voided_why"] == "重复"
    assert titles(program("officer").get(POSTS)) == []
    assert titles(program("officer").get(POSTS, {"voided": "1"})) == ["书记"]
    assert problem(program("villager").get(f"{POSTS}{post.pk}/")) == (404, "not-found")


def test_the_index_names_the_ledgers_that_are_open(program):
    names = [item["name"] for item in program("officer").get("/api/ledgers/").json()["items"]]
    assert "trial-posts" in names
    only = program("officer", ledgers=["units"]).get("/api/ledgers/").json()["items"]
    assert [item["name"] for item in only] == ["units"]
