import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.clocks import pause_clock, start_clock
from zugong.kernel.procedures.declaring import Move
from zugong.kernel.procedures.duties import open_duty
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import take
from zugong.kernel.procedures.sections import way_of
from zugong.kernel.procedures.tests.conftest import MOVES


@pytest.fixture
def get(client, city, procedure):
    def fetched(address, name="jinan_officer"):
        client.force_login(city.users[name])
        return client.get(address)

    return fetched


def at(record, move=""):
    return f"/cases/test.case/{record.pk}/{move + '/' if move else ''}"


def test_the_index_counts_what_is_open_and_what_waits_for_me(get, make, city):
    make()
    record = make("proposed")
    open_duty(kind="test.x", record=record, unit=city.jinan, verb="report", title="办", url="/")
    assert "有 <strong>1</strong> 件等您办理，在办共 2 件" in get("/cases/").content.decode()


def test_the_index_of_who_sees_nothing_teaches(get, city):
    assert "没有走程序的事项" in get("/cases/", "resident").content.decode()


def test_a_list_can_be_narrowed_to_a_state(get, make):
    draft, proposed = make(source="甲"), make("proposed")
    text = get("/cases/test.case/?state=draft").content.decode()
    assert at(draft) in text
    assert at(proposed) not in text


def test_a_case_shows_state_signatures_and_only_the_moves_open_to_me(get, make, city, procedure):
    record = make()
    signature = take(procedure, "propose", record, by=city.jinan_officer)
    text = get(at(record), "officer").content.decode()
    assert "待审批" in text
    assert signature.short_hash in text
    assert 'id="move-approve"' in text
    assert 'id="move-approve"' not in get(at(record), "jinan_officer").content.decode()


def test_a_case_out_of_reach_does_not_exist(get, make):
    record = make()
    for name in ("shucheng_officer", "resident", "enterprise"):
        assert get(at(record), name).status_code == 404
        assert get(at(record, "propose") + "form.docx", name).status_code == 404


def test_unknown_procedures_records_and_moves_do_not_exist(get, make, client):
    record = make()
    for address in ("/cases/test.none/", "/cases/test.case/999/", at(record, "sign") + "form.docx"):
        assert get(address).status_code == 404
    assert client.post(at(record, "sign")).status_code == 404


def test_a_move_is_taken_on_the_page(client, make, city, procedure):
    record = make()
    client.force_login(city.jinan_officer)
    response = client.post(at(record, "propose"), {"propose-why": "", "propose-seen_version": record.version})
    assert response.status_code == 302
    record.refresh_from_db()
    assert record.state == "proposed"


def test_a_move_without_its_reason_is_refused_beside_the_field_and_what_was_typed_stays(client, make, city, declare):
    needing = Move("propose", "提请", ("draft",), "proposed", Verb.REPORT, needs=("source", "why"))
    declare(moves=[needing, *MOVES[1:]])
    record = make()
    client.force_login(city.jinan_officer)
    response = client.post(at(record, "propose"), {"propose-source": "新文件", "propose-why": "  "})
    text = response.content.decode()
    assert response.status_code == 422
    assert "新文件" in text
    assert "field-error" in text
    assert not Signature.objects.exists()


def test_a_move_that_is_not_mine_is_refused_with_a_sentence(client, make, city, procedure):
    record = make("proposed")
    client.force_login(city.shucheng_officer)
    assert client.post(at(record, "approve")).status_code == 404
    client.force_login(city.jinan_signer)
    response = client.post(at(record, "approve"), follow=True)
    assert "您不能在金安区" in response.content.decode()
    record.refresh_from_db()
    assert record.state == "proposed"


def test_a_version_seen_before_is_refused(client, make, city, procedure):
    record = make()
    client.force_login(city.jinan_officer)
    response = client.post(at(record, "propose"), {"propose-seen_version": record.version + 1}, follow=True)
    assert "请看过最新内容再办理" in response.content.decode()
    assert not Signature.objects.exists()


def test_a_move_needs_a_post(get, make):
    assert get(at(make(), "propose")).status_code == 405


def test_the_paper_form_is_a_document(get, make):
    response = get(at(make(), "propose") + "form.docx")
    assert response.content.startswith(b"PK")


def test_a_paused_clock_says_so(get, make, city):
    record = make()
    pause_clock(start_clock(record, "test.answer", label="答复时限", days=5), why="等待补正", by=city.officer)
    text = get(at(record)).content.decode()
    assert "暂停计时" in text
    assert "等待补正" in text


def test_many_cases_ask_as_many_queries_as_few(get, make, client):
    def queries(address):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    make()
    get("/cases/")
    few = [queries("/cases/"), queries("/cases/test.case/")]
    for _ in range(30):
        make()
    assert [queries("/cases/"), queries("/cases/test.case/")] == few


def test_a_records_page_shows_the_way_of_its_case_and_the_moves_open_to_me(procedure, make, city):
    section = way_of(make(), city.jinan_officer)
    [(shown, steps, moves)] = section.names["cases"]
    assert (shown, steps[0].standing, [move.name for move in moves]) == (procedure, "present", ["propose"])
    assert "提请" in render_to_string(section.template, {"names": section.names})


def test_a_list_names_what_each_case_is_about(client, make, city, declare):
    declare(about="unit.parent")
    make()
    client.force_login(city.jinan_officer)
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/cases/test.case/").content.decode()
    assert '<td data-label="所涉">六安市</td>' in text
    few = len(asked)
    for _ in range(20):
        make()
    with CaptureQueriesContext(connection) as asked:
        client.get("/cases/test.case/")
    assert len(asked) <= few
