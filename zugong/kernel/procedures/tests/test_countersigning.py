"""Two signers, two persons, one content."""

from dataclasses import replace

import pytest

from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.declaring import BrokenProcedure, Move
from zugong.kernel.procedures.moving import ChangedSinceSigned, SamePerson, take
from zugong.kernel.procedures.tests.conftest import MOVES

JOINING = Move("approve", "批准", ("proposed",), "approved", Verb.CONFIRM, acting="above", countersigns="propose")


@pytest.fixture
def joint(declare):
    return declare(moves=[MOVES[0], JOINING, MOVES[2]])


def test_both_signatures_stand_under_the_same_hash(joint, make, city):
    record = make()
    first = take(joint, "propose", record, by=city.jinan_officer)
    assert take(joint, "approve", record, by=city.officer).content_hash == first.content_hash


def test_one_person_does_not_sign_twice(joint, make, city):
    record = make()
    take(joint, "propose", record, by=city.jinan_officer)
    with pytest.raises(SamePerson):
        take(joint, "approve", record, by=city.jinan_officer)


def test_what_was_changed_in_between_is_signed_anew_by_both(joint, make, city):
    record = make()
    take(joint, "propose", record, by=city.jinan_officer)
    record.value = 9
    writing.save(record, by=city.jinan_officer)
    with pytest.raises(ChangedSinceSigned, match="提请"):
        take(joint, "approve", record, by=city.officer)
    assert Parameter.objects.get().state == "proposed"


def test_a_countersignature_joins_another_move(declare):
    with pytest.raises(BrokenProcedure, match="no other move"):
        declare(moves=[MOVES[0], replace(JOINING, countersigns="sign"), MOVES[2]])
