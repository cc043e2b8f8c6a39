"""The plan's own pages as each role sees them: the list of plans, the plan of a year, a new edition against the old one."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.history import writing
from zugong.modules.plan.actions import breakdowns
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.models import Breakdown, Line, Part, Task
from zugong.modules.plan.tests.printed.papers import CORRECTED, PLAN

CITYS = ["officer", "other_officer", "leader", "supervisor", "auditor"]
BELOW = ["jinan_officer", "shucheng_signer", "zone_officer", "township_officer", "villager"]
OUTSIDE = ["resident", "enterprise", "cadre"]


def page_of(client, address="/plan/2023/", **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response


def titles(response):
    return [row.task.title for block in response.context["blocks"] for rows in block.groups.values() for row in rows]


def hand_out(printed, value, **values):
    shares = [Share(unit=printed.city.units[name], value=Decimal(share)) for name, share in values.items()]
    found = breakdowns.draft(target=printed.target(value), shares=shares, by=printed.user("officer"))
    Breakdown.objects.filter(pk=found.pk).update(state="issued")


@pytest.mark.parametrize("name", CITYS)
def test_the_city_sees_every_task(accepted, as_, name):
    page = page_of(as_(name))
    assert len(titles(page)) == Task.objects.count() == 4
    assert "2 个方面" in page.content.decode()


@pytest.mark.parametrize("name", BELOW + OUTSIDE + ["labour_officer"])
def test_others_see_the_public_words_alone(accepted, as_, name):
    page = page_of(as_(name)).content.decode()
    assert "面向高校选聘40名左右产业导师" in page
    assert "/plan/tasks/" not in page
    assert "落实" not in page.split("<main")[1].split("sheet-of-text")[0]


@pytest.mark.parametrize("name", BELOW + OUTSIDE)
def test_the_words_of_an_internal_plan_are_not_for_others(printed, as_, name):
    printed.accept(secrecy="internal")
    response = as_(name).get("/plan/2023/")
    assert response.status_code == (200 if name in BELOW else 404)
    assert "产业导师" not in response.content.decode()


def test_a_county_sees_the_tasks_it_owes_a_part_of(accepted, as_):
    hand_out(accepted, 120, jinan=80)
    assert titles(page_of(as_("jinan_officer"))) == ["专项招聘"]
    assert titles(page_of(as_("shucheng_officer"))) == []


def test_a_county_sees_the_lamp_of_its_own_part(accepted, as_):
    hand_out(accepted, 120, jinan=80, shucheng=40)
    Part.objects.filter(value=40).update(due_date=date(2023, 3, 1))
    lamps = {}
    for name in ("officer", "jinan_officer", "shucheng_officer"):
        page = page_of(as_(name), state="issued")
        lamps[name] = [row.lamp for block in page.context["blocks"] for rows in block.groups.values() for row in rows]
    assert lamps == {"officer": ["overdue"], "jinan_officer": ["no_data"], "shucheng_officer": ["overdue"]}


@pytest.mark.parametrize("name", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_public_plans_like_anybody(accepted, as_, name):
    assert titles(page_of(as_(name))) == []


def test_a_plan_that_is_still_checked_leads_its_makers_on_and_nobody_else_anywhere(printed, as_):
    printed.read()
    assert "去核对" in page_of(as_("officer")).content.decode()
    assert as_("jinan_officer").get("/plan/2023/").status_code == 404


def test_a_newer_edition_that_is_still_checked_is_told(accepted, as_):
    edition = accepted.read(CORRECTED)
    assert f"/plan/editions/{edition.pk}/" in page_of(as_("officer")).content.decode()
    assert f"/plan/editions/{edition.pk}/" not in page_of(as_("resident")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 4),
        ({"state": "numbered"}, 3),
        ({"state": "unnumbered"}, 1),
        ({"state": "issued"}, 1),
        ({"state": "not_issued"}, 2),
        ({"lamp": "overdue"}, 0),
        ({"section": "mine"}, 1),
        ({"section": "3415D01S01"}, 1),
        ({"section": "nowhere"}, 0),
        ({"module": "talent"}, 2),
        ({"module": "none"}, 1),
        ({"module": "talent", "state": "issued"}, 1),
    ],
)
def test_filters_show_their_rows_alone(accepted, as_, query, found):
    hand_out(accepted, 120, jinan=120)
    task = accepted.task("选聘导师")
    task.section = accepted.city.units["section"]
    writing.save(task, by=None)
    assert len(titles(page_of(as_("officer"), **query))) == found


def test_each_number_of_the_headline_is_as_many_rows(accepted, as_):
    hand_out(accepted, 120, jinan=120)
    counts = page_of(as_("officer")).context["counts"]
    rows = page_of(as_("officer"), state="not_issued").context["blocks"]
    targets = [target for block in rows for group in block.groups.values() for row in group for target in row.targets]
    assert (counts["targets"], counts["issued"], counts["not_issued"]) == (4, 1, 3)
    assert len(targets) == counts["not_issued"]


def test_a_county_reads_its_own_plan_first_and_the_citys_by_name(accepted, as_):
    accepted.accept(unit="jinan", by="jinan_officer")
    client = as_("jinan_officer")
    assert page_of(client).context["plan"].unit.code == "341502"
    assert page_of(client, unit="3415").context["plan"].unit.code == "3415"
    assert page_of(as_("officer")).context["plan"].unit.code == "3415"


@pytest.mark.parametrize("address", ["/plan/1999/", "/plan/2023/?unit=none", "/plan/2023/?unit=341523"])
def test_a_plan_that_is_not_there_is_not_found(accepted, as_, address):
    assert as_("officer").get(address).status_code == 404


@pytest.mark.parametrize("name", CITYS + BELOW + OUTSIDE)
def test_the_list_of_plans_names_those_one_may_see(accepted, as_, name):
    page = page_of(as_(name), "/plan/")
    assert [plan.year for plan in page.context["plans"]] == [2023]
    assert page.context["may_upload"] == (name in {"officer", "other_officer", "jinan_officer", "zone_officer"})


def test_the_list_of_plans_is_empty_before_there_is_one(printed, as_):
    assert "还没有计划" in page_of(as_("resident"), "/plan/").content.decode()


def test_accepting_leads_to_the_plan_and_tells_what_needs_a_look(accepted, as_):
    hand_out(accepted, 120, jinan=120)
    edition = accepted.read(CORRECTED)
    answer = as_("officer").post(f"/plan/editions/{edition.pk}/accept/", follow=True)
    assert answer.redirect_chain[0][0] == "/plan/2023/?unit=3415"
    assert "分解方案需要调整：事业编制" in answer.content.decode()


def test_a_plan_without_tasks_stays_with_its_reason(printed, as_):
    edition = printed.read("青山市2023年组织工作要点\n\n一、人才\n\n二、基层\n")
    answer = as_("officer").post(f"/plan/editions/{edition.pk}/accept/", follow=True)
    assert "没有读出任何任务" in answer.content.decode()


def test_a_corrected_edition_shows_what_it_changes(accepted, as_):
    edition = accepted.read(CORRECTED)
    page = page_of(as_("officer"), f"/plan/editions/{edition.pk}/").content.decode()
    assert "<del>120</del><ins>150</ins>" in page
    assert "<del>120个</del>" in page
    assert "新增 2 句、删去 0 句" in page


def test_a_target_with_another_deadline_tells_both(accepted, as_):
    edition = accepted.read(PLAN.replace("统筹拿出120个", "6月底前拿出120个"))
    [change] = page_of(as_("officer"), f"/plan/editions/{edition.pk}/").context["changed_targets"]
    assert (change["before"], change["after"]) == ("120个 · 无", "120个 · 2023-06-30")


def test_an_unchanged_edition_says_so(accepted, as_):
    edition = accepted.read(PLAN)
    assert "没有变化" in page_of(as_("officer"), f"/plan/editions/{edition.pk}/").content.decode()


def test_what_an_edition_changed_is_not_told_outside(accepted, as_):
    accepted.accept(CORRECTED)
    edition = accepted.plan.editions.get(number=2)
    assert "comparison" not in page_of(as_("resident"), f"/plan/editions/{edition.pk}/").context


def more_tasks(printed):
    plan, template = printed.plan, printed.task("改进作风")
    for number in range(8):
        Task.objects.create(
            plan=plan, unit=plan.unit, group=template.group, title=f"任务{number}", due_date=template.due_date
        )
    line = Line.objects.first()
    for number in range(8):
        Line.objects.create(edition=line.edition, position=100 + number, block=99, text=f"第{number}句。")


@pytest.mark.parametrize("address", ["/plan/", "/plan/2023/", "/plan/2023/coverage/", "/plan/editions/{}/"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(accepted, as_, address):
    client, address = as_("officer"), address.format(accepted.plan.editions.get().pk)
    client.get(address)
    counts = []
    for grow in (lambda _: None, more_tasks):
        grow(accepted)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
