"""The pages of tokens: one's own, and those that the security administrator oversees."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.models import ApiToken
from zugong.kernel.access.testing import small_city
from zugong.kernel.access.tokens import CannotUse, issue_token, token_of

PAGE = "/account/tokens/"


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def as_(client, city):
    def sign_in(name):
        client.force_login(city.user(name))
        return client

    return sign_in


def typed(**changes) -> dict:
    return {"name": "周报脚本", "expires_on": str(calendar.today() + dt.timedelta(days=30))} | changes


def issue(user) -> tuple[ApiToken, str]:
    end = calendar.today() + dt.timedelta(days=30)
    return issue_token(user=user, name="脚本", writes=False, ledgers=[], expires_on=end, with_second_factor=False)


def test_the_text_is_shown_once(as_, city):
    client = as_("officer")
    text = client.post(PAGE, typed(ledgers=["posts"])).context["text"]
    token = ApiToken.objects.get()
    assert (token_of(text), token.ledgers, token.writes, token.user) == (token, ["posts"], False, city.officer)
    assert text not in client.get(PAGE).text


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"expires_on": ""}, {"expires_on": "2020-01-01"}, {"ledgers": ["none"]}]
)
def test_what_does_not_fit_makes_no_token(as_, changes):
    response = as_("officer").post(PAGE, typed(**changes))
    assert (response.status_code, response.context["text"]) == (422, "")
    assert not ApiToken.objects.exists()


def test_only_ledgers_that_one_may_open_are_offered(as_):
    offered = [name for name, _ in as_("villager").get(PAGE).context["form"].fields["ledgers"].choices]
    assert "units" in offered
    assert "people" not in offered


def test_the_page_shows_nobody_elses_tokens(as_, city):
    issue(city.leader)
    page = as_("officer").get(PAGE)
    assert (page.context["in_force"], page.context["ended"]) == ([], [])


def test_the_holder_withdraws_with_a_reason(as_, city):
    token, text = issue(city.officer)
    client = as_("officer")
    client.post(f"/tokens/{token.pk}/withdraw/", {"why": ""})
    assert token_of(text)
    assert client.post(f"/tokens/{token.pk}/withdraw/", {"why": "不用了"}).url == PAGE
    with pytest.raises(CannotUse):
        token_of(text)
    assert client.get(PAGE).context["ended"] == [token]


def test_the_security_administrator_lists_and_withdraws(as_, city):
    token, text = issue(city.officer)
    client = as_("security_admin")
    assert client.get("/ledgers/api-tokens/").context["lines"][0]["href"] == f"/tokens/{token.pk}/"
    assert client.get(f"/tokens/{token.pk}/").status_code == 200
    client.post(f"/tokens/{token.pk}/withdraw/", {"why": "人已调离"})
    with pytest.raises(CannotUse):
        token_of(text)


def test_who_only_looks_on_sees_it_and_withdraws_nothing(as_, city):
    token, text = issue(city.officer)
    client = as_("auditor")
    assert client.get(f"/tokens/{token.pk}/").context["may_withdraw"] is False
    client.post(f"/tokens/{token.pk}/withdraw/", {"why": "试"})
    assert token_of(text)


def test_for_others_it_does_not_exist(as_, city):
    token, text = issue(city.officer)
    client = as_("leader")
    assert client.get(f"/tokens/{token.pk}/").status_code == 404
    assert client.post(f"/tokens/{token.pk}/withdraw/", {"why": "试"}).status_code == 404
    assert token_of(text)
