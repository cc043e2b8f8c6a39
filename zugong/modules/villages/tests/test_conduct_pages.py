"""The pages of the clean-up drive: four routines, overdue first, leads for the county, papers."""

import datetime as dt
import io

import pytest
from docx import Document

from zugong.kernel import calendar
from zugong.modules.villages.actions.conduct_seen import drive_seen
from zugong.modules.villages.models import Clue
from zugong.modules.villages.tests.conduct_city import TEXT, Handlers

D = dt.date


@pytest.fixture
def handlers(city):
    return Handlers(city)


def test_the_four_routines_count_and_put_what_is_overdue_first(handlers, city, as_):
    with calendar.on(D(2023, 5, 4)):
        late = handlers.clue()
    handlers.clue()
    handlers.checked(handlers.clue())
    drive = drive_seen(city.user("jinan_officer"), city.jinan)
    assert [len(routine.clues) for routine in drive.routines] == [2, 0, 1, 0]
    assert drive.late == 1
    assert drive.routines[0].clues[0].clue == late
    assert (drive.settled, drive.problems) == (1, 1)
    page = as_("jinan_officer").get("/villages/conduct/341502/").content.decode()
    assert "您经办的线索在办 <strong>3</strong> 条" in page
    assert "逾期" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("officer", "没有由您单位经办的线索"),
        ("township_officer", "没有由您单位经办的线索"),
        ("auditor", "只有经办单位看得到"),
    ],
)
def test_who_handles_nothing_is_told_so(handlers, as_, name, words):
    handlers.clue()
    code = "341502100" if name == "township_officer" else "341502"
    assert words in as_(name).get(f"/villages/conduct/{code}/").content.decode()


def test_the_county_is_told_who_and_where_comes_up_again_and_nobody_else(handlers, city, as_):
    person = handlers.cadre("许明河")
    handlers.clue(person, by="officer", unit="section")
    handlers.clue(person, by="officer", unit="section")
    drive = drive_seen(city.user("jinan_officer"), city.jinan)
    assert drive.open == 0
    assert [(lead.name, lead.count) for lead in drive.persons] == [("许明河", 2)]
    assert [lead.count for lead in drive.villages] == [2]
    page = as_("jinan_officer").get("/villages/conduct/341502/").content.decode()
    assert "许明河" in page
    assert "2023-0001" not in page
    for name in ("officer", "jinan_signer", "auditor"):
        assert not drive_seen(city.user(name), city.jinan).leads_seen, name
    assert not drive_seen(city.user("township_officer"), city.muchang).persons


def test_what_was_cleared_is_no_lead_and_what_is_a_year_old_neither(handlers, city):
    person = handlers.cadre()
    clue = handlers.checked(handlers.clue(person), "untrue")
    handlers.move(clue, "clear", "jinan_second", clearing="说明")
    handlers.clue(person)
    handlers.clue(person, received=D(2022, 7, 3))
    assert drive_seen(city.user("jinan_officer"), city.jinan).persons == []
    handlers.clue(person, received=D(2022, 7, 4))
    assert len(drive_seen(city.user("jinan_officer"), city.jinan).persons) == 1


def test_a_clue_is_taken_in_on_a_page(handlers, city, as_):
    person = handlers.cadre()
    client = as_("jinan_officer")
    assert client.get("/villages/conduct/new/").status_code == 200
    given = {
        "unit": city.unit("jinan_department").pk, "village": city.village.pk, "person": person.pk, "source": "letter",
        "kind": "idle", "received": "2023-07-03", "text": TEXT,
    }  # fmt: skip
    assert client.post("/villages/conduct/new/", given | {"received": "2023-07-04"}).status_code == 422
    assert client.post("/villages/conduct/new/", given).status_code == 302
    assert Clue.objects.get().registered_by == city.user("jinan_officer")
    assert as_("villager").get("/villages/conduct/new/").status_code == 403


def test_a_move_is_taken_on_the_case_page_without_a_reason(handlers, city, as_):
    clue = handlers.clue()
    client = as_("jinan_officer")
    page = client.get(clue.get_absolute_url()).content.decode()
    assert 'name="assign-handler"' in page
    assert 'name="assign-why"' not in page
    client.post(
        f"/cases/villages.clue/{clue.pk}/assign/",
        {"assign-handler": city.muchang.pk, "assign-seen_version": clue.version},
    )
    clue.refresh_from_db()
    assert clue.state == "checking"


def test_the_papers_say_what_is_known(handlers, as_):
    clue = handlers.handled(handlers.clue(handlers.cadre("许明河")))
    client = as_("jinan_officer")
    card = Document(io.BytesIO(client.get(f"/villages/conduct/clues/{clue.pk}/card.docx").content))
    words = " ".join(cell.text for table in card.tables for row in table.rows for cell in row.cells)
    assert TEXT in words
    notice = Document(io.BytesIO(client.get(f"/villages/conduct/clues/{clue.pk}/notice.docx").content))
    said = " ".join(paragraph.text for paragraph in notice.paragraphs)
    assert "许明河同志" in said
    assert "影响期至2024年1月3日" in said


def test_a_paper_of_what_was_handed_over_says_the_status_alone(handlers, as_):
    clue = handlers.clue()
    handlers.move(clue, "hand_over", "jinan_officer", receiver="discipline", handed_on=D(2023, 7, 3))
    client = as_("jinan_officer")
    card = Document(io.BytesIO(client.get(f"/villages/conduct/clues/{clue.pk}/card.docx").content))
    words = " ".join(cell.text for table in card.tables for row in table.rows for cell in row.cells)
    assert TEXT not in words
    assert "纪检监察机关" in words
    assert client.get(f"/villages/conduct/clues/{clue.pk}/notice.docx").status_code == 404


@pytest.mark.parametrize(("name", "shown"), [("jinan_officer", True), ("township_officer", False), ("villager", False)])
def test_a_villages_page_tells_of_clues_to_the_chain_alone(handlers, as_, name, shown):
    handlers.clue()
    page = as_(name).get("/units/341502100201/").content.decode()
    assert ("仅办理人员可见" in page) is shown
