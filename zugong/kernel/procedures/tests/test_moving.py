from datetime import date

import pytest

from zugong.kernel.access.models import Deputy, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import changes_of, save, void
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import moving
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import Move
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import (
    CannotMove,
    ChangedSinceSeen,
    NotYours,
    SamePerson,
    SomethingMissing,
    WrongState,
    moves_open_to,
    signatures_of,
    take,
)
from zugong.kernel.procedures.testing import refused_moves
from zugong.kernel.procedures.tests.conftest import MOVES


def deputise(principal, deputy):
    days = {"start_date": date(2023, 7, 1), "end_date": date(2023, 7, 31)}
    Deputy.objects.create(principal=principal, deputy=deputy, reason="休假", **days)


def test_a_move_writes_state_history_and_signature_together(procedure, make, city):
    record = make()
    signature = take(procedure, "propose", record, by=city.jinan_officer)
    assert record.state == "proposed"
    assert Parameter.objects.get().state == "proposed"
    change = changes_of(record).first()
    assert (change.kind, change.by) == (Change.Kind.MOVED, city.jinan_officer)
    assert (signature.from_state, signature.to_state, signature.record_version) == ("draft", "proposed", record.version)
    assert (signature.on_behalf_of, signature.deputy_for) == (city.jinan, None)
    assert list(signatures_of(record)) == [signature]


def test_a_procedure_can_be_named_by_its_code(procedure, make, city):
    assert take("test.case", "propose", make(), by=city.jinan_officer).move == "propose"


def test_everything_that_is_not_declared_is_refused(procedure, make):
    assert refused_moves(procedure, make) == []


def test_the_derived_test_notices_a_move_that_everybody_may_take(procedure, make, monkeypatch):
    monkeypatch.setattr(moving, "authority_for", lambda user, move, place: moving.Authority(unit=place))
    assert "propose by resident" in refused_moves(procedure, make)


def test_the_derived_test_notices_a_move_from_a_wrong_state(procedure, make, monkeypatch):
    monkeypatch.setattr(moving, "_state_before", lambda procedure, move, record: record.state)
    assert "propose from approved" in refused_moves(procedure, make)


def test_own_means_exactly_the_unit(procedure, make, city):
    for user in (city.officer, city.shucheng_officer, city.township_officer):
        with pytest.raises(NotYours, match="金安区"):
            take(procedure, "propose", make(), by=user)


def test_above_means_the_unit_or_higher(procedure, make, city):
    assert take(procedure, "approve", make("proposed"), by=city.officer).on_behalf_of == city.city
    assert take(procedure, "approve", make("proposed"), by=city.jinan_officer).on_behalf_of == city.jinan
    for user in (city.shucheng_officer, city.township_officer):
        with pytest.raises(NotYours):
            take(procedure, "approve", make("proposed"), by=user)


def test_what_holds_everywhere_is_decided_at_the_root(procedure, make, city):
    with pytest.raises(NotYours):
        take(procedure, "approve", make("proposed", unit=None), by=city.jinan_officer)
    assert take(procedure, "approve", make("proposed", unit=None), by=city.officer)


def test_a_second_signer_is_another_person(procedure, make, city):
    record = make()
    take(procedure, "propose", record, by=city.jinan_officer)
    with pytest.raises(SamePerson):
        take(procedure, "approve", record, by=city.jinan_officer)
    assert record.state == "proposed"
    take(procedure, "approve", record, by=city.officer)


def test_only_the_last_time_a_step_was_taken_counts(procedure, make, city):
    record = make()
    take(procedure, "propose", record, by=city.jinan_officer)
    take(procedure, "refuse", record, by=city.officer, why="不妥")
    other = User.objects.create_user("second", unit=city.jinan)
    city.jinan_officer.grants.update(user=other)
    take(procedure, "propose", record, by=other)
    city.jinan_officer.grants.model.objects.filter(user=other).update(user=city.jinan_officer)
    assert take(procedure, "approve", record, by=city.user("jinan_officer"))


def test_the_other_person_may_be_named_by_a_field(declare, make, city):
    by_field = Move(
        "approve", "批准", ("proposed",), "approved", Verb.CONFIRM, acting="above", other_than=("approved_by",)
    )
    procedure = declare(moves=[MOVES[0], by_field, MOVES[2]])
    with pytest.raises(SamePerson):
        take(procedure, "approve", make("proposed", approved_by=city.officer), by=city.officer)


def test_a_deputy_signs_as_one(procedure, make, city):
    deputise(city.jinan_officer, city.jinan_signer)
    signature = take(procedure, "propose", make(), by=city.user("jinan_signer"))
    assert (signature.deputy_for, signature.on_behalf_of) == (city.jinan_officer, city.jinan)


def test_neither_the_deputy_nor_the_principal_is_a_second_person(procedure, make, city):
    deputise(city.jinan_officer, city.jinan_signer)
    record = make()
    take(procedure, "propose", record, by=city.user("jinan_signer"))
    for user in ("jinan_signer", "jinan_officer"):
        with pytest.raises(SamePerson):
            take(procedure, "approve", record, by=city.user(user))


def test_a_deputy_cannot_be_the_second_person_by_the_principals_right(procedure, make, city):
    deputise(city.jinan_officer, city.jinan_signer)
    record = make()
    take(procedure, "propose", record, by=city.jinan_officer)
    with pytest.raises(SamePerson):
        take(procedure, "approve", record, by=city.user("jinan_signer"))


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_needed_reason_must_be_given(procedure, make, city, why):
    record = make("proposed")
    with pytest.raises(SomethingMissing) as refusal:
        take(procedure, "refuse", record, by=city.officer, why=why)
    assert refusal.value.fields == ("why",)
    assert not signatures_of(record).exists()


