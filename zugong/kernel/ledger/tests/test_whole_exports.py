"""Exports with values in clear: asked for with a reason, approved by somebody who saw what is asked for, told to everybody in them."""

import csv
import io
from datetime import timedelta

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.log import looks_at
from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.jobs.worker import run_due
from zugong.kernel.ledger.declaring import Ledger, withdraw
from zugong.kernel.ledger.export_requests import lapse_exports
from zugong.kernel.ledger.models import Export
from zugong.kernel.registry.models import Person
from zugong.kernel.registry.people import add_person

URL = "/ledgers/trial-people/"
PHONE, MASKED = "13812345678", "138****5678"
WHY = "市委组织部核对联系方式"


@pytest.fixture(autouse=True)
def _ledger(city):
    class People(Ledger):
        """People, for trial."""

        model = Person
        name = "trial-people"
        columns = ["name", "unit", "identity_number", "phone"]
        filters = {"unit": ["within"]}
        form_fields = ["name", "unit", "phone"]
        ordering = ["name"]

    yield
    withdraw("trial-people")


@pytest.fixture
def person(city):
    return add_person(name="测小甲", unit=city.village, phone=PHONE, by=None)


@pytest.fixture
def ask(as_, city, person):
    """Ask for the people of the village, with these columns in clear."""

    def post(*opened: str, by: str = "jinan_officer", why: str = WHY):
        query = f"?unit__within={city.village.pk}"
        client = as_(by)
        answer = client.post(f"{URL}export/ask.csv{query}", {"why": why, "opened": opened})
        return answer, Export.objects.order_by("-pk").first()

    return post


def phones(response) -> dict[str, str]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return {row[0]: row[3] for row in list(csv.reader(io.StringIO(text)))[3:]}


def test_after_approval_the_file_holds_full_values_and_its_people_are_told(as_, ask, person, city):
    _, export = ask("phone")
    assert (export.state, export.opened) == ("asked", ["phone"])
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    run_due()
    assert phones(as_("jinan_officer").get(f"/exports/{export.pk}/file/"))["测小甲"] == PHONE
    entry = AccessLog.objects.filter(kind="exported").order_by("-pk").first()
    living = Person.objects.filter(unit=city.village).order_by("pk").values_list("pk", flat=True)
    assert entry.people == list(living)
    assert "手机号" in entry.what
    assert PHONE not in entry.what
    assert looks_at(person).first().entry == entry


def test_the_second_person_reads_which_columns_how_many_people_the_filter_and_why(as_, ask, city):
    _, export = ask("phone", "identity_number")
    page = as_("jinan_signer").get("/exports/").text
    for said in ("身份证号、手机号", "甲河村村委会", WHY, export.in_words):
        assert said in page
    assert export.people == Person.objects.filter(unit=city.village).count()


def test_without_asking_values_stay_masked_though_somebody_approved(as_, ask, city, person):
    rows = [Person(name=f"众{number}", unit=city.village) for number in range(50)]
    writing.create_all(rows, by=None)
    _, export = ask()
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    run_due()
    assert phones(as_("jinan_officer").get(f"/exports/{export.pk}/file/"))["测小甲"] == MASKED


def test_a_single_full_value_needs_a_second_person_and_a_reason(ask):
    answer, export = ask("phone", why=" ")
    assert (answer.status_code, export) == (200, None)
    assert "请写明用途" in answer.text
    assert ask("phone")[1].state == "asked"
    assert run_due() == 0


@pytest.mark.parametrize("who", ["township_officer", "supervisor", "leader", "auditor"])
def test_who_may_not_unmask_may_not_ask(ask, as_, who):
    assert ask("phone", by=who)[1] is None
    assert "申请导出明文" not in as_(who).get(URL).text


@pytest.mark.parametrize("column", ["name", "nothing", "sealed_phone"])
def test_only_masked_columns_of_the_list_can_be_asked_for(ask, column):
    assert ask(column)[1] is None


def test_where_the_user_may_only_read_nothing_is_opened(as_, city, person):
    from zugong.kernel.access.models import Grant

    Grant.objects.create(user=city.jinan_officer, role="supervisor", unit=city.city)
    add_person(name="远处人", unit=city.far_village, phone="13912345678", by=None)
    answer = as_("jinan_officer").post(f"{URL}export/ask.csv", {"why": WHY, "opened": ["phone"]})
    assert "不在您可查看明文的范围" in answer.text
    assert not Export.objects.exists()


def test_somebody_who_came_in_after_the_approval_is_not_taken_along(as_, ask, city):
    _, export = ask("phone")
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    add_person(name="后来人", unit=city.village, phone="13912345678", by=None)
    run_due()
    export.refresh_from_db()
    assert (export.state, export.digest) == ("lapsed", "")


def test_without_the_right_to_unmask_the_approval_is_worth_nothing(as_, ask, city):
    _, export = ask("phone")
    as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
    city.user("jinan_officer").grants.update(role="township_officer")
    run_due()
    export.refresh_from_db()
    assert (export.state, export.digest) == ("lapsed", "")


def test_what_nobody_has_decided_in_time_lapses_and_cannot_be_approved(as_, ask):
    _, export = ask("phone")
    with calendar.on(export.due):
        assert lapse_exports(lambda *_: None) == {"lapsed": 0}
    with calendar.on(export.due + timedelta(days=1)):
        as_("jinan_signer").post(f"/exports/{export.pk}/approve/")
        export.refresh_from_db()
        assert export.state == "asked"
        assert lapse_exports(lambda *_: None) == {"lapsed": 1}
        assert lapse_exports(lambda *_: None) == {"lapsed": 0}
        export.refresh_from_db()
        assert export.state == "lapsed"
        assert "已失效" in as_("jinan_officer").get("/exports/").text


def test_a_file_made_at_once_tells_its_people_too(as_, city, person):
    as_("jinan_officer").get(f"{URL}export.csv", {"unit__within": city.village.pk})
    assert looks_at(person).get().entry.kind == "exported"


def test_a_file_without_personal_columns_tells_of_nobody(as_, city, person):
    as_("jinan_officer").get(f"{URL}export.csv", {"cols": "unit"})
    assert AccessLog.objects.get(kind="exported").people == []
