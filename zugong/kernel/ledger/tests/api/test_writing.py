"""Writing by program: through the form, never over somebody else's change, never twice."""

import datetime as dt

import pytest
from django.test import Client

from zugong.kernel.access.models import Grant, KeptAnswer
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.ledger.api import answers
from zugong.kernel.ledger.api.versions import stale
from zugong.kernel.ledger.tests.api.conftest import POSTS, problem
from zugong.kernel.registry.models import Person, Post
from zugong.kernel.registry.people import add_person


@pytest.fixture
def person(city):
    return Person.objects.create(name="某人", unit=city.village)


def whole(person, unit, /, **changes) -> dict:
    return {"person": person.pk, "unit": unit.pk, "title": "书记", "start_date": "2023-01-01"} | changes


def errors(response) -> dict[str, str]:
    assert problem(response) == (422, "invalid")
    return {mistake["pointer"]: mistake["reason"] for mistake in response.json()["errors"]}


def test_a_record_is_made_with_its_history(program, person, city):
    response = program("jinan_officer").send("POST", POSTS, whole(person, city.village))
    assert response.status_code == 201
    post = Post.objects.get()
    assert response.headers["Location"] == f"{POSTS}{post.pk}/"
    assert response.headers["ETag"] == program("jinan_officer").get(f"{POSTS}{post.pk}/").headers["ETag"]
    assert Change.objects.get(record_id=post.pk, after__title="书记").by == city.jinan_officer


def test_what_is_pointed_to_is_named_by_id_by_code_or_as_it_was_read(program, person, city):
    asking = program("jinan_officer")
    village = city.village
    for unit in (village.pk, village.code, {"id": village.pk, "name": "随便"}, {"code": village.code}):
        assert (
            asking.send("POST", POSTS, whole(person, village, unit=unit, title=f"职务{unit}"[:30])).status_code == 201
        )
    assert set(Post.objects.values_list("unit", flat=True)) == {village.pk}


@pytest.mark.parametrize("unit", ["999", 10**9, {"code": "341523100201"}, "341523100201"])
def test_a_unit_out_of_reach_does_not_exist(program, person, city, unit):
    response = program("jinan_officer").send("POST", POSTS, whole(person, city.village, unit=unit))
    assert list(errors(response)) == ["#/unit"]
    assert not Post.objects.exists()


def test_a_person_has_no_code_to_be_named_by(program, person, city):
    response = program("jinan_officer").send("POST", POSTS, whole(person, city.village, person="某人"))
    assert list(errors(response)) == ["#/person"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": ""}, "#/title"),
        ({"title": None}, "#/title"),
        ({"title": 7}, "#/title"),
        ({"title": "长" * 61}, "#/title"),
        ({"titel": "书记"}, "#/titel"),
        ({"start_date": "2023-02-31"}, "#/start_date"),
        ({"start_date": 20230101}, "#/start_date"),
        ({"unit": True}, "#/unit"),
        ({"unit": 10**30}, "#/unit"),
        ({"title": "空\0字符"}, "#/title"),
    ],
)
def test_each_mistake_is_told_at_its_place(program, person, city, changes, pointer):
    response = program("jinan_officer").send("POST", POSTS, whole(person, city.village, **changes))
    assert list(errors(response)) == [pointer]
    assert all(reason for reason in errors(response).values())
    assert not Post.objects.exists()


def test_what_is_missing_is_named(program):
    assert set(errors(program("jinan_officer").send("POST", POSTS, {}))) == {"#/person", "#/unit", "#/title"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"7"])
def test_a_body_that_is_no_object_is_a_problem(program, body):
    response = program("jinan_officer").generic("POST", POSTS, body, "application/json")
    assert problem(response) in {(400, "malformed"), (422, "invalid")}


def test_mistakes_are_told_in_the_callers_language(program):
    response = program("jinan_officer").send("POST", POSTS, {}, Accept_Language="en")
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]
    assert program("jinan_officer").send("POST", POSTS, {}).headers["Content-Language"] == "zh-hans"


def test_who_reads_but_may_not_edit_writes_nothing(program, person, city, appoint):
    post = appoint("书记", "village")
    reader = program("villager")
    assert problem(reader.send("POST", POSTS, whole(person, city.village))) == (403, "forbidden")
    assert problem(reader.send("PATCH", f"{POSTS}{post.pk}/", {"title": "改"}, If_Match='"1"')) == (403, "forbidden")
    assert problem(reader.send("POST", f"{POSTS}{post.pk}/void/", {"why": "改"}, If_Match='"1"')) == (403, "forbidden")
    assert [post.title for post in Post.objects.all()] == ["书记"]


def test_a_unit_that_is_seen_but_not_written_for_is_refused(program, person, city):
    Grant.objects.create(user=city.jinan_officer, role="auditor", unit=city.shucheng)
    response = program("jinan_officer").send("POST", POSTS, whole(person, city.far_village))
    assert problem(response) == (403, "forbidden")
    assert not Post.objects.exists()


