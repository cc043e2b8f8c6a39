"""The frame around every page: look, language, menu, errors, health, what a page may load."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from zugong.kernel import calendar
from zugong.kernel.jobs.models import Worker
from zugong.site import menu
from zugong.site.pages import errors

TEMPLATES = sorted(settings.PACKAGE.rglob("templates/**/*.html"))


def _gallery(client, settings):
    settings.DEMO = True
    return client.get(reverse("gallery"))


def test_the_gallery_exists_in_the_demonstration_only(officer, settings):
    assert _gallery(officer, settings).status_code == 200
    settings.DEMO = False
    assert officer.get(reverse("gallery")).status_code == 404


def test_a_chosen_theme_is_in_the_page_from_its_first_byte(officer, settings):
    officer.post(reverse("look"), {"theme": "dark", "next": "/gallery/"})
    assert 'data-bs-theme="dark"' in _gallery(officer, settings).text


def test_a_theme_that_does_not_exist_is_not_kept(officer):
    response = officer.post(reverse("look"), {"theme": "neon"})
    assert "theme" not in response.cookies


def test_after_a_choice_one_is_where_one_was_but_never_elsewhere(officer):
    assert officer.post(reverse("look"), {"theme": "dark", "next": "/ledgers/?page=2"}).url == "/ledgers/?page=2"
    assert officer.post(reverse("look"), {"theme": "dark", "next": "//elsewhere.example"}).url == "/"


def test_the_language_chosen_stays_with_the_account(officer, city):
    officer.post(reverse("look"), {"language": "en"})
    assert city.user("officer").language == "en"


def test_the_page_speaks_chinese_whatever_the_browser_prefers(client, db):
    response = client.get(reverse("sign_in"), headers={"accept-language": "en-US,en"})
    assert 'lang="zh-Hans"' in response.text


def test_the_page_speaks_english_when_chosen(client, db):
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get(reverse("sign_in")).text


PLACES_OF_READERS = {
    *("/", "/plan/", "/board/", "/ledgers/", "/cases/", "/villages/"),
    *("/units/", "/parameters/", "/jobs/"),
}


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("officer", PLACES_OF_READERS),
        ("villager", PLACES_OF_READERS),
        ("resident", {"/"}),
        ("audit_admin", {"/", "/audit/"}),
        ("security_admin", {"/", "/accounts/"}),
    ],
)
def test_the_menu_offers_what_the_user_has_a_use_for(city, name, addresses):
    user = city.user(name)
    offered = {place.address for place in (*menu.places(user, menu.MAIN), *menu.places(user, menu.MORE))}
    assert offered == addresses


def test_the_place_one_is_in_is_marked():
    plan = next(place for place in menu.MAIN if place.address == "/plan/")
    assert plan.holds("/plan/2023/")
    assert not plan.holds("/")
    assert not menu.MAIN[0].holds("/plan/")


def test_what_is_not_there_says_what_to_do_next(officer):
    response = officer.get("/nowhere/")
    assert response.status_code == 404
    assert "不在您的查看范围内" in response.text


def test_the_page_of_a_failure_needs_no_database():
    # No database is available to this test: a query would raise.
    assert "没有写入一半" in errors.server_error(RequestFactory().get("/")).text


def test_a_refusal_tells_its_reason(rf, officer):
    assert "需由另一人签发" in errors.forbidden(rf.get("/"), PermissionError("需由另一人签发")).text


def test_a_form_from_elsewhere_is_refused_in_words(city):
    from django.test import Client

    assert "页面已过期" in Client(enforce_csrf_checks=True).post(reverse("sign_in"), {}).text


def test_no_page_loads_anything_from_elsewhere(client, db):
    policy = client.get(reverse("sign_in")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_scripts_of_its_own_or_addresses_elsewhere(template: Path):
    text = template.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=|[^>]*type=\"application/json\")", text)
    assert not re.search(r"<style\b|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text)


def test_all_is_well_while_a_worker_lives(client, db):
    Worker.objects.create(name="one", started_at=calendar.instant(), heartbeat_at=calendar.instant())
    response = client.get(reverse("health"))
    assert json.loads(response.content) == {"ok": True, "database": "ok", "worker": "ok", "disk": "ok"}


@pytest.mark.parametrize(("silent", "said"), [(None, "none"), (timedelta(minutes=5), "silent")])
def test_a_worker_that_does_not_answer_is_reported(client, db, silent, said):
    if silent:
        Worker.objects.create(name="one", started_at=calendar.instant(), heartbeat_at=calendar.instant() - silent)
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["worker"] == said
