"""Working without a signal: what the service worker is told, who may hear what, and what is kept for whom."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from zugong.kernel.procedures.duties import open_duty
from zugong.site.pages.offline import MOST_KEPT, SHELL


def shell_of(text):
    return json.loads(re.search(r"self.SHELL = (\{.*?\});", text).group(1))


def test_the_service_worker_is_served_at_the_root_to_everybody_and_never_from_a_cache(client, db):
    answer = client.get("/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    shell = shell_of(answer.text)
    assert (len(shell["files"]), shell["offline"]) == (len(SHELL), "/offline/")
    assert all(name.startswith(shell["statics"]) for name in shell["files"])
    assert 'importScripts("/static/site/outbox.js", "/static/site/worker.js")' in answer.text


def test_the_page_for_what_is_not_kept_names_nobody(officer):
    page = officer.get("/offline/").text
    assert "没有信号" in page
    assert "data-user" not in page


def test_nobody_is_signed_in_for_a_stranger_who_is_told_so_in_words_a_script_reads(client, db):
    told = client.get("/outbox/?pages").json()
    assert (told["user"], "pages" in told) == (0, False)


def test_a_token_to_send_with_is_fresh_and_works(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.user("officer"))
    told = client.get("/outbox/").json()
    assert told["user"] == city.user("officer").pk
    answer = client.post(reverse("put_digest_away"), headers={"X-CSRFToken": told["token"]})
    assert answer.status_code == 302


@pytest.fixture
def owe(city):
    def opened(url, verb="report", **more):
        return open_duty(kind=f"x{url}{verb}", record=None, unit=city.jinan, verb=verb, title="填报", url=url, **more)

    return opened


def test_the_forms_that_are_owed_are_named_once_and_nothing_else(client, city, owe):
    for url, verb in [("/plan/parts/1/report/", "report"), ("/plan/reports/1/", "sign"), ("/x/?a=1", "report")]:
        owe(url, verb)
    owe("/plan/parts/1/report/", "report", period="2023-05")
    client.force_login(city.user("jinan_officer"))
    assert client.get("/outbox/?pages").json()["pages"] == ["/plan/parts/1/report/"]
    client.force_login(city.user("shucheng_officer"))
    assert client.get("/outbox/?pages").json()["pages"] == []


def test_no_more_forms_are_kept_than_a_phone_should_hold(client, city, owe):
    for number in range(MOST_KEPT + 5):
        owe(f"/plan/parts/{number}/report/")
    client.force_login(city.user("jinan_officer"))
    assert len(client.get("/outbox/?pages").json()["pages"]) == MOST_KEPT


@pytest.mark.parametrize(("name", "shown"), [("officer", True), (None, False)])
def test_pages_say_whose_they_are_and_carry_the_outbox_for_whoever_is_signed_in(client, city, name, shown):
    if name:
        client.force_login(city.user(name))
    page = client.get("/", follow=True).text
    assert ("data-outbox" in page) is shown
    assert (f'data-user="{city.user("officer").pk}"' in page) is shown
