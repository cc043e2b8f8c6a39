from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django_otp.oath import totp

from zugong.kernel.access import activation, second_factor
from zugong.kernel.access.activation import CannotActivate, CannotReset
from zugong.kernel.access.models import AccessLog, ActivationCode
from zugong.kernel.access.testing import small_city

PASSWORD = "梧桐更兼细雨-2023"


@pytest.fixture
def city(db):
    return small_city()


def enter(username, password):
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "192.0.2.7"
    return authenticate(request, username=username, password=password)


@pytest.fixture
def code(city):
    return activation.issue_code(user=city.villager, by=city.system_admin)


class TestActivation:
    def test_the_code_sets_the_password_once(self, city, code):
        activation.activate(username="villager", code=code, password=PASSWORD)
        assert enter("villager", PASSWORD) == city.villager
        with pytest.raises(CannotActivate):
            activation.activate(username="villager", code=code, password=PASSWORD + "2")
        assert enter("villager", PASSWORD) == city.villager

    def test_passwords_are_kept_by_argon2(self, city, code):
        user = activation.activate(username="villager", code=code, password=PASSWORD)
        assert identify_hasher(user.password).algorithm == "argon2"

    def test_the_code_is_not_stored(self, city, code):
        stored = str(list(ActivationCode.objects.values()))
        assert code not in stored
        assert code.replace("-", "") not in stored

    def test_the_code_may_be_typed_loosely(self, city, code):
        assert activation.activate(username=" villager ", code=f" {code.lower().replace('-', '')} ", password=PASSWORD)

    def test_the_code_of_one_does_not_open_anothers_account(self, city, code):
        activation.issue_code(user=city.other_villager, by=None)
        with pytest.raises(CannotActivate):
            activation.activate(username="other_villager", code=code, password=PASSWORD)

    def test_an_old_code_does_nothing(self, city, code):
        ActivationCode.objects.update(expires_at=activation.calendar.instant() - timedelta(seconds=1))
        with pytest.raises(CannotActivate):
            activation.activate(username="villager", code=code, password=PASSWORD)

    def test_codes_last_seven_days(self, city, code):
        stored = ActivationCode.objects.get()
        assert stored.expires_at - stored.created_at == timedelta(days=7)

    def test_a_new_code_ends_the_old_one(self, city, code):
        activation.issue_code(user=city.villager, by=None)
        with pytest.raises(CannotActivate):
            activation.activate(username="villager", code=code, password=PASSWORD)

    def test_five_wrong_tries_end_the_code(self, city, code):
        for _ in range(5):
            with pytest.raises(CannotActivate):
                activation.activate(username="villager", code="22222-22222", password=PASSWORD)
        with pytest.raises(CannotActivate):
            activation.activate(username="villager", code=code, password=PASSWORD)

    @pytest.mark.parametrize("password", ["short", "password123", "villager-1"])
    def test_a_weak_password_is_refused_and_the_code_stays(self, city, code, password):
        with pytest.raises(ValidationError):
            activation.activate(username="villager", code=code, password=password)
        assert activation.activate(username="villager", code=code, password=PASSWORD)

    def test_an_unknown_account_and_a_wrong_code_are_told_alike(self, city, code):
        with pytest.raises(CannotActivate) as unknown:
            activation.activate(username="nobody", code=code, password=PASSWORD)
        with pytest.raises(CannotActivate) as wrong:
            activation.activate(username="villager", code="22222-22222", password=PASSWORD)
        assert str(unknown.value) == str(wrong.value)


class TestReset:
    def test_a_reset_ends_the_password_and_gives_a_code(self, city, code):
        activation.activate(username="villager", code=code, password=PASSWORD)
        new = activation.reset(user=city.user("villager"), by=city.user("system_admin"))
        assert enter("villager", PASSWORD) is None
        assert activation.activate(username="villager", code=new, password=PASSWORD)

    @pytest.mark.parametrize("who", ["security_admin", "officer", "audit_admin", "jinan_officer"])
    def test_only_the_system_administrator_resets(self, city, who):
        with pytest.raises(CannotReset):
            activation.reset(user=city.user("villager"), by=city.user(who))

    @pytest.mark.parametrize("who", ["security_admin", "audit_admin"])
    def test_nobody_gets_a_second_key_by_resetting_it(self, city, who):
        with pytest.raises(CannotReset, match="服务器"):
            activation.reset(user=city.user(who), by=city.user("system_admin"))
        assert activation.reset(user=city.user(who), by=None)


class TestLockingOut:
    def test_after_five_wrong_passwords_the_right_one_is_refused(self, city, code, client):
        activation.activate(username="villager", code=code, password=PASSWORD)
        for _ in range(5):
            client.post("/sign-in/", {"username": "villager", "password": "wrong-wrong"})
        response = client.post("/sign-in/", {"username": "villager", "password": PASSWORD})
        assert response.status_code == 429
        kinds = list(AccessLog.objects.order_by("number").values_list("kind", flat=True))
        assert kinds.count("sign_in_failed") >= 5
        assert "locked_out" in kinds

    def test_signing_in_and_out_is_logged_with_the_address(self, city, client):
        client.force_login(city.villager, backend="django.contrib.auth.backends.ModelBackend")
        client.logout()
        entries = AccessLog.objects.order_by("number")
        assert [entry.kind for entry in entries] == ["signed_in", "signed_out"]
        assert {entry.user for entry in entries} == {city.villager}

    def test_idle_sessions_end_after_half_an_hour(self, settings):
        assert settings.SESSION_COOKIE_AGE == 1800
        assert settings.SESSION_SAVE_EVERY_REQUEST


class TestSecondFactor:
    def right_code(self, device):
        return f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"

    def test_a_device_counts_once_its_code_was_right(self, city):
        device = second_factor.begin(city.villager)
        assert second_factor.begin(city.villager) == device
        wrong = f"{(int(self.right_code(device)) + 1) % 10**6:06d}"
        assert not second_factor.confirm(device=device, code=wrong)
        assert not second_factor.is_on(city.villager)
        device.throttle_reset()
        assert second_factor.confirm(device=device, code=self.right_code(device))
        assert second_factor.is_on(city.villager)

    def test_the_picture_says_the_key(self, city):
        device = second_factor.begin(city.villager)
        assert second_factor.key_of(device).replace(" ", "") in second_factor.address_of(device)
        assert second_factor.picture_of(device).startswith("<svg")

    def test_a_lost_phone_is_taken_away(self, city):
        device = second_factor.begin(city.villager)
        second_factor.confirm(device=device, code=self.right_code(device))
        second_factor.remove(user=city.villager, by=city.system_admin)
        assert not second_factor.is_on(city.villager)
