"""A corrected edition on top of one that work hangs on: nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import breakdowns, coverage
from zugong.modules.plan.actions.accepting import CannotAccept, accept, no_longer_named
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.actions.coverage import CannotPlace, left_targets_of, orphans_of
from zugong.modules.plan.actions.tasks import open_task_duty
from zugong.modules.plan.models import Line, Part, Target, Task, TaskGroup
from zugong.modules.plan.tests.printed.papers import CORRECTED, PLAN

WITHOUT_HIRING = PLAN.replace("（二）专项招聘。统筹拿出120个事业编制开展专项招聘。\n", "")
ELSEWHERE = PLAN.replace("一、聚力人才引育", "一、办好主题教育").replace("选聘导师", "聘请教授")
MEETING = {"document_number": "六组〔2023〕12号", "meeting_date": date(2023, 2, 10)}


def issue(printed, target, **values):
    """Hand a target out and have it approved; returns the part of the first unit."""
    shares = [Share(unit=printed.city.units[name], value=Decimal(value)) for name, value in values.items()]
    found = breakdowns.draft(target=target, shares=shares, by=printed.user("officer"))
    take("plan.breakdown", "submit", found, by=printed.user("officer"))
    take("plan.breakdown", "approve", found, by=printed.user("leader"), changes=MEETING)
    return found.parts.first()


@pytest.fixture
def part(accepted):
    """A county's issued part of the 120 posts."""
    return issue(accepted, accepted.target(120), jinan=80, shucheng=40)


def test_parts_stay_and_the_changed_value_is_told(accepted, part):
    result = accepted.accept(CORRECTED)
    part.refresh_from_db()
    assert (part.voided_at, part.breakdown.target.value) == (None, 150)
    assert [target.value for target in result.revalued] == [150]


def test_a_task_worded_anew_is_the_same_task(accepted):
    before = accepted.task("改进作风").pk
    result = accepted.accept(CORRECTED)
    assert Task.objects.get(title="转变作风").pk == before
    assert [task.title for task in result.added] == ["关心关爱"]


def test_a_task_with_parts_that_is_named_no_more_stays_and_waits_for_a_decision(accepted, part):
    edition = accepted.read(WITHOUT_HIRING)
    assert [task.title for task in no_longer_named(edition)] == ["专项招聘"]
    result = accept(edition=edition, by=accepted.user("officer"))
    assert [task.title for task in result.orphaned] == ["专项招聘"]
    assert [task.title for task in orphans_of(accepted.plan)] == ["专项招聘"]
    assert Part.objects.filter(pk=part.pk).exists()


def test_a_task_on_which_nothing_hangs_goes_with_its_targets(accepted):
    result = accepted.accept(WITHOUT_HIRING)
    assert [task.title for task in result.dropped] == ["专项招聘"]
    assert not Target.objects.filter(value=120).exists()
    assert not orphans_of(accepted.plan).exists()


def test_a_file_on_a_task_is_enough_to_keep_it(accepted):
    file = SimpleUploadedFile("名单.txt", "名单".encode())
    attach(accepted.task("专项招聘"), file, by=accepted.user("officer"))
    assert [task.title for task in accepted.accept(WITHOUT_HIRING).orphaned] == ["专项招聘"]


def test_a_task_that_is_back_in_the_plan_waits_for_nothing(accepted, part):
    accepted.accept(WITHOUT_HIRING)
    accepted.accept(PLAN)
    assert not orphans_of(accepted.plan).exists()
    assert Part.objects.get(pk=part.pk).breakdown.target.task.title == "专项招聘"


def test_a_kept_task_is_decided_about(accepted, part):
    accepted.accept(WITHOUT_HIRING)
    task = accepted.task("专项招聘")
    coverage.keep_orphan(task=task, why="部务会决定继续", by=accepted.user("officer"))
    assert not orphans_of(accepted.plan).exists()
    assert "部务会决定继续" in accepted.task("专项招聘").source
    assert accepted.accept(WITHOUT_HIRING).dropped == []


def test_a_withdrawn_task_is_owed_by_nobody(accepted, part):
    task = accepted.task("专项招聘")
    task.section = accepted.city.units["section"]
    writing.save(task, by=None)
    open_task_duty(task)
    accepted.accept(WITHOUT_HIRING)
    coverage.withdraw_orphan(task=task, why="计划已取消", by=accepted.user("officer"))
    assert not Task.objects.filter(pk=task.pk).exists()
    assert not Part.objects.filter(breakdown__target__task=task).exists()
    assert not Duty.objects.open().about(task).exists()
    assert Task.with_voided.get(pk=task.pk).voided_why == "计划已取消"


