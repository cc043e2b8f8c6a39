from datetime import date

from zugong.kernel.access.models import Deputy
from zugong.kernel.documents.writing.forms import content_code, render_form
from zugong.kernel.procedures.moving import signatures_of, take
from zugong.kernel.procedures.paper import signing_form
from zugong.kernel.procedures.tests.conftest import MOVES
from zugong.kernel.procedures.way import awaited, steps_of


def drawn(procedure, record):
    return [(str(step.label), step.standing) for step in steps_of(procedure, record, list(signatures_of(record)))]


def test_the_way_shows_what_is_past_present_and_ahead(declare, make, city):
    procedure, record = declare(moves=MOVES[:3]), make()
    assert drawn(procedure, record) == [("草拟", "present"), ("待审批", "ahead"), ("已批准", "ahead")]
    take(procedure, "propose", record, by=city.jinan_officer)
    assert drawn(procedure, record) == [("草拟", "past"), ("待审批", "present"), ("已批准", "ahead")]


def test_a_way_back_stays_visible_with_its_reason(declare, make, city):
    procedure, record = declare(moves=MOVES[:3]), make()
    take(procedure, "propose", record, by=city.jinan_officer)
    take(procedure, "refuse", record, by=city.officer, why="依据不足")
    steps = steps_of(procedure, record, list(signatures_of(record)))
    assert [step.standing for step in steps] == ["past", "past", "present", "ahead", "ahead"]
    assert (steps[1].who, steps[1].note) == (str(city.officer), "依据不足")


def test_a_deputys_signature_is_marked(declare, make, city):
    procedure, record = declare(), make()
    days = {"start_date": date(2023, 7, 1), "end_date": date(2023, 7, 31)}
    Deputy.objects.create(principal=city.jinan_officer, deputy=city.jinan_signer, reason="休假", **days)
    take(procedure, "propose", record, by=city.user("jinan_signer"))
    [step, *_] = steps_of(procedure, record, list(signatures_of(record)))
    assert step.who == f"{city.jinan_signer}（代{city.jinan_officer}）"


def test_who_signs_next_is_named_by_unit_and_role(procedure, make, city):
    [waiting] = awaited(procedure, make())
    assert (waiting.unit, str(waiting.move.label)) == (city.jinan, "提请")
    assert "县区组织部人员" in [str(role) for role in waiting.roles]


def test_the_printed_form_bears_the_digest_of_the_signature_that_follows(procedure, make, city):
    record = make()
    form = signing_form(record, "propose", procedure)
    signature = take(procedure, "propose", record, by=city.jinan_officer)
    assert content_code(form) == signature.content_hash
    assert render_form(form).startswith(b"PK")


def test_a_form_printed_before_a_change_no_longer_fits(procedure, make, city):
    record = make()
    form = signing_form(record, "propose", procedure)
    signature = take(procedure, "propose", record, by=city.jinan_officer, changes={"source": "另一文件"})
    assert content_code(form) != signature.content_hash