def test_a_token_that_only_reads_writes_nothing(program, person, city):
    response = program("jinan_officer", writes=False).send("POST", POSTS, whole(person, city.village))
    assert problem(response) == (403, "out-of-scope")
    assert not Post.objects.exists()


def test_a_session_writes_only_with_the_csrf_token(addresses, city, person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.user("jinan_officer"))
    response = client.post(POSTS, whole(person, city.village), content_type="application/json")
    assert problem(response) == (403, "forbidden")
    assert not Post.objects.exists()


def test_putting_back_what_was_read_changes_nothing(program, appoint):
    post = appoint("书记", "village")
    asking = program("officer")
    read = asking.get(f"{POSTS}{post.pk}/")
    put = asking.send("PUT", f"{POSTS}{post.pk}/", read.json(), If_Match=read.headers["ETag"])
    assert (put.status_code, put.json(), put.headers["ETag"]) == (200, read.json(), read.headers["ETag"])
    assert Change.objects.filter(record_id=post.pk, kind=Change.Kind.EDITED).count() == 0


def test_a_whole_record_empties_what_it_leaves_out_and_a_change_keeps_it(program, appoint):
    post = appoint("书记", "village")
    address = f"{POSTS}{post.pk}/"
    asking = program("officer")
    changed = asking.send("PATCH", address, {"title": "主任"}, If_Match='"1"').json()
    assert (changed["title"], changed["start_date"], changed["version"]) == ("主任", "2023-01-01", 2)
    sent = {"person": post.person_id, "unit": post.unit_id, "title": "主任"}
    put = asking.send("PUT", address, sent, If_Match='"2"').json()
    assert (put["start_date"], put["version"]) == (None, 3)


@pytest.mark.parametrize(("method", "verb"), [("PUT", ""), ("PATCH", ""), ("POST", "void/")])
def test_nobody_overwrites_what_was_not_seen(program, appoint, city, method, verb):
    post = appoint("书记", "village")
    post.title = "副书记"
    writing.save(post, by=city.leader)
    asking = program("officer")
    sent = {"why": "重复"} if verb else {"person": post.person_id, "unit": post.unit_id, "title": "抢"}
    address = f"{POSTS}{post.pk}/{verb}"
    assert problem(asking.send(method, address, sent)) == (428, "version-required")
    assert problem(asking.send(method, address, sent, If_Match='"1.ab"')) == (412, "stale")
    assert problem(asking.send(method, address, sent, If_Match="*")) == (422, "invalid")
    stored = Post.objects.get()
    assert (stored.title, stored.version) == ("副书记", 2)
    refusal = asking.send(method, address, sent, If_Match='"1.ab"').json()
    [changed] = refusal["errors"]
    assert (changed["pointer"], changed["field"]) == ("#/title", "title")
    assert "由“书记”改为“副书记”" in changed["reason"]


def test_of_what_was_changed_meanwhile_everybody_reads_what_they_may(city):
    person = add_person(name="测小甲", unit=city.village, phone="13812345678", birth_date=dt.date(1990, 1, 2), by=None)
    person.phone, person.birth_date = "13912345678", dt.date(1990, 1, 3)
    writing.save(person, by=city.officer)

    def told(who: str) -> dict[str, str]:
        return {one.field: one.reason for one in stale(person, 1, city.user(who)).mistakes}

    assert "由“1990-01-02”改为“1990-01-03”" in told("jinan_officer")["birth_date"]
    assert told("auditor")["birth_date"].endswith("您读取之后已改动")
    assert told("jinan_officer")["phone"].endswith("您读取之后已改动")
    assert "phone" not in told("supervisor")
    assert stale(person, 2, city.officer).mistakes == []


def test_a_renamed_unit_keeps_nobody_from_changing_the_record(program, appoint, city):
    post = appoint("书记", "village")
    asking = program("officer")
    tag = asking.get(f"{POSTS}{post.pk}/").headers["ETag"]
    city.village.name = "改名村"
    city.village.save()
    assert asking.send("PATCH", f"{POSTS}{post.pk}/", {"title": "主任"}, If_Match=tag).status_code == 200


def test_voiding_and_restoring_need_a_reason_and_stand_in_the_history(program, appoint):
    post = appoint("书记", "village")
    asking, address = program("officer"), f"{POSTS}{post.pk}/"
    assert problem(asking.send("POST", f"{address}void/", {"why": " "}, If_Match='"1"')) == (422, "invalid")
    voided = asking.send("POST", f"{address}void/", {"why": "重复"}, If_Match='"1"')
    assert voided.json()["voided_why"] == "重复"
    tag = voided.headers["ETag"]
    assert problem(asking.send("PATCH", address, {"title": "改"}, If_Match=tag)) == (409, "voided")
    assert problem(asking.send("POST", f"{address}void/", {"why": "再"}, If_Match=tag)) == (409, "voided")
    restored = asking.send("POST", f"{address}restore/", {"why": "弄错"}, If_Match=tag)
    assert (restored.status_code, restored.json()["voided_at"]) == (200, None)
    again = asking.send("POST", f"{address}restore/", {"why": "再"}, If_Match=restored.headers["ETag"])
    assert problem(again) == (409, "not-voided")
    kinds = [change.kind for change in writing.changes_of(post)]
    assert kinds == ["restored", "voided", "created"]


