from datetime import date

import pytest

from zugong.kernel.access.roles import Verb
from zugong.kernel.access.testing import small_city
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import declaring
from zugong.kernel.procedures.declaring import Move, Procedure, State

STATES = [State("draft", "草拟"), State("proposed", "待审批"), State("approved", "已批准"), State("refused", "未批准")]
MOVES = [
    Move("propose", "提请", ("draft", "refused"), "proposed", Verb.REPORT),
    Move("approve", "批准", ("proposed",), "approved", Verb.CONFIRM, acting="above", other_than=("propose",)),
    Move("refuse", "退回", ("proposed",), "refused", Verb.CONFIRM, acting="above", needs=("why",), danger=True),
    Move("expire", "失效", ("approved",), "refused", None, danger=True),
]


@pytest.fixture
def own_procedures(monkeypatch):
    """Procedures declared inside a test are forgotten after it."""
    monkeypatch.setattr(declaring, "_procedures", {})


@pytest.fixture
def declare(own_procedures):
    """Declare a procedure over parameter values, changed where a test says so."""

    def make(**changed):
        values = {
            "code": "test.case",
            "label": "试办",
            "version": 1,
            "model": Parameter,
            "states": STATES,
            "moves": MOVES,
        }
        return Procedure(**(values | changed))

    return make


@pytest.fixture
def procedure(declare):
    return declare()


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def make(city):
    """A stored record of the county in a state."""

    def in_state(state="draft", **more):
        values = {"code": "test.days", "value": 5, "unit": city.jinan, "valid_from": date(2023, 1, 1), "source": "测试"}
        return Parameter.objects.create(state=state, **(values | more))

    return in_state
