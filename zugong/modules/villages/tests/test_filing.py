"""The filing of secretaries: it opens with the register, is filed and confirmed, is late, and lapses with a correction."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import climb
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import SamePerson, SomethingMissing, take
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.appointing import CannotAppoint, leave_office
from zugong.modules.villages.actions.filing import FILING
from zugong.modules.villages.forms import RoleForm
from zugong.modules.villages.models import Finding, Office, SecretaryFiling, VillageCadre, VillageRole
from zugong.modules.villages.tests.vetting_city import Steps, add_departments, candidate

pytestmark = pytest.mark.django_db


def secretary(city, start, end=None, name="程雨田"):
    person = Person.objects.create(name=name, unit=city.unit("village"))
    cadre = writing.save(VillageCadre(unit=city.unit("village"), person=person), by=None)
    role = VillageRole(cadre=cadre, office=Office.SECRETARY, start_date=start, end_date=end)
    return writing.save(role, by=None)


def filings():
    return [(one.kind, one.state) for one in SecretaryFiling.objects.order_by("pk")]


def test_a_new_secretary_is_filed_and_confirmed(city):
    secretary(city, dt.date(2023, 6, 30))
    filing = SecretaryFiling.objects.get()
    assert (filing.kind, filing.due_on) == ("appointment", dt.date(2023, 7, 17))
    paper = {"document_number": "木党〔2023〕5号", "document_date": dt.date(2023, 6, 30)}
    with pytest.raises(SomethingMissing):
        take(FILING, "file", filing, by=city.user("township_officer"))
    take(FILING, "file", filing, by=city.user("township_officer"), changes=paper)
    take(FILING, "return", filing, by=city.user("jinan_officer"), why="缺会议记录")
    take(FILING, "file", filing, by=city.user("township_officer"), changes=paper)
    take(FILING, "confirm", filing, by=city.user("jinan_officer"))
    assert (filing.state, filing.filed_on, filing.confirmed_on) == ("confirmed", calendar.today(), calendar.today())


def test_secretaries_of_earlier_years_are_not_filed(city):
    secretary(city, dt.date(2022, 12, 31))
    assert filings() == []


def test_an_overdue_filing_climbs(city):
    secretary(city, dt.date(2023, 6, 30))
    with calendar.on(dt.date(2023, 7, 28)):
        climb(calendar.today())
    duty = Duty.objects.open().get(kind="villages.filing.owed")
    assert (duty.unit, duty.due) == (city.unit("muchang"), dt.date(2023, 7, 17))
    assert duty.escalated_to is not None


def test_who_follows_within_days_is_filed_as_a_change(city):
    secretary(city, dt.date(2020, 1, 1), dt.date(2023, 7, 1), "前任")
    assert filings() == [("removal", "owed")]
    secretary(city, dt.date(2023, 7, 3), name="后任")
    assert filings() == [("removal", "lapsed"), ("change", "owed")]


def test_a_correction_lets_a_filing_lapse(city):
    role = secretary(city, dt.date(2023, 6, 30))
    role.start_date = dt.date(2021, 6, 30)
    writing.save(role, by=None)
    assert filings() == [("appointment", "lapsed")]


def test_a_leaving_is_filed_and_needs_a_reason(city):
    role = secretary(city, dt.date(2021, 6, 30))
    by = city.user("jinan_officer")
    for on, why in ((dt.date(2023, 7, 4), "辞职"), (dt.date(2021, 6, 29), "辞职"), (dt.date(2023, 7, 3), "")):
        with pytest.raises(CannotAppoint):
            leave_office(role=role, on=on, leaving="resigned", why=why, by=by)
    leave_office(role=role, on=dt.date(2023, 7, 3), leaving="resigned", why="本人申请", by=by)
    assert filings() == [("removal", "owed")]


def test_a_roster_takes_nobody_into_office_unvetted(city, line_form, register):
    late = line_form(offices="村委会委员", dual_post="", start_date="2023-07-01")
    assert not late.is_valid()
    assert "联审" in str(late.errors["start_date"])
    assert line_form(offices="村委会委员", dual_post="", start_date="2023-06-30").is_valid()
    assert line_form(offices="后备干部", dual_post="", start_date="2023-07-01").is_valid()


def test_the_form_of_an_office_asks_for_vetting_and_a_fitting_basis(city):
    add_departments(city)
    person = candidate(city)
    cadre = writing.save(VillageCadre(unit=city.unit("village"), person=person), by=None)
    said = {"cadre": cadre.pk, "office": "committee_member", "start_date": "2023-07-12", "basis": "by_election"}
    user = city.user("jinan_officer")
    assert "start_date" in RoleForm(said, user=user).errors
    Steps(city, person).formal()
    assert RoleForm(said, user=user).is_valid()
    assert "basis" in RoleForm(said | {"basis": "placement"}, user=user).errors


def test_who_is_in_office_unvetted_is_found_until_vetted(city):
    add_departments(city)
    person = candidate(city)
    cadre = writing.save(VillageCadre(unit=city.unit("village"), person=person), by=None)
    writing.save(VillageRole(cadre=cadre, office=Office.COMMITTEE_MEMBER, start_date=dt.date(2023, 7, 12)), by=None)
    with calendar.on(dt.date(2023, 7, 12)):
        writing.save(person, by=None)
    steps = Steps(city, person).public()
    with calendar.on(dt.date(2023, 7, 12)):
        writing.save(VillageRole(cadre=cadre, office=Office.RESERVE, start_date=dt.date(2023, 7, 12)), by=None)
        assert Finding.objects.filter(kind="not_vetted", cadre=cadre).count() == 1
    with calendar.on(dt.date(2023, 7, 11)):
        steps.take("conclude", "jinan_officer")
    with calendar.on(dt.date(2023, 7, 12)):
        writing.save(VillageRole(cadre=cadre, office=Office.OTHER, start_date=dt.date(2023, 7, 12)), by=None)
    assert not Finding.objects.filter(kind="not_vetted", cadre=cadre).exists()


def test_who_files_does_not_confirm(city):
    role = secretary(city, dt.date(2023, 6, 30))
    filing = SecretaryFiling.objects.get(role=role)
    filing.township = filing.county
    writing.save(filing, by=None)
    by = city.user("jinan_officer")
    take(FILING, "file", filing, by=by, changes={"document_number": "1号", "document_date": dt.date(2023, 6, 30)})
    with pytest.raises(SamePerson):
        take(FILING, "confirm", filing, by=by)
