import io

import pytest
from django.core.management import CommandError, call_command

from zugong.kernel.access.activation import activate
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.people import add_person, find_by_phone
from zugong.kernel.sealing import keys
from zugong.modules.office import demo
from zugong.modules.office.cast import CAST
from zugong.modules.office.public import demo_accounts

pytestmark = pytest.mark.django_db
PASSWORD = "梧桐更兼细雨-2023"
ONE, TWO = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"


def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return [line.split("\t") for line in out.getvalue().splitlines()]


def test_a_new_deployment_begins_with_three_administrators():
    printed = run("first_administrators", "3415", "六安市")
    assert [name for name, _ in printed] == ["system-admin", "security-admin", "audit-admin"]
    for name, code in printed:
        assert activate(username=name, code=code, password=PASSWORD)
    with pytest.raises(CommandError, match="already"):
        run("first_administrators", "3415", "六安市")
    assert Unit.objects.count() == 1


def test_any_account_is_reset_on_the_server():
    city = small_city()
    ((name, code),) = run("activation_code", "security_admin")
    assert activate(username=name, code=code, password=PASSWORD) == city.security_admin
    with pytest.raises(CommandError, match="no active account"):
        run("activation_code", "nobody")


def test_keys_are_rotated_or_left_alone_as_a_whole(settings):
    settings.MASTER_KEYS = [ONE]
    keys.new_key()
    settings.MASTER_KEYS = [TWO]
    with pytest.raises(CommandError, match="not in ZUGONG_MASTER_KEYS"):
        run("rotate_keys")
    settings.MASTER_KEYS = [TWO, ONE]
    assert run("rotate_keys") == [["1"]]


def test_a_new_key_for_digests_finds_people_as_before():
    person = add_person(name="测小甲", unit=small_city().village, phone="13812345678", by=None)
    stored = person.phone_digest
    assert run("renew_digests") == [["1"]]
    assert run("renew_digests", "--mend") == [["0"]]
    assert Person.objects.get(pk=person.pk).phone_digest != stored
    assert find_by_phone("13812345678") == [person]


def test_the_log_is_verified_and_a_broken_one_is_an_error():
    note(AccessLog.Kind.PRINTED, what="计划")
    [[said]] = run("verify_log")
    count, last_hash = said.split()
    assert (count, last_hash) == ("1", AccessLog.objects.get().hash)
    AccessLog.objects.update(what="别的")
    with pytest.raises(CommandError, match="entry 1"):
        run("verify_log")


def test_the_demonstration_has_everybody_whom_a_visitor_can_be_and_keeps_them():
    demo.build()
    units, users = Unit.objects.count(), User.objects.count()
    assert [account.username for account in demo_accounts()] == [member.username for member in CAST]
    assert set(Grant.objects.filter(user__username__startswith="demo-").values_list("role", flat=True)) == set(
        Role.values
    )
    assert not any(user.has_usable_password() for user in User.objects.all())
    demo.build()
    assert (Unit.objects.count(), User.objects.count()) == (units, users)