@pytest.mark.parametrize("decide", [coverage.keep_orphan, coverage.withdraw_orphan])
def test_only_the_planner_decides_with_a_reason_and_only_about_such_tasks(accepted, part, decide):
    accepted.accept(WITHOUT_HIRING)
    task, other = accepted.task("专项招聘"), accepted.task("选聘导师")
    for about, why, by in [(task, "", "officer"), (task, "理由", "leader"), (other, "理由", "officer")]:
        with pytest.raises(CannotPlace):
            decide(task=about, why=why, by=accepted.user(by))
    assert orphans_of(accepted.plan).count() == 1


def test_a_target_that_is_named_no_more_but_handed_out_is_listed(accepted):
    issue(accepted, accepted.target(40), jinan=40)
    result = accepted.accept(PLAN.replace("面向高校选聘40名左右产业导师。", "面向高校选聘产业导师。"))
    assert [target.value for target in result.left] == [40]
    assert [target.value for target in left_targets_of(accepted.plan)] == [40]


def test_a_name_that_people_gave_a_target_outlives_a_new_edition(accepted):
    target = accepted.target(120)
    target.what = "政聘企用编制"
    writing.save(target, by=None)
    accepted.accept(CORRECTED)
    assert accepted.target(150).what == "政聘企用编制"


def test_a_target_that_nobody_renamed_is_called_as_the_new_edition_has_it(accepted):
    accepted.accept(PLAN.replace("120个事业编制", "120个周转编制"))
    assert "周转编制" in accepted.target(120).what


def test_a_task_made_of_an_open_sentence_outlives_a_new_edition(accepted):
    lines = list(Line.objects.filter(disposition="open"))
    made = coverage.make_task(lines=lines[1:], title="抓紧抓实", by=accepted.user("officer"))
    result = accepted.accept(CORRECTED)
    assert made not in result.dropped
    assert Line.objects.get(edition__number=2, text=lines[1].text).task == made
    assert Task.objects.get(pk=made.pk).source_words == lines[1].text


def test_a_sentence_hung_on_a_task_stays_with_it_and_in_its_words(accepted):
    line = Line.objects.filter(disposition="open").first()
    coverage.hang_on(lines=[line], task=accepted.task("改进作风"), by=accepted.user("officer"))
    accepted.accept(CORRECTED)
    assert accepted.task("转变作风").source_words == f"{line.text}健全常态化监督机制。"


def test_headings_that_are_gone_leave_the_plan(accepted):
    accepted.accept(ELSEWHERE)
    assert set(TaskGroup.objects.values_list("title", flat=True)) == {"办好主题教育", "建强基层队伍"}


def test_an_older_edition_is_not_accepted_any_more(accepted):
    older, newer = accepted.read(), accepted.read(CORRECTED)
    accept(edition=newer, by=accepted.user("officer"))
    with pytest.raises(CannotAccept):
        accept(edition=older, by=accepted.user("officer"))


def test_a_file_without_tasks_is_not_accepted(printed):
    edition = printed.read("青山市2023年组织工作要点\n\n一、人才\n\n二、基层\n")
    with pytest.raises(CannotAccept):
        accept(edition=edition, by=printed.user("officer"))


def test_the_due_date_of_a_new_task_is_that_of_its_targets(printed):
    printed.accept(PLAN.replace("统筹拿出120个", "6月底前拿出120个"))
    assert printed.task("专项招聘").due_date == date(2023, 6, 30)
    assert printed.task("选聘导师").due_date == date(2023, 12, 31)


def test_modules_are_proposed_once_and_what_people_chose_stays(accepted):
    task = accepted.task("专项招聘")
    assert task.module == "talent"
    task.module = ""
    writing.save(task, by=None)
    accepted.accept(CORRECTED)
    assert accepted.task("专项招聘").module == ""


@pytest.mark.parametrize("text", [PLAN, CORRECTED, WITHOUT_HIRING, ELSEWHERE, PLAN.replace("（一）", "1.")])
def test_every_sentence_of_an_accepted_edition_is_exactly_one_line(printed, text):
    printed.accept(text)
    edition = printed.plan.editions.get()
    for place, block in enumerate(edition.blocks):
        lines = Line.objects.filter(edition=edition, block=place).order_by("start")
        expected = "" if block["kind"] == "title" else block["text"].replace(" ", "")
        assert "".join(line.text for line in lines) == expected


@pytest.mark.parametrize(
    "text", [PLAN, CORRECTED, PLAN.replace("（一）选聘导师。", "（一）选聘50名导师。"), "2023年招聘7人。\n" + PLAN]
)
def test_every_number_read_is_a_target(printed, text):
    printed.accept(text)
    read = sorted(target["value"] for target in printed.plan.editions.get().targets)
    assert sorted(Target.objects.values_list("value", flat=True)) == read