def test_a_needed_field_can_be_filled_in_with_the_move(declare, make, city):
    needing = Move("propose", "提请", ("draft",), "proposed", Verb.REPORT, needs=("source",))
    procedure = declare(moves=[needing, *MOVES[1:]])
    record = make(source="")
    with pytest.raises(SomethingMissing, match="依据"):
        take(procedure, "propose", record, by=city.jinan_officer)
    take(procedure, "propose", record, by=city.jinan_officer, changes={"source": "文件"})
    assert Parameter.objects.get().source == "文件"


def test_check_and_after_run_inside_the_move(declare, make, city):
    called = []

    def check(record, *, by, changes):
        called.append(("check", record.state, changes["why"]))

    def after(record, *, by, changes):
        called.append(("after", record.state, changes["source"]))

    watched = Move("propose", "提请", ("draft",), "proposed", Verb.REPORT, check=check, after=after)
    procedure = declare(moves=[watched, *MOVES[1:]])
    take(procedure, "propose", make(), by=city.jinan_officer, why="因", changes={"source": "文件"})
    assert called == [("check", "draft", "因"), ("after", "proposed", "文件")]


def test_whatever_fails_afterwards_undoes_the_move(declare, make, city):
    def after(record, *, by, changes):
        raise CannotMove("不行")

    procedure = declare(moves=[Move("propose", "提请", ("draft",), "proposed", Verb.REPORT, after=after), *MOVES[1:]])
    record = make()
    with pytest.raises(CannotMove):
        take(procedure, "propose", record, by=city.jinan_officer)
    assert (record.state, Parameter.objects.get().state) == ("draft", "draft")
    assert not Signature.objects.exists()
    assert not Change.objects.filter(kind=Change.Kind.MOVED).exists()


def test_nobody_signs_what_they_have_not_seen(procedure, make, city):
    record = make()
    seen = record.version
    record.source = "改过的文件"
    save(record, by=city.officer)
    with pytest.raises(ChangedSinceSeen):
        take(procedure, "propose", record, by=city.jinan_officer, seen=seen)
    take(procedure, "propose", record, by=city.jinan_officer, seen=record.version)


def test_two_people_cannot_take_the_same_move(procedure, make, city):
    first = make()
    second = Parameter.objects.get(pk=first.pk)
    take(procedure, "propose", first, by=city.jinan_officer)
    with pytest.raises(WrongState, match="待审批"):
        take(procedure, "propose", second, by=city.jinan_officer)


def test_a_voided_record_moves_no_more(procedure, make, city):
    record = make()
    void(record, by=city.officer, why="重复")
    with pytest.raises(CannotMove, match="作废"):
        take(procedure, "propose", record, by=city.jinan_officer)


def test_the_platform_takes_its_own_moves_and_people_do_not(procedure, make, city):
    with pytest.raises(NotYours):
        take(procedure, "expire", make("approved"), by=city.officer)
    signature = take(procedure, "expire", make("approved"), by=None)
    assert (signature.by, signature.on_behalf_of) == (None, None)


def test_a_move_without_sources_begins_the_case(declare, city):
    begin = Move("enter", "录入", (), "draft", Verb.REPORT)
    procedure = declare(moves=[begin, *MOVES])
    record = Parameter(code="test.days", value=1, unit=city.jinan, valid_from=date(2023, 1, 1), source="测试")
    signature = take(procedure, "enter", record, by=city.jinan_officer)
    assert (signature.from_state, signature.to_state, signature.record_id) == ("", "draft", record.pk)
    with pytest.raises(WrongState):
        take(procedure, "enter", record, by=city.jinan_officer)


def test_only_a_beginning_move_takes_what_is_not_stored(procedure, city):
    with pytest.raises(WrongState, match="尚未保存"):
        take(procedure, "propose", Parameter(unit=city.jinan), by=city.jinan_officer)


def test_the_moves_open_to_a_user_are_those_that_would_be_taken(procedure, make, city):
    record = make()
    assert [move.name for move in moves_open_to(record, city.jinan_officer, procedure)] == ["propose"]
    assert moves_open_to(record, city.resident, procedure) == []
    take(procedure, "propose", record, by=city.jinan_officer)
    assert [move.name for move in moves_open_to(record, city.jinan_officer, procedure)] == ["refuse"]
    assert [move.name for move in moves_open_to(record, city.officer, "test.case")] == ["approve", "refuse"]
    assert moves_open_to(make("approved"), city.officer, procedure) == []


def test_a_signature_is_never_changed(procedure, make, city):
    signature = take(procedure, "propose", make(), by=city.jinan_officer)
    signature.why = "后来"
    with pytest.raises(TypeError):
        signature.save()


def test_the_digest_is_that_of_the_stored_content_and_stays_while_only_the_state_changes(procedure, make, city):
    record = make()
    before = content_hash(record, procedure)
    first = take(procedure, "propose", record, by=city.jinan_officer, changes={"valid_from": "2023-01-01"})
    second = take(procedure, "approve", record, by=city.officer)
    assert first.content_hash == second.content_hash == before
    record.source = "另一文件"
    assert content_hash(record, procedure) != before


def test_equal_contents_of_two_records_have_different_digests(procedure, make):
    assert content_hash(make(), procedure) != content_hash(make(), procedure)
