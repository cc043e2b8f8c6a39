"""Signing in: password, lock-out, one-time code, one click in the demonstration."""

from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from zugong.site.pages import sign_in as page

PASSWORD = "three-ones-2023"


@pytest.fixture
def officer_with_password(city):
    user = city.user("officer")
    user.set_password(PASSWORD)
    user.save()
    return user


def _try(client, username, password, **more):
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def test_the_right_password_opens_the_page_that_was_wanted(client, officer_with_password):
    response = _try(client, "officer", PASSWORD, next="/ledgers/")
    assert response.url == "/ledgers/"
    assert client.session["_auth_user_id"] == str(officer_with_password.pk)


def test_a_place_outside_is_never_gone_to(client, officer_with_password):
    assert _try(client, "officer", PASSWORD, next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_is_answered_with_what_to_do_and_keeps_the_account_typed(client, officer_with_password):
    response = _try(client, "officer", "wrong")
    assert "账号或密码不对" in response.text
    assert 'value="officer"' in response.text
    assert "_auth_user_id" not in client.session


def test_an_unknown_account_is_answered_in_the_same_words(client, officer_with_password):
    assert "账号或密码不对" in _try(client, "nobody", "wrong").text


def test_the_fifth_wrong_password_locks_and_the_right_one_no_longer_helps(client, officer_with_password):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = _try(client, "officer", "wrong")
    assert response.status_code == 429
    assert "30 分钟" in response.text
    assert _try(client, "officer", PASSWORD).status_code == 429


def test_an_account_that_is_not_active_stays_outside(client, officer_with_password):
    officer_with_password.is_active = False
    officer_with_password.save()
    assert "账号或密码不对" in _try(client, "officer", PASSWORD).text


@pytest.fixture
def device(officer_with_password):
    return TOTPDevice.objects.create(user=officer_with_password, name="phone", confirmed=True)


def _code(device):
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):06}"


def test_with_a_device_the_password_alone_opens_nothing(client, device):
    response = _try(client, "officer", PASSWORD, next="/ledgers/")
    assert response.url == reverse("sign_in_code")
    assert "_auth_user_id" not in client.session


def test_password_and_code_together_open_the_page_that_was_wanted(client, device):
    _try(client, "officer", PASSWORD, next="/ledgers/")
    response = client.post(reverse("sign_in_code"), {"code": _code(device)})
    assert response.url == "/ledgers/"
    assert "_auth_user_id" in client.session


def test_a_wrong_code_opens_nothing(client, device):
    _try(client, "officer", PASSWORD)
    wrong = f"{(int(_code(device)) + 1) % 1_000_000:06}"
    assert "口令不对" in client.post(reverse("sign_in_code"), {"code": wrong}).text
    assert "_auth_user_id" not in client.session


def test_the_code_page_alone_leads_back_to_the_password(client, device):
    assert client.post(reverse("sign_in_code"), {"code": _code(device)}).url == reverse("sign_in")


def test_a_device_that_was_not_confirmed_asks_for_nothing(client, device):
    TOTPDevice.objects.update(confirmed=False)
    assert _try(client, "officer", PASSWORD).url == "/"


@pytest.fixture
def demo(settings, monkeypatch):
    settings.DEMO = True
    account = SimpleNamespace(username="officer", name="测一", role="市级科室人员", unit="组织一科", can_try="")
    monkeypatch.setattr(page, "demo_accounts", lambda: [account])


def test_in_the_demonstration_one_click_signs_in(client, city, demo):
    assert "市级科室人员" in client.get(reverse("sign_in")).text
    assert client.post(reverse("sign_in_as"), {"username": "officer"}).url == "/"
    assert client.session["_auth_user_id"] == str(city.user("officer").pk)


def test_one_click_signs_in_no_account_outside_the_cast(client, city, demo):
    assert client.post(reverse("sign_in_as"), {"username": "leader"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_click_needs_a_form_of_ours(city, demo):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("sign_in_as"), {"username": "officer"}).status_code == 403
    assert strict.get(reverse("sign_in_as")).status_code == 405


def test_outside_the_demonstration_there_is_no_one_click(client, city, demo, settings):
    settings.DEMO = False
    assert client.post(reverse("sign_in_as"), {"username": "officer"}).status_code == 404
    assert "市级科室人员" not in client.get(reverse("sign_in")).text


def test_signing_out_ends_the_session(officer):
    assert officer.post(reverse("sign_out")).url == reverse("sign_in")
    assert "_auth_user_id" not in officer.session


def test_every_other_page_asks_to_sign_in_first(client, db):
    response = client.get(reverse("switch_unit"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("sign_in"))


def test_a_page_is_shown_also_where_the_session_cannot_be_prolonged(client, city):
    client.force_login(city.user("officer"))
    with mock.patch("django.contrib.sessions.backends.db.SessionStore.save", side_effect=UpdateError):
        assert client.get("/parameters/").status_code == 200
