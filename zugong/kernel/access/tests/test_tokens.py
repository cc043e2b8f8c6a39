"""Tokens for programs: made once, shown once, ended at once."""

import datetime as dt

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from zugong.kernel import calendar
from zugong.kernel.access import tokens
from zugong.kernel.access.activation import reset
from zugong.kernel.access.models import AccessLog, ApiToken
from zugong.kernel.access.testing import small_city
from zugong.kernel.history.models import Change


@pytest.fixture
def city(db):
    return small_city()


def issue(user, **changes):
    given = {"name": "汇总脚本", "writes": False, "ledgers": [], "with_second_factor": False}
    given |= {"expires_on": calendar.today() + dt.timedelta(days=30)} | changes
    return tokens.issue_token(user=user, **given)


def test_a_token_is_shown_once_and_only_its_digest_is_kept(city):
    token, text = issue(city.officer)
    assert tokens.token_of(text) == token
    assert text not in str(ApiToken.objects.values().get())
    assert token.digest not in str(list(Change.objects.values()))
    assert AccessLog.objects.filter(user=city.officer, what__contains="汇总脚本").count() == 1


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (366, True), (367, False)])
def test_a_token_ends_within_a_year(city, days, taken):
    day = calendar.today() + dt.timedelta(days=days)
    if taken:
        assert issue(city.officer, expires_on=day)[0].expires_on == day
    else:
        with pytest.raises(tokens.CannotIssue, match="一年以内"):
            issue(city.officer, expires_on=day)
        assert not ApiToken.objects.exists()


def test_a_token_says_what_it_is_for(city):
    with pytest.raises(tokens.CannotIssue, match="用途"):
        issue(city.officer, name=" ")


def test_one_account_has_a_limited_number_of_tokens(city, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    issue(city.officer)
    issue(city.leader)
    with pytest.raises(tokens.CannotIssue, match="最多 1 个"):
        issue(city.officer)


def test_on_its_last_day_it_opens_and_on_the_next_no_more(city):
    _, text = issue(city.officer, expires_on=calendar.today())
    assert tokens.token_of(text)
    with calendar.on(calendar.today() + dt.timedelta(days=1)), pytest.raises(tokens.CannotUse, match="已过期"):
        tokens.token_of(text)


def test_a_text_that_was_never_issued_opens_nothing(city):
    issue(city.officer)
    for text in ("", "zg_", "zg_" + "a" * 43):
        with pytest.raises(tokens.CannotUse, match="无效"):
            tokens.token_of(text)


def test_a_closed_account_has_no_tokens_that_open(city):
    token, text = issue(city.officer)
    type(token.user).objects.filter(pk=token.user_id).update(is_active=False)
    with pytest.raises(tokens.CannotUse):
        tokens.token_of(text)


def test_a_token_made_before_the_second_factor_was_set_up_opens_nothing_after(city):
    _, text = issue(city.officer)
    TOTPDevice.objects.create(user=city.officer, name="手机", confirmed=True)
    with pytest.raises(tokens.CannotUse, match="动态口令"):
        tokens.token_of(text)
    with pytest.raises(tokens.CannotIssue, match="动态口令"):
        issue(city.officer)
    _, proven = issue(city.officer, with_second_factor=True)
    assert tokens.token_of(proven)


def test_its_use_is_written_down_at_most_once_a_minute(city):
    token, text = issue(city.officer)
    with calendar.on(dt.date(2023, 7, 3), at=dt.time(9, 0)):
        tokens.token_of(text)
    with calendar.on(dt.date(2023, 7, 3), at=dt.time(9, 0, 59)):
        tokens.token_of(text)
    token.refresh_from_db()
    assert token.last_used_at == dt.datetime(2023, 7, 3, 9, 0, tzinfo=calendar.SHANGHAI)
    with calendar.on(dt.date(2023, 7, 3), at=dt.time(9, 2)):
        tokens.token_of(text)
    token.refresh_from_db()
    assert token.last_used_at.minute == 2


@pytest.mark.parametrize("who", ["officer", "security_admin"])
def test_the_holder_and_the_security_administrator_withdraw_it(city, who):
    token, text = issue(city.officer)
    tokens.withdraw_token(token=token, by=city.user(who), why="不再使用")
    with pytest.raises(tokens.CannotUse, match="已停用"):
        tokens.token_of(text)
    with pytest.raises(tokens.CannotWithdraw, match="已停用"):
        tokens.withdraw_token(token=token, by=city.user(who), why="再来")


@pytest.mark.parametrize("who", ["leader", "system_admin", "audit_admin", "jinan_officer"])
def test_nobody_else_withdraws_it(city, who):
    token, text = issue(city.officer)
    with pytest.raises(tokens.CannotWithdraw):
        tokens.withdraw_token(token=token, by=city.user(who), why="试")
    assert tokens.token_of(text)


def test_withdrawing_needs_a_reason(city):
    token, text = issue(city.officer)
    with pytest.raises(tokens.CannotWithdraw, match="原因"):
        tokens.withdraw_token(token=token, by=city.officer, why="  ")
    assert tokens.token_of(text)


def test_a_reset_account_loses_its_tokens_and_nobody_elses(city):
    _, text = issue(city.officer)
    _, other = issue(city.leader)
    reset(user=city.user("officer"), by=city.user("system_admin"))
    with pytest.raises(tokens.CannotUse):
        tokens.token_of(text)
    assert tokens.token_of(other)


def test_tokens_are_seen_by_their_holder_and_those_who_oversee_accounts(city):
    token, _ = issue(city.officer)
    seen_by = {name for name in city.users if token in ApiToken.objects.visible_to(city.user(name))}
    assert seen_by == {"officer", "system_admin", "security_admin", "auditor", "audit_admin"}
