from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.testing import small_city
from zugong.kernel.history import writing
from zugong.kernel.parameters.declaring import UnfitValue
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import remembering, value_of
from zugong.kernel.procedures.duties import open_duty
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, ChangedSinceSigned, NotYours, SamePerson, take
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.office.actions.parameters import CODE, propose
from zugong.modules.office.procedures import PARAMETER_VALUE

TODAY = date(2023, 7, 3)


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def proposed(city):
    def made(**changed):
        values = {
            "code": "plan.sign.days",
            "value": 4,
            "unit": city.jinan,
            "valid_from": TODAY,
            "source": "某文件第三条",
        }
        return propose(**(values | {"by": city.officer} | changed))

    return made


def test_a_proposal_rules_nothing_until_somebody_else_approves(proposed, city):
    before = value_of("plan.sign.days", at=city.jinan)
    row = proposed()
    assert value_of("plan.sign.days", at=city.jinan) == before
    take(CODE, "approve", row, by=city.leader)
    assert value_of("plan.sign.days", at=city.village) == 4
    assert value_of("plan.sign.days", at=city.shucheng) == before
    assert Parameter.objects.get().approved_by == city.leader


def test_what_is_remembered_in_a_request_is_forgotten_by_the_approval(proposed, city):
    with remembering():
        value_of("plan.sign.days", at=city.jinan)
        take(CODE, "approve", proposed(), by=city.leader)
        assert value_of("plan.sign.days", at=city.jinan) == 4


def test_nobody_approves_what_they_proposed(proposed, city):
    row = proposed()
    city.leader.grants.update(user=city.officer)
    with pytest.raises(SamePerson):
        take(CODE, "approve", row, by=city.user("officer"))


def test_the_procedure_refuses_all_that_is_not_declared(city):
    def make(state):
        return Parameter.objects.create(
            code="plan.sign.days", value=3, unit=city.jinan, valid_from=TODAY, source="试", state=state
        )

    assert refused_moves(PARAMETER_VALUE, make) == []


def test_only_who_manages_parameters_at_the_place_proposes(proposed, city):
    for user in (city.jinan_officer, city.leader, city.resident):
        with pytest.raises(NotYours):
            proposed(by=user)
    assert not Parameter.objects.exists()


@pytest.mark.parametrize("changed", [{"source": " "}, {"valid_to": date(2023, 7, 2)}])
def test_a_proposal_names_its_clause_and_ends_after_it_begins(proposed, changed):
    with pytest.raises(CannotMove):
        proposed(**changed)


def test_a_value_of_another_kind_is_refused(proposed):
    with pytest.raises(UnfitValue):
        proposed(value="四")


def test_the_leader_is_asked_to_approve_and_the_proposer_told_of_a_refusal(proposed, city):
    row = proposed()
    assert Duty.objects.owed_by(city.leader).get().kind == "parameters.approve"
    take(CODE, "refuse", row, by=city.leader, why="依据不足")
    assert not Duty.objects.owed_by(city.leader).exists()
    assert Duty.objects.owed_by(city.officer).get().detail == "依据不足"
    take(CODE, "propose", row, by=city.officer)
    assert not Duty.objects.owed_by(city.officer).exists()


def test_a_withdrawn_proposal_asks_nobody(proposed, city):
    take(CODE, "withdraw", proposed(), by=city.officer)
    assert not Duty.objects.open().exists()


def test_the_page_shows_each_number_with_its_clause_and_who_approved(client, proposed, city):
    take(CODE, "approve", proposed(), by=city.leader)
    proposed(value=5, valid_from=date(2024, 1, 1))
    client.force_login(city.jinan_officer)
    text = client.get("/parameters/").content.decode()
    assert "单位签发时限" in text
    assert "某文件第三条" in text
    assert str(city.leader) in text
    assert "待批准" in text


def test_a_county_does_not_see_the_numbers_of_its_sibling(client, proposed, city):
    take(CODE, "approve", proposed(source="只管金安的文件"), by=city.leader)
    client.force_login(city.shucheng_officer)
    assert "只管金安的文件" not in client.get("/parameters/").content.decode()
    assert "只管金安的文件" not in client.get("/parameters/plan.sign.days/").content.decode()


