"""One task: what each role sees of it, and how its responsibility is set."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.procedures.models import Duty
from zugong.modules.plan.actions import breakdowns
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.actions.responsibility import set_responsibility
from zugong.modules.plan.actions.tasks import CannotAssign
from zugong.modules.plan.models import Breakdown, Task

CITYS = ["officer", "other_officer", "leader", "supervisor", "auditor"]
MAY_ASSIGN = ["officer", "other_officer", "leader"]
STRANGERS = ["shucheng_officer", "zone_officer", "labour_officer", "other_township_officer", "resident", "enterprise"]


@pytest.fixture
def task(accepted):
    """Posts handed to one county alone."""
    found = accepted.task("专项招聘")
    shares = [Share(unit=accepted.city.units["jinan"], value=Decimal(120))]
    breakdown = breakdowns.draft(target=accepted.target(120), shares=shares, by=accepted.user("officer"))
    Breakdown.objects.filter(pk=breakdown.pk).update(state="issued")
    return found


def address(task, more=""):
    return f"/plan/tasks/{task.pk}/{more}"


def typed(task, **more):
    return {"seen_version": task.version, "deliverable": "number", "module": "talent", "due_date": "2023-06-30"} | more


def owed(task):
    return [duty.unit.name for duty in Duty.objects.open().about(task)]


@pytest.mark.parametrize("name", CITYS)
def test_the_city_sees_the_plans_own_words_beside_the_task(task, as_, name):
    page = as_(name).get(address(task))
    assert "120个" in next(words for words, is_target in page.context["quoted"] if is_target)
    assert "变更历史" in page.content.decode()


def test_the_county_that_owes_a_part_sees_the_task_without_the_citys_notes(task, as_):
    page = as_("jinan_officer").get(address(task)).content.decode()
    assert "120个" in page
    assert "变更历史" not in page
    assert "看分解方案" not in page


@pytest.mark.parametrize("name", STRANGERS)
def test_whom_it_does_not_concern_does_not_find_it(task, as_, name):
    client = as_(name)
    assert client.get(address(task)).status_code == 404
    assert client.get(address(task, "edit/")).status_code == 404
    assert client.post(address(task, "files/")).status_code == 404
    assert client.post(address(task, "clock/")).status_code == 404


def test_a_task_without_a_number_shows_no_percentage(accepted, as_):
    page = as_("officer").get(address(accepted.task("改进作风"))).content.decode()
    assert "未设量化目标" in page
    assert "0.0 %" not in page


def test_a_red_lamp_tells_its_rule_and_who_is_behind(task, as_):
    Task.objects.filter(pk=task.pk).update(due_date=date(2023, 3, 1))
    page = as_("officer").get(address(task)).content.decode()
    assert "为什么是这个灯" in page
    assert "金安区</a>：还没有确认的进展" in page
    assert "时限 2023-03-01 已过" in page


@pytest.mark.parametrize("name", MAY_ASSIGN)
def test_whoever_assigns_sets_who_is_responsible(task, accepted, as_, name):
    section, labour = accepted.city.units["section"], accepted.city.units["labour"]
    given = typed(task, section=section.pk, cooperating=[labour.pk], leader=accepted.user("leader").person_id)
    assert as_(name).post(address(task, "edit/"), given).url == address(task)
    task.refresh_from_db()
    assert (task.section, task.due_date, list(task.cooperating.all())) == (section, date(2023, 6, 30), [labour])
    assert owed(task) == ["组织一科"]


@pytest.mark.parametrize("name", ["supervisor", "auditor", "jinan_officer"])
def test_who_only_reads_sets_nothing(task, accepted, as_, name):
    client = as_(name)
    assert client.get(address(task, "edit/")).status_code == 403
    assert client.post(address(task, "edit/"), typed(task)).status_code == 403
    with pytest.raises(CannotAssign):
        set_responsibility(task=task, cooperating=[], by=accepted.user(name))


def test_the_form_holds_no_list_of_all_units(task, as_):
    assert "<option" in (page := as_("officer").get(address(task, "edit/")).content.decode())
    assert "乙岗村" not in page.split("<main")[1]


def test_what_co_operates_is_shown_and_told_in_the_history(task, accepted, as_):
    client, labour = as_("officer"), accepted.city.units["labour"]
    client.post(address(task, "edit/"), typed(task, cooperating=[labour.pk]))
    assert "市人力资源和社会保障局" in client.get(address(task, "edit/")).content.decode()
    assert "配合单位：市人力资源和社会保障局" in client.get(address(task)).content.decode()


def test_a_co_operating_unit_that_one_cannot_see_stays(accepted):
    accepted.accept(unit="jinan", by="jinan_officer")
    task = Task.objects.filter(unit=accepted.city.units["jinan"]).first()
    task.cooperating.add(accepted.city.units["labour"])
    set_responsibility(task=task, cooperating=[accepted.city.units["muchang"]], by=accepted.user("jinan_officer"))
    assert {unit.code for unit in task.cooperating.all()} == {"3415D02", "341502100"}


def test_the_duty_goes_over_to_the_new_section(task, accepted):
    for name in ("section", "other_section"):
        task.section = accepted.city.units[name]
        set_responsibility(task=task, cooperating=[], by=accepted.user("officer"))
    assert owed(task) == ["组织二科"]


def test_without_a_due_date_nothing_is_owed(task, accepted):
    set_responsibility(task=task, cooperating=[], by=accepted.user("officer"))
    assert owed(task)
    task.due_date = None
    set_responsibility(task=task, cooperating=[], by=accepted.user("officer"))
    assert owed(task) == []


def test_a_form_that_somebody_overtook_is_not_saved(task, as_):
    seen = typed(task)
    task.title = "改过的名称"
    writing.save(task, by=None)
    response = as_("officer").post(address(task, "edit/"), seen)
    assert "刚被别人改过" in response.content.decode()
    assert Task.objects.get(pk=task.pk).due_date == date(2023, 12, 31)


def test_a_date_that_is_none_stays_beside_its_error(task, as_):
    response = as_("officer").post(address(task, "edit/"), typed(task, due_date="明天"))
    assert response.context["form"].errors["due_date"]
    assert "明天" in response.content.decode()


@pytest.mark.parametrize(("name", "kept"), [("officer", 1), ("leader", 1), ("auditor", 0), ("supervisor", 0)])
def test_files_come_from_those_who_work_on_the_task(task, as_, name, kept):
    file = SimpleUploadedFile("名单.txt", "甲乙丙".encode())
    response = as_(name).post(address(task, "files/"), {"file": file})
    assert response.status_code == (302 if kept else 403)
    assert attachments_of(task).count() == kept


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("病毒.exe", b"MZ\x90\x00")])
def test_a_file_that_is_none_is_refused(task, as_, file):
    given = {"file": file} if file else {}
    response = as_("officer").post(address(task, "files/"), given, follow=True)
    assert "note-error" in response.content.decode()


def test_days_count_from_the_day_a_document_came_out(task, as_):
    Task.objects.filter(pk=task.pk).update(due_days=30, due_date=None)
    client = as_("officer")
    client.post(address(task, "clock/"), {"document": "", "issued_on": ""})
    assert Task.objects.get(pk=task.pk).due_date is None
    client.post(address(task, "clock/"), {"document": "六组〔2023〕3号", "issued_on": "2023-03-01"})
    assert Task.objects.get(pk=task.pk).due_date == date(2023, 3, 31)


def test_the_search_finds_tasks_by_title_words_and_target(task, as_):
    def found(text, name="officer"):
        hits = {str(one.label): one.hits for one in as_(name).get("/search/", {"q": text}).context["found"]}
        return [hit.title for hit in hits.get("任务", [])]

    assert found("专项招聘") == ["专项招聘"]
    assert found("事业编制") == ["专项招聘"]
    assert found("导师名册") == ["选聘导师"]
    assert found("选聘", "jinan_officer") == []
    assert found("招聘", "jinan_officer") == ["专项招聘"]
    assert found("招聘", "resident") == []


def test_the_search_finds_public_plans(accepted, as_):
    [plans] = as_("resident").get("/search/", {"q": "工作要点"}).context["found"]
    assert plans.hits[0].url == "/plan/2023/?unit=3415"


def test_a_task_asks_the_database_as_often_for_many_parts_as_for_few(task, accepted, as_):
    client = as_("officer")
    client.get(address(task))
    counts = []
    for names in (["shucheng"], ["zone", "muchang", "matou", "chengguan"]):
        breakdown = Breakdown.objects.get()
        for name in names:
            breakdown.parts.create(unit=accepted.city.units[name], value=1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(task)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
