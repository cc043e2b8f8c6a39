"""Exports: what the reader sees, harmless in a spreadsheet, with a second person where personal data leaves the house."""

import csv
import io
import os
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from zugong.kernel import calendar
from zugong.kernel.access.log import verify_chain
from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.worker import run_due
from zugong.kernel.ledger import exporting
from zugong.kernel.ledger.kept_files import incoming, place_of_content, sweep_files
from zugong.kernel.ledger.models import Export
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.registry.models import Person, Post
from zugong.kernel.sealing.classes import FieldClass
from zugong.kernel.workbook.files import open_grids

URL = "/ledgers/trial-posts/"
LIMIT = 50


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


@pytest.fixture
def many(city):
    """More posts, each naming a person, than one person may take away."""
    person = Person.objects.create(name="某人", unit=city.village)
    rows = [
        Post(person=person, unit=city.village, title=f"职务{number}", start_date=date(2023, 1, 1))
        for number in range(LIMIT + 1)
    ]
    return writing.create_all(rows, by=None)


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def values(response) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content(response))).active.iter_rows(values_only=True))


def lines(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"))))


def asked(client, why="上报市委组织部", **query) -> Export:
    client.post(f"{URL}export/ask.xlsx", {"why": why} | query)
    return Export.objects.latest("pk")


def test_csv_names_the_day_and_the_filter_and_shows_what_the_list_shows(as_, appoint, city):
    appoint("村书记", "village"), appoint("远", "far_village")
    found = lines(as_("officer").get(f"{URL}export.csv", {"unit__within": city.jinan.pk}))
    assert "2023-07-03" in found[1][0]
    assert "金安区" in found[1][0]
    assert found[2][0] == "职务"
    assert [row[0] for row in found[3:]] == ["村书记"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_is_computed_when_the_csv_is_opened(as_, appoint, text):
    appoint(text, "village")
    assert lines(as_("officer").get(f"{URL}export.csv"))[3][0] == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+8613800001111", "=1+1", "'=1+1", "副书记'"])
def test_what_a_csv_marks_as_text_is_read_back_as_it_was(as_, appoint, text):
    appoint(text, "village")
    [grid] = open_grids(content(as_("officer").get(f"{URL}export.csv")), "台账.csv")
    assert grid.rows[3][0] == text


def test_the_file_holds_the_columns_asked_for_in_their_order(as_, appoint):
    appoint("村书记", "village")
    found = values(as_("officer").get(f"{URL}export.xlsx", {"cols": "unit,title"}))
    assert found[-2:] == [("单位", "职务"), ("甲河村村委会", "村书记")]


def test_what_is_masked_in_the_list_is_masked_in_the_file(as_, appoint, monkeypatch, posts):
    monkeypatch.setattr(Post, "field_classes", {"title": FieldClass.SENSITIVE}, raising=False)
    posts.__dict__.pop("shown", None)
    appoint("村书记", "village")
    client = as_("officer")
    seen = client.get(URL).context["lines"][0]["cells"][0]["text"]
    assert seen != "村书记"
    assert values(client.get(f"{URL}export.xlsx"))[-1][0] == seen
    assert lines(client.get(f"{URL}export.csv"))[-1][0] == seen
    posts.__dict__.pop("shown", None)


def test_a_long_list_is_written_in_the_background_and_found_again(as_, appoint, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    monkeypatch.setattr("zugong.kernel.ledger.pages.exports.AT_ONCE", 0)
    appoint("村书记", "village")
    client = as_("officer")
    assert client.get(f"{URL}export.xlsx")["Location"] == "/exports/"
    assert run_due() == 1
    made = Export.objects.get()
    assert values(client.get(f"/exports/{made.pk}/file/"))[-1][0] == "村书记"
    assert Job.objects.get().result["url"] == "/exports/"
    assert "可下载" in client.get("/exports/").text


def test_many_rows_of_personal_data_go_nowhere_without_a_second_person(as_, many, city):
    client = as_("jinan_officer")
    response = client.get(f"{URL}export.xlsx")
    assert response["Location"].startswith(f"{URL}export/ask.xlsx")
    assert "人员" in client.get(response["Location"]).text
    export = asked(client)
    assert (export.state, export.row_count, export.personal) == ("asked", LIMIT + 1, "人员")
    assert run_due() == 0
    assert client.get(f"/exports/{export.pk}/file/")["Location"] == "/exports/"


def test_as_many_as_one_may_take_alone_need_nobody(as_, many, city):
    writing.void(many[0], by=None, why="多")
    assert len(values(as_("jinan_officer").get(f"{URL}export.xlsx"))) == LIMIT + 3


def test_without_the_personal_column_nobody_is_needed(as_, many):
    assert as_("jinan_officer").get(f"{URL}export.xlsx", {"cols": "unit"}).status_code == 200


def test_the_number_is_a_parameter(as_, many, city):
    row = {"value": 500, "unit": city.city, "valid_from": date(2020, 1, 1), "state": "approved"}
    Parameter.objects.create(code="ledger.export_rows_alone", **row)
    assert as_("jinan_officer").get(f"{URL}export.xlsx").status_code == 200


def test_a_request_needs_a_purpose(as_, many):
    assert "请写明用途" in as_("jinan_officer").post(f"{URL}export/ask.xlsx", {"why": " "}).text
    assert not Export.objects.exists()


def test_once_approved_by_another_person_the_file_is_made_and_only_the_asker_gets_it(as_, many, city):
    export = asked(as_("jinan_officer"))
    signer = as_("jinan_signer")
    assert "1 项导出待您审批" in signer.get("/exports/").text
    signer.post(f"/exports/{export.pk}/approve/")
    assert run_due() == 1
    assert as_("jinan_signer").get(f"/exports/{export.pk}/file/")["Location"] == "/exports/"
    client = as_("jinan_officer")
    assert len(values(client.get(f"/exports/{export.pk}/file/"))) == LIMIT + 4
    entries = (
        AccessLog.objects.exclude(kind="signed_in").order_by("pk").values_list("kind", "user__username", "rows", "why")
    )
    why, rows = "上报市委组织部", LIMIT + 1
    assert list(entries) == [
        ("exported", "jinan_officer", rows, why),
        ("exported", "jinan_signer", rows, ""),
        ("exported", "jinan_officer", rows, why),
        ("downloaded", "jinan_officer", rows, why),
    ]
    assert verify_chain().whole


@pytest.mark.parametrize("user", ["jinan_officer", "shucheng_signer", "officer", "villager", "township_officer"])
def test_neither_the_asker_nor_who_does_not_sign_there_decides(as_, many, user):
    export = asked(as_("jinan_officer"))
    as_(user).post(f"/exports/{export.pk}/approve/")
    export.refresh_from_db()
    assert export.state == "asked"


def test_a_refusal_needs_a_reason_which_the_asker_reads(as_, many):
    export = asked(as_("jinan_officer"))
    signer = as_("jinan_signer")
    signer.post(f"/exports/{export.pk}/refuse/", {"why": ""})
    export.refresh_from_db()
    assert export.state == "asked"
    signer.post(f"/exports/{export.pk}/refuse/", {"why": "请去掉个人信息"})
    assert "请去掉个人信息" in as_("jinan_officer").get("/exports/").text
    assert run_due() == 0


def test_a_file_is_gone_after_its_days(as_, many):
    export = asked(as_("jinan_officer"))
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    run_due()
    export.refresh_from_db()
    place = place_of_content(export.digest)
    os.utime(place, (0, 0))
    sweep_files(lambda *_: None)
    assert place.exists()
    with calendar.on(calendar.today() + timedelta(days=8)):
        assert as_("jinan_officer").get(f"/exports/{export.pk}/file/")["Location"] == "/exports/"
        sweep_files(lambda *_: None)
    assert not place.exists()


def test_an_export_done_twice_is_written_once(as_, many):
    export = asked(as_("jinan_officer"))
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    run_due()
    Job.objects.update(state="queued", attempts=0)
    run_due()
    assert AccessLog.objects.filter(kind="exported").count() == 3
    export.refresh_from_db()
    assert export.state == "ready"


def test_what_a_killed_export_leaves_is_swept(settings):
    half = incoming() / "workbook-killed" / "0.xml"
    half.parent.mkdir()
    half.write_text("<row", "utf-8")
    for path in half, half.parent:
        os.utime(path, (0, 0))
    sweep_files(lambda *_: None)
    assert not half.exists()


def test_who_may_no_longer_export_gets_no_file(as_, many, city):
    export = asked(as_("jinan_officer"))
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    city.user("jinan_officer").grants.update(voided_at=calendar.now())
    run_due()
    export.refresh_from_db()
    assert export.state == "making"
    assert Job.objects.get().error
