"""Assignments and results from outside: given, delivered, closed, checked by a second person."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.indicators.models import Standing
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, SamePerson, SomethingMissing, take
from zugong.modules.plan.actions.board import subject_of
from zugong.modules.plan.actions.standing import task_standings
from zugong.modules.plan.actions.tasks import CannotAssign, assign, enter_outside_result
from zugong.modules.plan.models import OutsideResult, Task


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def given(handing, by="leader", **more):
    known = {
        "unit": handing.city.city,
        "section": handing.city.section,
        "title": "制定方案",
        "due_date": date(2023, 4, 1),
    }
    return assign(by=handing.user(by), **known | more)


def delivered(handing, task, number="六组〔2023〕9号", file=True):
    if file:
        attach(task, SimpleUploadedFile("方案.txt", "方案全文".encode()), by=handing.user("officer"))
    words = {"delivered_title": "方案", "delivered_number": number}
    take("plan.task", "deliver", task, by=handing.user("officer"), changes=words)
    return task


def test_an_assignment_is_owed_by_its_section_at_once(handing):
    task = given(handing)
    duty = Duty.objects.owed_by(handing.user("officer")).about(task).get()
    assert (duty.unit, duty.due) == (handing.city.section, date(2023, 4, 1))


def test_it_closes_on_its_document(handing):
    task = delivered(handing, given(handing, deliverable=Task.Deliverable.DOCUMENT))
    take("plan.task", "close", task, by=handing.user("leader"))
    assert (task.state, task.delivered_on) == ("closed", date(2023, 3, 20))
    assert not Duty.objects.open().about(task).exists()


def test_a_document_needs_its_number(handing):
    with pytest.raises(CannotMove, match="文号"):
        delivered(handing, given(handing, deliverable=Task.Deliverable.DOCUMENT), number="")


def test_a_document_needs_the_file(handing):
    with pytest.raises(CannotMove, match="上传"):
        delivered(handing, given(handing, deliverable=Task.Deliverable.DOCUMENT), file=False)


def test_other_deliverables_need_neither(handing):
    assert delivered(handing, given(handing), number="", file=False).state == "delivered"


def test_whoever_delivers_does_not_confirm(handing):
    handing.grant("officer", "leader", "city")
    task = delivered(handing, given(handing))
    with pytest.raises(SamePerson):
        take("plan.task", "close", task, by=handing.user("officer"))


def test_what_comes_back_is_owed_again(handing):
    task = delivered(handing, given(handing))
    take("plan.task", "return", task, by=handing.user("leader"), why="缺附件")
    assert Duty.objects.open().about(task).get().unit == handing.city.section


def test_another_section_does_not_deliver(handing):
    with pytest.raises(NotYours):
        take(
            "plan.task", "deliver", given(handing), by=handing.user("other_officer"), changes={"delivered_title": "一"}
        )


@pytest.mark.parametrize("wrong", [{"title": " "}, {"due_date": date(2023, 3, 19)}, {"by": "township_officer"}])
def test_what_is_wrong_is_not_assigned(handing, wrong):
    before = Task.objects.count()
    with pytest.raises(CannotAssign):
        given(handing, **wrong)
    assert Task.objects.count() == before


def entered(handing, target, value=2, by="officer", **more):
    known = {
        "unit": handing.city.city,
        "decided_on": date(2023, 3, 15),
        "decided_by": "省有关部门",
        "proof": "命名通知〔2023〕3号",
        "base_value": Decimal(1),
    }
    return enter_outside_result(target=target, value=Decimal(value), by=handing.user(by), **known | more)


def test_whoever_enters_a_result_does_not_confirm_it(handing):
    result = entered(handing, handing.target(value=5))
    with pytest.raises(CannotMove, match="录入人"):
        take("plan.outside_result", "confirm", result, by=handing.user("officer"))


def test_a_result_counts_for_the_lamp_once_confirmed(handing):
    target = handing.target(value=2)
    result = entered(handing, target)
    before = task_standings([target.task])[target.task_id]
    take("plan.outside_result", "confirm", result, by=handing.user("other_officer"))
    assert (before, task_standings([target.task])[target.task_id]) == ("on_time", "done")


def test_a_confirmed_result_stands_on_the_board(handing):
    target = handing.target(value=2)
    take("plan.outside_result", "confirm", entered(handing, target), by=handing.user("other_officer"))
    standing = Standing.objects.get(subject__code=subject_of(target), unit=handing.city.city, period="2023")
    assert (standing.value, standing.lamp) == (2, "done")


def test_a_returned_result_does_not_count(handing):
    target = handing.target(value=2)
    result = entered(handing, target)
    take("plan.outside_result", "return", result, by=handing.user("other_officer"), why="文件是征求意见稿")
    assert task_standings([target.task])[target.task_id] == "on_time"
    assert not Duty.objects.open().about(result).exists()


def test_returning_needs_a_reason(handing):
    with pytest.raises(SomethingMissing):
        take("plan.outside_result", "return", entered(handing, handing.target()), by=handing.user("other_officer"))


@pytest.mark.parametrize("wrong", [{"proof": " "}, {"decided_on": date(2023, 3, 21)}, {"by": "jinan_officer"}])
def test_a_result_without_proof_or_right_is_refused(handing, wrong):
    with pytest.raises(CannotAssign):
        entered(handing, handing.target(), **wrong)
    assert not OutsideResult.objects.exists()
