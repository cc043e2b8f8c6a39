"""From a file to tasks, and a corrected edition on top."""

import pytest

from zugong.kernel.access.testing import small_city
from zugong.modules.plan.actions.accepting import CannotAccept, accept
from zugong.modules.plan.actions.coverage import call_context, coverage_of, edition_in_force
from zugong.modules.plan.actions.editions import (
    CannotCorrect,
    CannotUpload,
    change_target,
    correct_block,
    drop_target,
    upload,
)
from zugong.modules.plan.models import Line, Target

PLAN = """青山市2023年组织工作要点

2023年全市组织工作的总体思路是围绕中心、服务大局。

一、聚力人才引育
（一）选聘导师。面向高校选聘40名左右产业导师。建立导师名册。
（二）专项招聘。统筹拿出120个事业编制开展专项招聘。

二、建强基层队伍
（一）优化结构。全市村干部学历达标率至少达到85%。各县区要联系3—4个薄弱村。
（二）改进作风。健全常态化监督机制。
"""


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def officer(city):
    return city.user("officer")


def read(city, officer, text=PLAN):
    return upload(unit=city.city, content=text.encode(), name="plan.txt", by=officer)


def test_tasks_stand_under_the_goals_of_the_plan(city, officer):
    accept(edition=read(city, officer), by=officer)
    titles = {task.title: task.group.title for task in city.city.tasks.all()}
    assert titles["选聘导师"] == "聚力人才引育"
    assert len(titles) == 4


def test_every_sentence_is_one_line(city, officer):
    edition = read(city, officer)
    accept(edition=edition, by=officer)
    for place, block in enumerate(edition.blocks):
        lines = Line.objects.filter(edition=edition, block=place).order_by("start")
        if block["kind"] != "title":
            assert "".join(line.text for line in lines) == block["text"].replace(" ", "")
    assert coverage_of(edition.plan).open == 1


def test_targets_get_their_kind(city, officer):
    accept(edition=read(city, officer), by=officer)
    kinds = {(int(target.value), target.kind) for target in Target.objects.all()}
    assert kinds == {(40, "split"), (120, "split"), (85, "floor"), (3, "replicate")}


def test_accepting_twice_changes_nothing(city, officer):
    edition = read(city, officer)
    accept(edition=edition, by=officer)
    again = accept(edition=edition, by=officer)
    assert not again.added
    assert Target.objects.count() == 4


def test_a_corrected_edition_keeps_what_stands(city, officer):
    accept(edition=read(city, officer), by=officer)
    kept = Target.objects.get(value=120)
    result = accept(
        edition=read(city, officer, PLAN.replace("120个", "130个").replace("（二）改进作风", "（二）转变作风")),
        by=officer,
    )
    kept.refresh_from_db()
    assert kept.value == 130
    assert not result.added
    assert not result.dropped


def test_a_task_that_is_gone_is_dropped(city, officer):
    accept(edition=read(city, officer), by=officer)
    result = accept(edition=read(city, officer, PLAN[: PLAN.index("（二）改进作风")]), by=officer)
    assert [task.title for task in result.dropped] == ["改进作风"]


def test_what_was_called_context_stays_so_in_the_next_edition(city, officer):
    accept(edition=read(city, officer), by=officer)
    plan = city.city.plans.get()
    call_context(lines=list(edition_in_force(plan).lines.filter(disposition="open")), by=officer)
    accept(edition=read(city, officer), by=officer)
    assert coverage_of(plan).open == 0


def test_a_county_cannot_upload_for_the_city(city):
    with pytest.raises(CannotUpload):
        read(city, city.user("jinan_officer"))


def test_a_county_cannot_accept(city, officer):
    edition = read(city, officer)
    with pytest.raises(CannotAccept):
        accept(edition=edition, by=city.user("jinan_officer"))


def test_a_correction_keeps_before_and_after(city, officer):
    edition = correct_block(edition=read(city, officer), place=2, by=officer, text="聚力人才引育留用", level=1)
    assert edition.blocks[2]["text"] == "聚力人才引育留用"
    assert edition.corrections[0]["before"]["text"] == "一、聚力人才引育"


def test_words_of_a_target_are_not_lost_in_a_correction(city, officer):
    edition = read(city, officer)
    place = edition.targets[0]["block"]
    with pytest.raises(CannotCorrect):
        correct_block(edition=edition, place=place, by=officer, text="选聘产业导师。", level=0)


def test_a_range_needs_its_upper_end(city, officer):
    with pytest.raises(CannotCorrect):
        change_target(edition=read(city, officer), number=0, by=officer, values={"comparator": "between", "value2": ""})


def test_dropping_a_target_needs_a_reason(city, officer):
    with pytest.raises(CannotCorrect):
        drop_target(edition=read(city, officer), number=0, by=officer, why=" ")


def test_an_accepted_edition_is_not_corrected(city, officer):
    edition = read(city, officer)
    accept(edition=edition, by=officer)
    with pytest.raises(CannotCorrect):
        drop_target(edition=edition, number=0, by=officer, why="不是目标")
