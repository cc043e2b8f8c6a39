from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.procedures.digests import digest_of, digest_shown, put_away, write_digests
from zugong.kernel.procedures.duties import climb, close_duties, open_duty
from zugong.kernel.procedures.models import Digest, Duty
from zugong.kernel.procedures.worklist import answer, group_text, worklist

TODAY, BEFORE, SOON, LATER = date(2023, 7, 3), date(2023, 6, 30), date(2023, 7, 10), date(2023, 7, 11)


@pytest.fixture
def owe(city, make):
    record = make()

    def opened(due=None, verb="report", kind="test.report", unit="jinan", title="填报培训人数"):
        return open_duty(
            kind=kind,
            record=record,
            unit=city.units[unit],
            verb=verb,
            title=title,
            url="/plan/parts/1/report/",
            due=due,
        )

    opened.record = record
    return opened


@pytest.mark.parametrize(
    ("duty", "group"),
    [
        ({"due": BEFORE}, "overdue"),
        ({"due": TODAY}, "today"),
        ({"due": SOON}, "soon"),
        ({"due": LATER}, "later"),
        ({}, "later"),
        ({"kind": "test.returned", "due": LATER}, "returned"),
        ({"kind": "test.returned", "due": BEFORE}, "overdue"),
        ({"verb": "confirm", "due": LATER}, "to_confirm"),
        ({"verb": "confirm", "due": TODAY}, "today"),
    ],
)
def test_each_duty_stands_in_the_most_urgent_group_it_belongs_to(owe, city, duty, group):
    owe(**duty)
    assert [found.name for found in worklist(city.jinan_officer).groups] == [group]


def test_a_signer_sees_what_waits_for_a_signature(owe, city):
    owe(verb="sign", due=LATER)
    assert worklist(city.jinan_signer).counts == {"to_sign": 1, "climbed": 0}


def test_the_answer_names_what_is_urgent(owe, city):
    owe(due=BEFORE, kind="test.a")
    owe(due=TODAY, kind="test.b")
    owe(due=TODAY, kind="test.c")
    owe(verb="confirm", kind="test.d", due=LATER)
    assert answer(worklist(city.jinan_officer)) == "今天有 2 件到期、1 件逾期、1 件待确认"


def test_the_answer_tells_nothing_urgent_from_nothing_at_all(owe, city):
    assert answer(worklist(city.jinan_officer)) == "今天的事都办完了"
    owe(due=LATER)
    assert answer(worklist(city.jinan_officer)) == "今天没有到期的事，手头还有 1 件"
    close_duties(owe.record)
    owe(unit="muchang", due=date(2023, 6, 20))
    climb(TODAY)
    assert answer(worklist(city.user("jinan_officer"))) == "自己的事都办完了，所辖单位有 1 件逾期"


def test_the_text_for_the_group_names_units_and_no_person(owe, city):
    owe(unit="shucheng", due=BEFORE)
    owe(unit="jinan", due=BEFORE)
    owe(unit="zone", due=BEFORE, title="反馈督查单")
    text = group_text(Duty.objects.order_by("pk"), "https://zugong.example/")
    assert text == (
        "【督办】“填报培训人数”以下单位逾期：舒城县、金安区。“反馈督查单”以下单位逾期：六安经济开发区。办理：https://zugong.example/"
    )


def test_the_list_asks_as_many_queries_for_many_duties_as_for_few(owe, city):
    def queries():
        user = city.user("jinan_officer")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            work = worklist(user)
            for group in work.groups:
                assert all(str(duty.unit) and duty.days_left is not None for duty in group.duties)
        return len(asked)

    owe(due=TODAY)
    few = queries()
    for kind in range(40):
        owe(due=TODAY, kind=f"test.{kind}")
    assert queries() == few <= 6


def test_a_digest_tells_the_answer_and_the_most_urgent(owe, city):
    for kind in range(6):
        owe(due=TODAY, kind=f"test.{kind}", title=f"第{kind}件")
    text = digest_of(city.jinan_officer, TODAY).text
    assert text.splitlines()[0] == "今天有 6 件到期"
    assert "第0件（2023-07-03 前）" in text
    assert text.splitlines()[-1] == "另有 1 件，见工作台"


def test_there_is_one_digest_a_day_and_none_for_who_owes_nothing(owe, city):
    owe(due=TODAY)
    assert write_digests(TODAY) == write_digests(TODAY) == 1
    assert Digest.objects.get().user == city.jinan_officer


def test_a_digest_that_has_become_empty_disappears(owe, city):
    owe(due=TODAY)
    write_digests(TODAY)
    close_duties(owe.record)
    write_digests(TODAY)
    assert not Digest.objects.exists()


def test_a_digest_put_away_is_shown_no_more(owe, city):
    owe(due=TODAY)
    write_digests(TODAY)
    assert digest_shown(city.jinan_officer, TODAY)
    put_away(city.jinan_officer, TODAY)
    assert digest_shown(city.jinan_officer, TODAY) is None
