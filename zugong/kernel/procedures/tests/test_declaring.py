import pytest

from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.checking import check, check_all
from zugong.kernel.procedures.declaring import (
    BrokenProcedure,
    Move,
    State,
    UnknownProcedure,
    procedure_named,
    procedures_of,
)
from zugong.kernel.procedures.tests.conftest import MOVES, STATES


def go(*sources, target="approved", name="go", **more):
    return Move(name, "走", sources, target, Verb.EDIT, **more)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"moves": [go("drafted")]}, "drafted"),
        ({"moves": [go("draft", target="gone")]}, "gone"),
        ({"moves": [go("draft"), go("draft")]}, "two moves are named 'go'"),
        ({"states": [*STATES, STATES[0]]}, "two states are named 'draft'"),
        ({"states": []}, "no states"),
        ({"moves": MOVES[1:]}, "leads to the state 'proposed'"),
        ({"states": [*STATES, State("lost", "失落")]}, "leads to the state 'lost'"),
        ({"moves": [go("draft", acting="beside")]}, "beside"),
        ({"settled": ("gone",)}, "settled names the state 'gone'"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(declare, changed, said):
    with pytest.raises(BrokenProcedure, match=said):
        declare(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state_field": "status"}, "status"),
        ({"about": "task.title"}, "task.title"),
        ({"model": AccessLog}, "scoped record"),
        ({"moves": [go("draft", needs=("number",)), *MOVES]}, "needs 'number'"),
        ({"moves": [go("draft", place="department"), *MOVES]}, "place 'department'"),
        ({"moves": [go("draft", place="source"), *MOVES]}, "leads to no unit"),
        ({"moves": [go("draft", place="approved_by"), *MOVES]}, "leads to User"),
        ({"moves": [go("draft", other_than=("sign",)), *MOVES]}, "other_than names 'sign'"),
        ({"moves": [go("draft", other_than=("source",)), *MOVES]}, "neither a move nor a user"),
        (
            {"states": [State("begun", "开始"), *STATES], "moves": [go("begun", target="draft"), *MOVES]},
            "cannot be begun",
        ),
    ],
)
def test_a_declaration_that_does_not_fit_its_model_is_refused_at_start(declare, changed, said):
    procedure = declare(**changed)
    with pytest.raises(BrokenProcedure, match=said):
        check(procedure)


def test_a_fitting_declaration_is_known_by_code_and_by_model(procedure):
    check_all()
    assert procedure_named("test.case") is procedure
    assert procedures_of(Parameter) == [procedure]


def test_a_place_may_lie_beyond_a_relation_and_other_than_may_name_a_user_field(declare):
    check(declare(moves=[go("draft", place="unit.parent", other_than=("approved_by",)), *MOVES]))


def test_one_code_is_declared_once(declare):
    declare()
    with pytest.raises(BrokenProcedure, match="two procedures"):
        declare()


def test_misspelt_names_are_answered_with_those_that_exist(procedure):
    with pytest.raises(UnknownProcedure, match=r"test\.case"):
        procedure_named("test.cas")
    with pytest.raises(UnknownProcedure, match="propose, approve"):
        procedure.move("sign")


def test_states_that_nothing_leaves_are_endings(declare):
    assert declare(moves=MOVES[:3]).endings == {"approved"}


def test_the_way_ahead_is_the_shortest_without_dangerous_moves(procedure, declare):
    with_end = declare(code="test.end", moves=MOVES[:3])
    assert [state.name for state in with_end.way_from("draft")] == ["proposed", "approved"]
    assert with_end.way_from("approved") == []


def test_a_procedure_without_an_end_has_no_way_ahead(declare):
    assert declare(moves=[*MOVES[:3], go("approved", target="draft", name="again")]).way_from("draft") == []


def test_a_settled_state_is_an_ending_although_it_can_be_left(declare):
    again = go("approved", target="draft", name="again")
    procedure = declare(moves=[*MOVES[:3], again], settled=("approved",))
    assert procedure.endings == {"approved"}
    assert [state.name for state in procedure.way_from("proposed")] == ["approved"]
