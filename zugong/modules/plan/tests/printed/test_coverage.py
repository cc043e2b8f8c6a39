"""What becomes of each sentence, by action and by page."""

import pytest

from zugong.kernel.indicators.models import Cell
from zugong.modules.plan.actions import coverage
from zugong.modules.plan.actions.coverage import CannotPlace, coverage_of
from zugong.modules.plan.models import Line, Task
from zugong.modules.plan.pages.coverage import rows_of
from zugong.modules.plan.tests.printed.papers import OPEN_SENTENCES

PAGE = "/plan/2023/coverage/"


@pytest.fixture
def open_lines(accepted):
    return list(Line.objects.filter(disposition="open").order_by("position"))


@pytest.fixture
def officer(accepted):
    return accepted.user("officer")


def test_a_sentence_becomes_a_task_under_the_group_above_it(accepted, officer):
    line = Line.objects.get(text="建立导师名册。")
    task = coverage.make_task(lines=[line], title=" 建名册 ", by=officer)
    assert (task.title, task.group.title, task.source_words) == ("建名册", "聚力人才引育", "建立导师名册。")
    assert accepted.task("选聘导师").source_words == "面向高校选聘40名左右产业导师。"


def test_several_sentences_become_one_task(accepted, officer, open_lines):
    coverage.make_task(lines=open_lines, title="总体要求", by=officer)
    assert Task.objects.filter(title="总体要求").count() == 1
    assert coverage_of(accepted.plan).open == 0


def share_on_the_board(accepted):
    cell = Cell.objects.get(measure="plan.coverage", unit=accepted.plan.unit, period_kind="Y")
    return cell.part, cell.whole


def test_the_share_on_the_board_follows_each_sentence_that_is_placed_or_reopened(accepted, officer, open_lines):
    part, whole = share_on_the_board(accepted)
    assert (part, whole - part) == (6, OPEN_SENTENCES)
    coverage.call_context(lines=open_lines[:1], by=officer)
    assert share_on_the_board(accepted) == (part + 1, whole)
    coverage.hang_on(lines=open_lines[1:], task=accepted.task("选聘导师"), by=officer)
    assert share_on_the_board(accepted) == (whole, whole)
    coverage.reopen_lines(lines=open_lines, by=officer)
    assert share_on_the_board(accepted) == (part, whole)


@pytest.mark.parametrize("name", ["leader", "supervisor", "auditor", "jinan_officer", "resident"])
def test_only_the_planner_places_sentences(accepted, open_lines, name):
    by, task = accepted.user(name), accepted.task("选聘导师")
    for place in (
        lambda: coverage.call_context(lines=open_lines, by=by),
        lambda: coverage.hang_on(lines=open_lines, task=task, by=by),
        lambda: coverage.make_task(lines=open_lines, title="新", by=by),
        lambda: coverage.reopen_lines(lines=open_lines, by=by),
    ):
        with pytest.raises(CannotPlace):
            place()
    assert coverage_of(accepted.plan).open == OPEN_SENTENCES


def test_a_heading_and_nothing_at_all_cannot_be_placed(accepted, officer):
    heading = Line.objects.filter(disposition="heading").first()
    for lines in ([heading], []):
        with pytest.raises(CannotPlace):
            coverage.call_context(lines=lines, by=officer)


def test_a_task_is_not_called_context_by_mistake(accepted, officer):
    with pytest.raises(CannotPlace, match="已落实为任务"):
        coverage.call_context(lines=[Line.objects.get(text="建立导师名册。")], by=officer)


def test_a_sentence_does_not_go_to_a_task_of_another_plan(accepted, officer, open_lines):
    accepted.accept(unit="jinan", by="jinan_officer")
    foreign = Task.objects.filter(unit=accepted.city.units["jinan"]).first()
    with pytest.raises(CannotPlace):
        coverage.hang_on(lines=open_lines, task=foreign, by=officer)


def test_a_reopened_sentence_leaves_its_task(accepted, officer):
    line = Line.objects.get(text="建立导师名册。")
    coverage.reopen_lines(lines=[line], by=officer)
    line.refresh_from_db()
    assert (line.disposition, line.task) == ("open", None)
    assert "建立导师名册" not in accepted.task("选聘导师").source_words


def test_the_last_sentence_of_a_task_is_not_reopened(accepted, officer):
    with pytest.raises(CannotPlace):
        coverage.reopen_lines(lines=[Line.objects.get(text="健全常态化监督机制。")], by=officer)


