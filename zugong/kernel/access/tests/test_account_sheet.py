import pytest

from zugong.kernel.access.account_sheet import AccountsRefused, account_rows, make_accounts
from zugong.kernel.access.activation import activate
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Person, Post

PASSWORD = "梧桐更兼细雨-2023"


@pytest.fixture
def city(db):
    return small_city()


def line(name="测子", unit="341502100201", role="村（社区）工作者", **more):
    return {"姓名": name, "单位代码": unit, "角色": role, **more}


def make(city, *lines, by="system_admin"):
    return make_accounts(account_rows(lines), by=city.user(by))


def refused(city, *lines, by="system_admin"):
    before = User.objects.count(), Person.objects.count(), Grant.objects.count()
    with pytest.raises(AccountsRefused) as refusal:
        make(city, *lines, by=by)
    assert (User.objects.count(), Person.objects.count(), Grant.objects.count()) == before
    return [(mistake.row, mistake.message) for mistake in refusal.value.mistakes]


def test_a_row_becomes_person_post_account_and_a_role_asked_for(city):
    (hand_out,) = make(city, line(职务="党总支书记", 手机="13812345678"))
    user = hand_out.user
    assert (user.username, user.person.name, user.unit) == ("cezi", "测子", city.village)
    assert Post.objects.get(person=user.person).title == "党总支书记"
    asked = Grant.objects.get(user=user)
    assert (asked.role, asked.unit, asked.state) == ("village_worker", city.village, Grant.State.REQUESTED)
    assert activate(username="cezi", code=hand_out.code, password=PASSWORD) == user


def test_a_county_officer_sits_in_the_department_and_works_for_the_county(city):
    (hand_out,) = make(city, line(unit="341502D01", role="县区组织部人员"))
    assert Grant.objects.get(user=hand_out.user).unit == city.jinan


def test_a_unit_may_be_given_by_its_only_name(city):
    (hand_out,) = make(city, {"姓名": "测子", "单位名称": "木厂镇", "角色": "township_officer", "账号": "muchang-1"})
    assert (hand_out.user.unit, hand_out.user.username) == (city.muchang, "muchang-1")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (line(name=""), "姓名为空"),
        (line(unit="999"), "单位代码 999 不存在"),
        (line(unit="", 单位名称="无名村"), "没有名为“无名村”的单位"),
        (line(unit=""), "请填单位代码或单位名称"),
        (line(role="村霸"), "角色“村霸”不认识"),
        (line(手机="12345"), "手机号"),
        (line(账号="王五"), "账号由"),
        (line(账号="officer"), "账号 officer 已有人使用"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_made(city, bad, words):
    ((row, message),) = refused(city, line(name="测丑"), bad)
    assert row == 3
    assert words in message


def test_every_bad_row_is_named(city):
    assert [row for row, _ in refused(city, line(unit="999"), line(name="测丑"), line(name="测寅", role="x"))] == [2, 4]


def test_a_name_that_several_units_bear_asks_for_the_code(city):
    city.far_village.name = city.village.name
    city.far_village.save()
    ((_, message),) = refused(city, line(unit="", 单位名称="甲河村村委会"))
    assert "有 2 个单位" in message


def test_the_same_person_twice_is_named(city):
    assert [row for row, _ in refused(city, line(), line())] == [3]
    assert [row for row, _ in refused(city, line(账号="abc"), line(name="测丑", 账号="abc"))] == [3]


def test_namesakes_are_told_apart_by_phone(city):
    made = make(city, line(手机="13812345678"), line(手机="13912345678"))
    assert [one.user.username for one in made] == ["cezi", "cezi2"]


def test_the_same_sheet_twice_makes_nothing_twice(city):
    make(city, line())
    ((_, message),) = refused(city, line())
    assert "已有账号 cezi" in message


def test_a_registered_person_is_not_entered_again(city):
    known = Person.objects.create(name="测子", unit=city.village)
    (hand_out,) = make(city, line(手机="13812345678"))
    assert hand_out.user.person == known


@pytest.mark.parametrize("who", ["security_admin", "officer", "jinan_officer"])
def test_only_the_system_administrator_makes_accounts(city, who):
    ((_, message),) = refused(city, line(), by=who)
    assert "不能管理" in message
