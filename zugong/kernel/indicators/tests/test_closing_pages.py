"""Closing on the screen: asked for by whoever signs, done behind the pages, seen on the board and in the rows."""

from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators import refreshing
from zugong.kernel.indicators.actions import Aim, name_subject, set_goals
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Closing, Goal, Standing
from zugong.kernel.indicators.standing import restand
from zugong.kernel.indicators.tests import loans
from zugong.kernel.jobs.worker import run_due

BOARD = "/board/3415/2023-Q2/"


@pytest.fixture
def city(db, tmp_path, settings):
    """A city whose second quarter is over, with a target for loans."""
    settings.VAR = tmp_path
    city = small_city()
    measures = {"lent_so_far": loans.LENT_SO_FAR, "returned": loans.RETURNED}
    with mock.patch.dict(MEASURES, measures, clear=True):
        root = city.units["city"]
        name_subject(code="novels", by=None, measure="lent_so_far", unit=root, year=2023, label="借书", position=1)
        set_goals(subject="novels", period="2023", aims=[Aim(root, "lent_so_far", Decimal(100))], by=None)
        lend(city, 60, date(2023, 4, 5))
        yield city


def lend(city, value, day):
    Goal.objects.bulk_create([loans.loan(city.units["muchang"], day, value)])
    refreshing.refresh_all()
    restand(subjects=["novels"], year=2023)


def close(client, city, why=""):
    client.force_login(city.user("leader"))
    assert client.post(f"{BOARD}closing/", {"why": why}).status_code == 302
    run_due()


def test_who_signs_closes_and_the_board_says_so(client, city):
    close(client, city)
    page = client.get(BOARD)
    assert "已结账" in page.text
    assert [closing.number for closing in page.context["board"].closings] == [1]
    assert "至今没有变化" in client.get(f"{BOARD}closing/").text


def test_a_correction_is_seen_beside_the_closed_figure_before_and_after_it_is_signed(client, city):
    close(client, city)
    lend(city, 15, date(2023, 5, 9))
    board = client.get(BOARD)
    assert Standing.objects.get(period="2023-Q2").value == 60
    assert Standing.objects.get(period="2023").value == 75
    assert "待更正" in board.text
    close(client, city, why="漏报")
    board = client.get(BOARD)
    assert Standing.objects.get(period="2023-Q2").value == 75
    assert "已更正" in board.text
    assert "漏报" in client.get(f"{BOARD}closing/").text


def test_a_closed_figure_opens_to_its_frozen_rows(client, city):
    close(client, city)
    lend(city, 15, date(2023, 5, 9))
    page = client.get(f"{BOARD}rows/lent_so_far/novels/")
    assert (page.context["count"], page.context["total"], page.context["figure"].value) == (1, 60, 60)
    assert "冻结的记录" in page.text
    both = [client.get(f"{BOARD}rows/returned/-/?side={side}").context["count"] for side in ("part", "whole")]
    assert both == [0, 1]


def test_frozen_rows_that_are_gone_are_told_and_not_made_up(client, city, tmp_path):
    close(client, city)
    for path in tmp_path.rglob("ancestors.parquet"):
        path.unlink()
    page = client.get(f"{BOARD}rows/lent_so_far/novels/")
    assert page.context["count"] == 0
    assert "缺失或已被改动" in page.text


def test_asked_twice_it_is_closed_once(client, city):
    client.force_login(city.user("leader"))
    for _ in range(2):
        client.post(f"{BOARD}closing/")
    run_due()
    assert Closing.objects.count() == 1


@pytest.mark.parametrize(("user", "period"), [("officer", "2023-Q2"), ("leader", "2023-Q3"), ("leader", "2023")])
def test_who_may_not_or_too_early_is_told_why(client, city, user, period):
    client.force_login(city.user(user))
    page = client.post(f"/board/3415/{period}/closing/", follow=True)
    run_due()
    assert not Closing.objects.exists()
    assert "签发权限" in page.text or "没有结束" in page.text


def test_a_county_sees_its_own_corrections_and_cannot_close(client, city):
    close(client, city)
    lend(city, 15, date(2023, 5, 9))
    client.force_login(city.user("jinan_officer"))
    page = client.get("/board/341502/2023-Q2/closing/")
    assert {one.unit.code for one in page.context["restated"]} <= {"341502", city.units["muchang"].code}
    assert page.context["restated"]
    assert not page.context["may_close"]


def test_the_board_asks_as_often_for_many_restatements_as_for_few(client, city):
    close(client, city)
    counts = []
    for day in (date(2023, 5, 9), date(2023, 6, 9)):
        lend(city, 1, day)
        with CaptureQueriesContext(connection) as queries:
            client.get(BOARD)
        counts.append(len(queries))
    assert len(set(counts)) == 1
