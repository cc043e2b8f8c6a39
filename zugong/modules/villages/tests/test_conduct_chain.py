"""Only the handling chain sees a clue: every role, every door; and what was handed over is gone from all of them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.access.testing import USERS
from zugong.kernel.history.models import Change
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.ledger.models import Attachment
from zugong.kernel.procedures.duties import climb
from zugong.kernel.procedures.models import Duty, Signature
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.conduct import conduct_of
from zugong.modules.villages.models import Clue
from zugong.modules.villages.procedures.conduct import CLUE
from zugong.modules.villages.tests.conduct_city import FACTS, TEXT, Handlers, seen_by

D = dt.date
TODAY = D(2023, 7, 3)
COUNTY = {"jinan_officer", "jinan_second", "jinan_third"}
TOWNSHIP = {"township_officer", "muchang_second"}


@pytest.fixture
def handlers(city):
    return Handlers(city)


def everybody(city):
    return [name for name, *_ in USERS] + ["jinan_second", "jinan_third", "muchang_second", "section_second"]


def chain_of(city):
    return {name for name in everybody(city) if seen_by(city, name)}


def test_the_unit_that_keeps_it_sees_it_then_the_one_charged_too_and_nobody_else(handlers, city):
    clue = handlers.clue()
    assert chain_of(city) == COUNTY
    handlers.move(clue, "assign", "jinan_officer", handler=city.unit("muchang"))
    assert chain_of(city) == COUNTY | TOWNSHIP


def test_a_section_keeps_its_clues_from_the_other_section_and_from_the_leader(handlers, city):
    clue = handlers.clue(by="officer", unit="section")
    assert chain_of(city) == {"officer", "section_second"}
    handlers.move(clue, "assign", "officer", handler=city.unit("jinan"))
    assert chain_of(city) == {"officer", "section_second"} | COUNTY


def test_a_leader_sees_what_has_climbed_for_as_long_as_it_is_overdue(handlers, city):
    clue = handlers.clue(by="officer", unit="section")
    late = calendar.add_working_days(TODAY, 12)
    climb(late)
    assert chain_of(city) == {"officer", "section_second", "leader"}
    with calendar.on(late):
        handlers.move(clue, "assign", "officer", handler=city.unit("section"))
    assert "leader" not in chain_of(city)


def test_the_person_concerned_sees_nothing_even_inside_the_chain(handlers, city):
    clue = handlers.clue()
    Clue.objects.filter(pk=clue.pk).update(person=city.user("jinan_second").person)
    assert chain_of(city) == COUNTY - {"jinan_second"}


DOORS = [
    "/cases/villages.clue/{pk}/",
    "/cases/villages.clue/{pk}/check/form.docx",
    "/ledgers/village-clues/{pk}/",
    "/ledgers/village-clues/{pk}/versions/",
    "/api/ledgers/village-clues/{pk}/",
    "/villages/conduct/clues/{pk}/card.docx",
    "/villages/conduct/clues/{pk}/notice.docx",
]
LISTS = [
    "/cases/villages.clue/",
    "/cases/villages.clue/?state=all",
    "/cases/",
    "/",
    "/ledgers/village-clues/",
    "/ledgers/village-clues/export.csv",
    "/api/ledgers/village-clues/",
    "/villages/conduct/341502/",
    "/villages/conduct/341502100/",
    "/units/341502100201/",
    "/search/?q=2023-0001",
    "/search/?q=许明河",
]


@pytest.mark.parametrize(
    "name",
    [
        "other_officer",
        "leader",
        "supervisor",
        "shucheng_officer",
        "jinan_signer",
        "township_officer",
        "villager",
        "auditor",
    ],
)
def test_who_is_outside_finds_every_door_closed(handlers, city, as_, name):
    clue = handlers.clue(handlers.cadre("许明河"))
    client = as_(name)
    for door in DOORS:
        assert client.get(door.format(pk=clue.pk)).status_code == 404, door
    for door in LISTS:
        answer = client.get(door)
        text = b"".join(answer) if answer.streaming else answer.content
        assert "2023-0001" not in text.decode("utf-8", "ignore").replace("q=2023-0001", "").replace(
            'value="2023-0001"', ""
        ).replace("2023-0001”", ""), door
        assert TEXT not in text.decode("utf-8", "ignore"), door


def test_who_is_inside_sees_it_at_the_same_doors(handlers, city, as_):
    clue = handlers.clue(handlers.cadre("许明河"))
    client = as_("jinan_officer")
    page = client.get(f"/cases/villages.clue/{clue.pk}/")
    assert page.status_code == 200
    assert TEXT in page.content.decode()
    assert "许明河" in page.content.decode()
    for door in ("/ledgers/village-clues/", "/villages/conduct/341502/", "/units/341502100201/"):
        assert "2023-0001" in client.get(door).content.decode(), door
    assert client.get(f"/villages/conduct/clues/{clue.pk}/card.docx").status_code == 200


def test_no_text_of_a_clue_is_kept_in_the_history(handlers):
    clue = handlers.handled(handlers.clue())
    kept = str(list(Change.objects.filter(record_id=clue.pk).values_list("before", "after", "why")))
    assert TEXT not in kept
    assert FACTS not in kept


def test_what_was_handed_over_is_gone_from_every_door(handlers, city, as_):
    clue = handlers.checked(handlers.clue(handlers.cadre("许明河")))
    file = attach(clue, SimpleUploadedFile("笔录.txt", "谈话笔录".encode()), by=city.user("jinan_officer"))
    handlers.move(clue, "hand_over", "jinan_officer", receiver="discipline", handed_on=TODAY)
    stored = Clue.objects.get(pk=clue.pk)
    assert {getattr(stored, name) for name in Clue.content} == {""}
    assert stored.visit_id is None
    assert not Attachment.objects.filter(pk=file.pk).exists()
    assert Attachment.with_voided.get(pk=file.pk).digest == ""
    kept = str(list(Change.objects.values_list("before", "after", "why"))) + str(
        list(Signature.objects.values_list("why"))
    )
    assert TEXT not in kept
    assert FACTS not in kept
    client = as_("jinan_officer")
    for door in (DOORS[0], DOORS[2], DOORS[3], DOORS[4], "/cases/villages.clue/", "/ledgers/village-clues/"):
        page = client.get(door.format(pk=clue.pk)).content.decode()
        assert TEXT not in page, door
        assert FACTS not in page, door
        assert "优亲厚友" not in page or door == "/ledgers/village-clues/", door
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert "已移送纪检监察机关" in client.get(DOORS[2].format(pk=clue.pk)).content.decode()
    assert Duty.objects.open().about(clue).count() == 1


def test_an_outcome_comes_back_and_a_punishment_blocks(handlers, city):
    person = handlers.cadre()
    clue = handlers.clue(person)
    handlers.move(clue, "hand_over", "jinan_officer", receiver="discipline", handed_on=TODAY)
    assert conduct_of(person, on=TODAY) == conduct_of(person, on=TODAY)
    assert (conduct_of(person, on=TODAY).open_clues, conduct_of(person, on=TODAY).blocks) == (1, ())
    with pytest.raises(CannotMove, match="影响期"):
        handlers.move(clue, "outcome", "jinan_officer", outcome="no_case", outcome_on=TODAY, effect_until=D(2024, 7, 3))
    handlers.move(clue, "outcome", "jinan_officer", outcome="disciplined", outcome_on=TODAY, effect_until=D(2024, 7, 3))
    assert conduct_of(person, on=D(2024, 7, 3)).blocks
    assert not conduct_of(person, on=D(2024, 7, 4)).blocks


def test_every_move_that_must_be_refused_is(handlers, city):
    def make(state):
        clue = handlers.clue()
        Clue.objects.filter(pk=clue.pk).update(state=state, handler=city.unit("muchang"))
        clue.refresh_from_db()
        return clue

    assert refused_moves(CLUE, make) == []