class TestRepeating:
    """A request with an idempotency key, sent again by a program that did not hear the answer."""

    def test_it_makes_one_record_and_hears_the_same_answer(self, program, person, city):
        asking, sent = program("officer"), whole(person, city.village)
        first = asking.send("POST", POSTS, sent, Idempotency_Key="a-1")
        again = asking.send("POST", POSTS, sent, Idempotency_Key="a-1")
        assert (again.status_code, again.json(), again.headers["ETag"]) == (201, first.json(), first.headers["ETag"])
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers["Idempotency-Replayed"] == "true"
        assert Post.objects.count() == 1

    def test_a_browser_is_answered_as_a_program_is(self, addresses, person, city):
        client = Client()
        client.force_login(city.user("officer"))
        sent = {"data": whole(person, city.village), "content_type": "application/json"}
        answers = [client.post(POSTS, **sent, headers={"Idempotency-Key": "a-1"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        assert Post.objects.count() == 1

    def test_without_a_key_it_is_another_record(self, program, person, city):
        asking = program("officer")
        for title in ("书记", "主任"):
            assert asking.send("POST", POSTS, whole(person, city.village, title=title)).status_code == 201
        assert Post.objects.count() == 2

    def test_the_key_of_another_request_is_refused(self, program, person, city):
        asking = program("officer")
        asking.send("POST", POSTS, whole(person, city.village), Idempotency_Key="a-1")
        other = asking.send("POST", POSTS, whole(person, city.village, title="主任"), Idempotency_Key="a-1")
        assert problem(other) == (422, "key-reused")
        assert Post.objects.count() == 1

    def test_two_users_may_choose_the_same_key(self, program, person, city):
        for name, title in (("officer", "书记"), ("jinan_officer", "主任")):
            sent = whole(person, city.village, title=title)
            assert program(name).send("POST", POSTS, sent, Idempotency_Key="a-1").status_code == 201

    def test_a_refusal_is_not_kept(self, program, person, city):
        asking = program("officer")
        assert (
            asking.send("POST", POSTS, whole(person, city.village, title=""), Idempotency_Key="a-1").status_code == 422
        )
        assert asking.send("POST", POSTS, whole(person, city.village), Idempotency_Key="a-1").status_code == 201

    def test_killed_before_the_answer_is_kept_nothing_is_made(self, program, person, city, monkeypatch):
        def killed(*args):
            raise SystemExit

        monkeypatch.setattr(answers, "_kept", killed)
        with pytest.raises(SystemExit):
            program("officer").send("POST", POSTS, whole(person, city.village), Idempotency_Key="a-1")
        assert (Post.objects.count(), KeptAnswer.objects.count()) == (0, 0)

    def test_after_a_day_the_key_is_free(self, program, person, city):
        asking = program("officer")
        asking.send("POST", POSTS, whole(person, city.village), Idempotency_Key="a-1")
        kept = KeptAnswer.objects.get()
        KeptAnswer.objects.update(kept_at=kept.kept_at - answers.KEPT)
        other = whole(person, city.village, title="主任")
        assert asking.send("POST", POSTS, other, Idempotency_Key="a-1").status_code == 201
        assert KeptAnswer.objects.count() == 1

    @pytest.mark.parametrize("key", ["长", "a" * 81])
    def test_a_key_that_cannot_be_kept_is_refused(self, program, person, city, key):
        from zugong.kernel.ledger.api.problems import Problem

        class Asked:
            headers = {"Idempotency-Key": key}

        with pytest.raises(Problem, match="invalid"):
            answers.once(Asked(), city.officer, lambda: None)


class TestSealedValues:
    """Identity numbers and phones: written whole, told masked, whoever asks."""

    PEOPLE = "/api/ledgers/people/"

    @pytest.fixture
    def officer(self, city):
        client = Client()
        client.force_login(city.user("officer"))
        return client

    def test_the_mask_sent_back_leaves_the_value_as_it_was(self, officer, city):
        sent = {"name": "某人", "unit": city.village.pk, "phone": "13800138000"}
        made = officer.post(self.PEOPLE, sent, content_type="application/json")
        assert made.status_code == 201, made.content.decode()
        assert made.json()["phone"] == "138****8000"
        address, told = made.headers["Location"], made.json() | {"name": "某某"}
        headers = {"If-Match": made.headers["ETag"]}
        put = officer.put(address, told, content_type="application/json", headers=headers)
        assert (put.status_code, put.json()["name"], put.json()["phone"]) == (200, "某某", "138****8000")
        assert Person.objects.get(name="某某").phone.opened() == "13800138000"

    def test_not_even_ones_own_is_told_whole(self, officer, city):
        own = city.user("officer").person
        own.unit = city.village
        own.phone = "13800138000"
        writing.save(own, by=None)
        told = officer.get(f"{self.PEOPLE}{own.pk}/")
        assert told.status_code == 200
        assert "13800138000" not in told.content.decode()
        assert told.json()["phone"] == "138****8000"