def test_a_task_whose_words_all_went_to_another_waits_for_a_decision(accepted, officer):
    line = Line.objects.get(text="健全常态化监督机制。")
    coverage.hang_on(lines=[line], task=accepted.task("选聘导师"), by=officer)
    assert [task.title for task in coverage.orphans_of(accepted.plan)] == ["改进作风"]


def test_open_sentences_in_a_row_are_offered_together(accepted):
    rows = rows_of(list(Line.objects.order_by("position")))
    assert [row.open_run for row in rows if row.open_run] == [OPEN_SENTENCES]


def test_the_page_counts_every_sentence(accepted, as_):
    page = as_("officer").get(PAGE)
    counted = page.context["coverage"]
    assert counted.lines == len(page.context["rows"]) == counted.tasks + counted.headings + counted.open
    assert "2</strong> 句尚未落实" in page.content.decode()


def test_a_stretch_is_called_context_in_one_click(accepted, as_, open_lines):
    as_("officer").post(PAGE, {"stretch": f"{open_lines[0].position}-{open_lines[-1].position}"})
    assert coverage_of(accepted.plan).context == OPEN_SENTENCES


def test_a_stretch_takes_only_open_sentences(accepted, as_):
    as_("officer").post(PAGE, {"stretch": "0-999"})
    counted = coverage_of(accepted.plan)
    assert (counted.context, counted.tasks) == (OPEN_SENTENCES, 6)


@pytest.mark.parametrize("stretch", ["", "x", "1-x", "-", "9-1"])
def test_odd_stretches_place_nothing(accepted, as_, stretch):
    as_("officer").post(PAGE, {"stretch": stretch})
    assert coverage_of(accepted.plan).open == OPEN_SENTENCES


def test_chosen_sentences_are_placed_on_the_page(accepted, as_, open_lines):
    client, task = as_("officer"), accepted.task("改进作风")
    client.post(PAGE, {"line": open_lines[0].pk, "do": "task", "task": task.pk})
    client.post(PAGE, {"line": open_lines[1].pk, "do": "new", "title": "抓实"})
    assert coverage_of(accepted.plan).open == 0
    client.post(PAGE, {"line": open_lines[0].pk, "do": "reopen"})
    client.post(PAGE, {"line": open_lines[0].pk, "do": "context"})
    assert coverage_of(accepted.plan).context == 1


@pytest.mark.parametrize("given", [{"do": "context"}, {"do": "new", "title": ""}, {"do": "fly"}, {}])
def test_what_cannot_be_done_is_said_and_changes_nothing(accepted, as_, open_lines, given):
    line = {"line": open_lines[0].pk} if given.get("do") == "new" else {}
    response = as_("officer").post(PAGE, given | line, follow=True)
    assert "note-error" in response.content.decode()
    assert coverage_of(accepted.plan).open == OPEN_SENTENCES


@pytest.mark.parametrize("task", ["", "x", "999999"])
def test_a_task_that_is_not_there_is_not_found(accepted, as_, open_lines, task):
    answer = as_("officer").post(PAGE, {"line": open_lines[0].pk, "do": "task", "task": task})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["leader", "supervisor", "auditor"])
def test_the_citys_other_readers_see_the_page_without_its_buttons(accepted, as_, name):
    page = as_(name).get(PAGE).content.decode()
    assert "句尚未落实" in page
    assert 'name="do"' not in page


@pytest.mark.parametrize("name", ["jinan_officer", "labour_officer", "villager", "resident", "enterprise", "cadre"])
def test_others_do_not_see_the_page(accepted, as_, name):
    assert as_(name).get(PAGE).status_code == 404


def test_a_task_named_no_more_is_decided_about_on_the_page(accepted, as_, officer):
    line = Line.objects.get(text="健全常态化监督机制。")
    coverage.hang_on(lines=[line], task=accepted.task("选聘导师"), by=officer)
    task, client = accepted.task("改进作风"), as_("officer")
    assert "请决定去留" in client.get("/plan/2023/").content.decode()
    assert "新版已无此条" in client.get(f"/plan/tasks/{task.pk}/").content.decode()
    client.post(f"/plan/tasks/{task.pk}/fate/", {"do": "keep", "why": ""})
    assert coverage.orphans_of(accepted.plan).exists()
    answer = client.post(f"/plan/tasks/{task.pk}/fate/", {"do": "withdraw", "why": "并入导师工作"})
    assert answer.url == f"{PAGE}?unit=3415"
    assert not Task.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize("name", ["jinan_officer", "resident"])
def test_others_decide_nothing(accepted, as_, name):
    task = accepted.task("改进作风")
    assert as_(name).post(f"/plan/tasks/{task.pk}/fate/", {"do": "withdraw", "why": "无"}).status_code == 404