def test_a_change_is_proposed_on_the_page(client, city):
    client.force_login(city.officer)
    typed = {"value": "4", "unit": city.jinan.pk, "valid_from": "2023-08-01", "source": "某文件"}
    assert client.post("/parameters/plan.sign.days/", typed).status_code == 302
    assert Parameter.objects.get().value == 4


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", "四天"), ("value", ""), ("source", ""), ("valid_from", "昨天"), ("valid_to", "2023-07-01")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, city, field, typed):
    client.force_login(city.officer)
    values = {"value": "4", "valid_from": "2023-08-01", "source": "某文件"} | {field: typed}
    response = client.post("/parameters/plan.sign.days/", values)
    assert response.status_code == 422
    assert not Parameter.objects.exists()
    assert typed in response.content.decode()


def test_who_may_not_propose_sees_no_form_and_is_refused(client, city):
    client.force_login(city.jinan_officer)
    assert "propose" not in client.get("/parameters/plan.sign.days/").content.decode()
    typed = {"value": "4", "valid_from": "2023-08-01", "source": "某文件"}
    assert client.post("/parameters/plan.sign.days/", typed).status_code == 422
    assert not Parameter.objects.exists()


def test_an_unknown_parameter_is_not_found(client, city):
    client.force_login(city.officer)
    assert client.get("/parameters/plan.nothing/").status_code == 404


def test_the_second_signer_signs_what_the_first_has_signed(proposed, city):
    row = proposed()
    row.value = 40
    writing.save(row, by=city.officer)
    with pytest.raises(ChangedSinceSigned):
        take(CODE, "approve", row, by=city.leader)


def test_a_scheduled_value_can_be_recalled_until_it_rules(proposed, city):
    with calendar.on(TODAY):
        scheduled, ruling = proposed(valid_from=date(2023, 8, 1)), proposed(value=6)
        for row in (scheduled, ruling):
            take(CODE, "approve", row, by=city.leader)
        with pytest.raises(CannotMove, match="2023-07-03"):
            take(CODE, "recall", ruling, by=city.leader, why="不改了")
        take(CODE, "recall", scheduled, by=city.leader, why="不改了")
    assert value_of("plan.sign.days", at=city.jinan, on=date(2023, 9, 1)) == 6


def test_the_page_shows_what_each_enclosing_place_says_and_what_comes(client, proposed, city):
    with calendar.on(TODAY):
        take(CODE, "approve", proposed(unit=city.city, value=9), by=city.leader)
        take(CODE, "approve", proposed(), by=city.leader)
        take(CODE, "approve", proposed(value=6, valid_from=date(2024, 1, 1)), by=city.leader)
        client.force_login(city.officer)
        page = client.get("/parameters/plan.sign.days/?unit=341502100201")
    levels = [(str(level.unit), level.value, level.rules) for level in page.context["levels"]]
    assert levels == [("None", "2", False), ("六安市", "9", False), ("金安区", "4", True)]
    assert [words for _row, words in page.context["coming"]] == ["6"]


def test_a_change_is_tried_on_the_page_before_it_is_proposed(client, city):
    with calendar.on(TODAY):
        open_duty(
            kind="test.x", record=None, unit=city.jinan, verb="report", title="办", url="/", due=date(2023, 7, 14)
        )
        client.force_login(city.officer)
        typed = {"value": "10", "valid_from": "2023-08-01", "source": "某文件", "trial": "1"}
        text = client.post("/parameters/procedures.soon_days/", typed).text
    assert "<strong>1</strong> 件会变，共 1 件" in text
    assert "列为即将到期" in text
    assert 'value="10"' in text
    assert not Parameter.objects.exists()


def test_who_approves_sees_on_the_case_what_the_value_would_change(client, proposed, city):
    with calendar.on(TODAY):
        open_duty(
            kind="test.x", record=None, unit=city.jinan, verb="report", title="办", url="/", due=date(2023, 7, 14)
        )
        row = proposed(code="procedures.soon_days", value=10, unit=None)
        client.force_login(city.leader)
        text = client.get(f"/cases/parameters.value/{row.pk}/").text
        assert "改了会怎样" in text
        assert "件会变" in text
        take(CODE, "approve", row, by=city.leader)
        assert "改了会怎样" not in client.get(f"/cases/parameters.value/{row.pk}/").text
