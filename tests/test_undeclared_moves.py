"""An undeclared move is impossible from any door: every procedure, every move, every state, every role that must be refused."""

from collections import Counter

import pytest

from tests.rows import make
from zugong.kernel.access.roles import VERBS, Role
from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.ledger.declaring import ledger_of
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.declaring import all_procedures
from zugong.kernel.procedures.guarding import UndeclaredMove
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.testing import somebody, try_all, undeclared

tried: Counter[str] = Counter()
PROCEDURES = all_procedures()


@pytest.fixture(params=PROCEDURES, ids=lambda procedure: procedure.code)
def procedure(request):
    return request.param


@pytest.fixture
def record_in(procedure, city):
    """A stored record of the procedure in a state."""
    users = [city.users["jinan_officer"], city.users["jinan_signer"]]
    made = {}

    def stored(state):
        # One record for all: a refused move leaves it as it was, and the next state is only written over it.
        if not made:
            made["row"] = make(procedure.model, city.jinan, users)
        procedure.model._base_manager.filter(pk=made["row"].pk).update(**{procedure.state_field: state})
        made["row"].refresh_from_db()
        return made["row"]

    return stored


def standing(procedure, record):
    stored = type(record)._base_manager.get(pk=record.pk)
    return procedure.state_of(stored), Signature.objects.of(record).count()


def test_no_action_takes_it(procedure, record_in):
    attempts = try_all(procedure, record_in)
    assert attempts.through == []
    tried["actions"] += attempts.tried


def test_no_writing_changes_the_state(procedure, record_in):
    for state in procedure.states:
        for other in procedure.states:
            if state != other:
                record = record_in(state.name)
                setattr(record, procedure.state_field, other.name)
                with pytest.raises(UndeclaredMove):
                    writing.save(record, by=None)
                with pytest.raises(UndeclaredMove):
                    save_batch([record], by=None)
                tried["writings"] += 2
        assert standing(procedure, record_in(state.name))[0] == state.name


def able_roles(move):
    return [role for role in Role if move.verb in VERBS[role]]


def test_no_page_takes_a_move_that_does_not_leave_the_state(procedure, record_in, client):
    for state, move in undeclared(procedure):
        for role in able_roles(move)[:1]:
            record = record_in(state)
            before = standing(procedure, record)
            client.force_login(somebody(role, place_of(record, move)))
            client.post(f"/cases/{procedure.code}/{record.pk}/{move.name}/", {f"{move.name}-why": "试"})
            assert standing(procedure, record) == before, f"{move.name} from {state}"
            tried["pages"] += 1


def test_no_page_takes_a_move_for_a_role_without_its_verb(procedure, record_in, client):
    for role in Role:
        for move in procedure.moves:
            if move.sources and role not in able_roles(move):
                record = record_in(move.sources[0])
                before = standing(procedure, record)
                client.force_login(somebody(role, place_of(record, move)))
                client.post(f"/cases/{procedure.code}/{record.pk}/{move.name}/", {f"{move.name}-why": "试"})
                assert standing(procedure, record) == before, f"{move.name} by {role}"
                tried["pages"] += 1


def test_no_form_and_no_interface_of_a_ledger_changes_the_state(procedure, record_in, city, client):
    ledger = ledger_of(procedure.model)
    first, other = procedure.states[0].name, procedure.states[-1].name
    record = record_in(first)
    if ledger is not None:
        assert procedure.state_field not in ledger.form_fields
        client.force_login(city.users["officer"])
        typed = {procedure.state_field: other, "seen_version": record.version, "why": "试"}
        client.post(f"/ledgers/{ledger.name}/{record.pk}/edit/", typed)
        address = f"/api/ledgers/{ledger.name}/{record.pk}"
        client.patch(address, {procedure.state_field: other}, content_type="application/json")
        tried["ledgers"] += 2
    assert standing(procedure, record)[0] == first


def test_it_says_how_many_it_tried(capsys):
    """Last of this file: each door was tried, and by how many hands."""
    if not tried["actions"]:
        pytest.skip("the others of this file ran elsewhere")
    with capsys.disabled():
        print("\nundeclared moves tried:", ", ".join(f"{door} {count:,}" for door, count in tried.items()))  # noqa: T201
    assert tried["actions"] > 1000
