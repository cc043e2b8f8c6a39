"""The second factor by role: who must set it up is led there after signing in, and comes to nothing else before."""

from datetime import date

import pytest
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from zugong.kernel.access.models import Grant
from zugong.kernel.access.roles import Role
from zugong.kernel.parameters.declaring import UnfitValue, declared
from zugong.kernel.parameters.models import Parameter
from zugong.site.parameters import SECOND_FACTOR_ROLES

PASSWORD = "three-ones-2023"
TOTP = "/account/totp/"


@pytest.fixture
def require(db):
    def required(*roles, unit=None):
        Parameter.objects.create(
            code=SECOND_FACTOR_ROLES,
            value=list(roles),
            unit=unit,
            valid_from=date(2023, 1, 1),
            state=Parameter.State.APPROVED,
            source="试",
        )

    return required


def sign_in(client, city, name):
    user = city.user(name)
    user.set_password(PASSWORD)
    user.save()
    return client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD}, follow=True)


def code_for(user):
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key):06d}"


def test_whoever_must_have_one_is_led_to_set_it_up_and_reaches_nothing_else(client, city, require):
    require(Role.LEADER)
    page = sign_in(client, city, "leader")
    assert page.redirect_chain[-1][0] == TOTP
    assert "须先启用动态口令" in page.text
    for address in ("/", "/plan/", "/ledgers/", "/search/?q=x"):
        assert client.get(address).url == TOTP
    assert client.post("/plan/assignments/new", {"line": "一"}).url == TOTP


def test_once_it_is_set_up_everything_opens(client, city, require):
    require(Role.LEADER)
    sign_in(client, city, "leader")
    client.post(TOTP, {"code": code_for(city.user("leader"))})
    assert client.get("/").status_code == 200


def test_whoever_signed_in_with_the_code_is_not_asked_again(client, city, require):
    require(Role.LEADER)
    user = city.user("leader")
    device = TOTPDevice.objects.create(user=user, confirmed=True)
    sign_in(client, city, "leader")
    client.post(reverse("sign_in_code"), {"code": f"{totp(device.bin_key):06d}"})
    assert client.get("/").status_code == 200


def test_it_is_not_put_away_while_the_role_requires_it(client, city, require):
    require(Role.LEADER)
    sign_in(client, city, "leader")
    user = city.user("leader")
    client.post(TOTP, {"code": code_for(user)})
    TOTPDevice.objects.update(last_t=-1)
    assert client.post(TOTP, {"code": code_for(user)}).status_code == 403
    assert TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    assert "不能自行停用" in client.get(TOTP).text


@pytest.mark.parametrize("name", ["officer", "resident"])
def test_other_roles_go_on_as_before(client, city, require, name):
    require(Role.LEADER)
    assert sign_in(client, city, name).request["PATH_INFO"] == "/"
    assert client.get("/").status_code == 200


def test_one_can_leave_without_setting_it_up(client, city, require):
    require(Role.LEADER)
    sign_in(client, city, "leader")
    assert client.post(reverse("sign_out")).url == reverse("sign_in")


def test_a_county_can_require_it_of_its_own(client, city, require):
    require(Role.COUNTY_OFFICER, unit=city.jinan)
    assert sign_in(client, city, "jinan_officer").request["PATH_INFO"] == TOTP
    client.logout()
    assert sign_in(client, city, "shucheng_officer").request["PATH_INFO"] == "/"


def test_nobody_must_have_one_unless_somebody_decides_so(client, city):
    assert Grant.objects.exists()
    assert sign_in(client, city, "leader").request["PATH_INFO"] == "/"


def test_only_roles_that_exist_can_be_named():
    assert declared(SECOND_FACTOR_ROLES).parse("leader、system_admin") == ["leader", "system_admin"]
    with pytest.raises(UnfitValue, match="下列之一"):
        declared(SECOND_FACTOR_ROLES).parse("leader、chief")
