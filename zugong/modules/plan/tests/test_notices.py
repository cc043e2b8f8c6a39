"""What the worklist tells: signed papers, to those who may see them, until they are put away."""

from datetime import date

import pytest
from django.urls import reverse

from zugong.kernel.procedures.models import NoticeRead
from zugong.kernel.procedures.moving import take
from zugong.kernel.procedures.notices import recent
from zugong.modules.plan.actions.bulletins import draw_up
from zugong.modules.plan.actions.supervision import draft_slip


@pytest.fixture
def part(handing):
    part = handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]
    handing.confirmed(part, 1)
    return part


@pytest.fixture
def draft(handing, part):
    return draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("officer"))


@pytest.fixture
def slip(handing, draft):
    take("plan.slip", "issue", draft, by=handing.user("leader"))
    return draft


@pytest.fixture
def bulletin(handing, part):
    found = draw_up(plan=handing.plan, period="2023-Q1", as_of=date(2023, 3, 20), by=handing.user("officer"))
    take("plan.bulletin", "sign", found, by=handing.user("leader"), changes={"number": "通报〔2023〕1号"})
    return found


def told(handing, name):
    return {notice.key for notice in recent(handing.user(name))}


@pytest.mark.parametrize("name", ["officer", "jinan_officer", "shucheng_officer", "villager"])
def test_a_signed_slip_and_a_signed_bulletin_are_told_to_the_late_unit_and_its_siblings(handing, slip, bulletin, name):
    assert told(handing, name) == {f"plan.slip/{slip.pk}", f"plan.bulletin/{bulletin.pk}"}


@pytest.mark.parametrize("name", ["jinan_officer", "shucheng_officer", "resident"])
def test_a_draft_is_told_to_nobody(handing, draft, name):
    assert told(handing, name) == set()


@pytest.mark.parametrize("name", ["resident", "enterprise", "cadre"])
def test_whoever_may_not_see_a_paper_is_not_told_of_it(handing, slip, bulletin, name):
    assert told(handing, name) == set()


def test_a_slip_that_is_settled_is_no_news(handing, slip):
    type(slip).objects.update(state="closed")
    assert told(handing, "jinan_officer") == set()


def test_what_was_read_is_put_away_for_its_reader_alone(as_, handing, slip, bulletin):
    client = as_("jinan_officer")
    assert bulletin.title in client.get("/").text
    client.post(reverse("put_notices_away"), {"key": f"plan.bulletin/{bulletin.pk}"})
    assert told(handing, "jinan_officer") == {f"plan.slip/{slip.pk}"}
    assert len(told(handing, "shucheng_officer")) == 2
    assert bulletin.title not in client.get("/").text


def test_what_was_never_told_cannot_be_marked_as_read(as_, handing, draft):
    as_("resident").post(reverse("put_notices_away"), {"key": [f"plan.slip/{draft.pk}", "x"]})
    assert not NoticeRead.objects.exists()


def test_the_newest_comes_first(handing, slip, bulletin):
    days = [notice.day for notice in recent(handing.user("officer"))]
    assert days == sorted(days, reverse=True)
