from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.testing import small_city
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import declaring
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, Publicity, Replies, State
from zugong.kernel.procedures.moving import begin, take
from zugong.kernel.procedures.procedures import OBJECTION_PROCEDURE, REPLY_PROCEDURE
from zugong.kernel.registry.models import Unit

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


STAGES = [
    State("draft", "草拟", limit=Limit("procedures.reply_days")),
    State(
        "asked",
        "联审",
        replies=Replies(lambda record: Unit.objects.filter(code__contains="D0"), lambda record: "有无异议"),
    ),
    State("public", "公示", publicity=Publicity()),
    State("done", "办结"),
    State("stopped", "终止"),
]
STEPS = [
    Move("ask", "送审", ("draft",), "asked", Verb.REPORT, asks=("source",)),
    Move("publish", "公示", ("asked",), "public", Verb.CONFIRM),
    Move("finish", "办结", ("public",), "done", Verb.CONFIRM),
    Move("stop", "终止", ("draft", "asked", "public"), "stopped", Verb.CONFIRM, needs=("why",), danger=True),
]


@pytest.fixture
def staged(declare):
    """A procedure with a limit, with replies of departments and with publicity."""
    for other in (REPLY_PROCEDURE, OBJECTION_PROCEDURE):
        declaring._procedures[other.code] = other
    return declare(code="test.staged", states=STAGES, moves=STEPS)


@pytest.fixture
def at_work():
    """It is the third of July 2023, or the day that a test moves on to."""
    with calendar.on(date(2023, 7, 3)):
        yield


@pytest.fixture
def begun(staged, city, at_work):
    """A record of the county in the first state of that procedure."""
    record = Parameter(code="test.days", value=5, unit=city.jinan, valid_from=date(2023, 1, 1), source="测试")
    begin(staged, record, by=city.jinan_officer)
    return record


@pytest.fixture
def public(staged, begun, city):
    """That record in publicity, which lasts to the tenth of July."""
    take(staged, "ask", begun, by=city.jinan_officer)
    take(staged, "publish", begun, by=city.jinan_officer, why="各部门此前已审")
    return begun
