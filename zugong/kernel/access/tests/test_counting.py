"""Calls are counted by all processes together."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from zugong.kernel.access import counting
from zugong.kernel.access.counting import KEPT, count_call
from zugong.kernel.access.models import CallCount


def test_each_caller_is_counted_by_itself_and_each_minute_anew(db):
    assert [count_call("token 1", 7) for _ in range(3)] == [1, 2, 3]
    assert count_call("token 2", 7) == 1
    assert count_call("token 1", 8) == 1


def test_two_that_begin_a_minute_at_the_same_moment_are_both_counted(db, monkeypatch):
    def overtaken():
        CallCount.objects.create(caller="token 1", minute=7)
        return transaction.atomic()

    monkeypatch.setattr(counting, "transaction", SimpleNamespace(atomic=overtaken))
    assert count_call("token 1", 7) == 2


@pytest.mark.parametrize(("minute", "left"), [(7 + KEPT, 2), (8 + KEPT, 1)])
def test_old_counts_go_by_themselves(db, minute, left):
    count_call("token 1", 7)
    count_call("token 2", minute)
    assert CallCount.objects.count() == left
