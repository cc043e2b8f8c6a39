"""From a file to records and back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from zugong.kernel.history import writing
from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.models import Import, rows_of
from zugong.kernel.registry.models import Taskforce

GOOD = ["驻村专班", "木厂镇", "驻村帮扶", "组〔2023〕1号", "2023-01-05", ""]
OTHER = ["招商专班", "341502", "招商引资", "", "2023年2月1日", "2023-06-30"]
BAD = ["坏专班", "没有这个镇", "任务", "", "2023-02-30", ""]


def verdicts(imported):
    return [row.verdict for row in rows_of(imported)]


def take(imported, **more):
    return actions.take(imported, imported.by, **{"only_good": False} | more)


def test_nothing_is_changed_before_somebody_accepts(bring):
    imported = bring(GOOD, OTHER)
    assert imported.state == Import.State.JUDGED
    assert verdicts(imported) == ["new", "new"]
    assert not Taskforce.objects.exists()


def test_accepted_rows_become_records_whose_history_names_the_import(city, bring):
    imported = take(bring(GOOD, OTHER))
    assert (imported.state, imported.counts) == ("taken", {"new": 2, "taken": 2})
    record = Taskforce.objects.get(name="招商专班")
    assert (record.unit, str(record.start_date)) == (city.jinan, "2023-02-01")
    change = writing.changes_of(record).get()
    assert change.by == city.officer
    assert "专班.csv" in change.why


def test_the_same_file_brought_again_changes_nothing(bring):
    take(bring(GOOD, OTHER))
    again = take(bring(GOOD, OTHER))
    assert again.counts == {"unchanged": 2, "taken": 2}
    assert [writing.changes_of(record).count() for record in Taskforce.objects.all()] == [1, 1]


def test_every_bad_cell_is_named_with_its_reason(bring):
    imported = bring(GOOD, BAD)
    good, bad = rows_of(imported)
    assert (good.verdict, bad.verdict, bad.number) == ("new", "bad", 3)
    assert [(p["field"], p["value"]) for p in bad.problems] == [("start_date", "2023-02-30"), ("unit", "没有这个镇")]
    assert all(problem["reason"] for problem in bad.problems)


def test_bad_rows_hold_the_good_ones_back_unless_asked(bring):
    imported = bring(GOOD, BAD)
    with pytest.raises(actions.CannotImport, match="1 行有问题"):
        take(imported)
    assert not Taskforce.objects.exists()
    take(imported, only_good=True)
    assert Taskforce.objects.get().name == "驻村专班"


def test_a_bad_row_can_be_mended_and_taken(bring):
    imported = bring(GOOD, BAD)
    (row,) = actions.mend(imported, 3, {"unit": "马头镇", "start_date": "2023-02-28"})
    assert (row.verdict, row.shown_text("unit")) == ("new", "马头镇")
    assert take(imported).counts["taken"] == 2


def test_what_was_left_over_can_still_be_mended_and_taken(bring):
    imported = take(bring(GOOD, BAD), only_good=True)
    actions.mend(imported, 3, {"unit": "马头镇", "start_date": "2023-02-28"})
    assert take(imported).counts["taken"] == 2
    assert Taskforce.objects.count() == 2


def test_who_mends_a_row_so_that_it_repeats_another_is_told_which(bring):
    imported = bring(GOOD, OTHER)
    texts = dict(zip(["name", "unit", "purpose", "document", "start_date", "end_date"], GOOD, strict=True))
    (row,) = [row for row in actions.mend(imported, 3, texts) if row.number == 3]
    assert "第 2 行" in row.problems[0]["reason"]
    freed = actions.mend(imported, 2, {"purpose": "另一件事"})
    assert [(row.number, row.verdict) for row in freed] == [(2, "new"), (3, "new")]


def test_the_bad_rows_come_as_a_workbook_that_can_be_brought_again(city, bring, taskforces):
    imported = bring(GOOD, BAD)
    content = actions.bad_rows_workbook(imported)
    lines = [[cell for cell in line if cell] for line in load_workbook(io.BytesIO(content)).active.values]
    assert any("没有找到" in str(line) and "没有这个镇" in line for line in lines)
    again = actions.begin(taskforces, SimpleUploadedFile("改.xlsx", content), city.officer)
    assert (verdicts(again), again.unknown) == (["bad"], [])


def test_unknown_columns_are_asked_about_once_and_remembered(bring):
    head = ["名称", "牵头单位", "干什么", "联系电话"]
    imported = bring(["甲专班", "木厂镇", "驻村", "1"], head=head)
    assert imported.unknown == ["干什么", "联系电话"]
    assert verdicts(imported) == ["bad"]
    imported = actions.map_column(imported, "干什么", "purpose")
    imported = actions.map_column(imported, "联系电话", None)
    assert (imported.unknown, verdicts(imported)) == ([], ["new"])
    again = bring(["乙专班", "木厂镇", "驻村", "1"], head=head)
    assert (again.unknown, verdicts(again)) == ([], ["new"])


def test_an_import_is_undone_as_a_whole(city, bring):
    imported = take(bring(GOOD, OTHER))
    actions.undo(imported, city.officer, "传错了表")
    assert not Taskforce.objects.exists()
    record = Taskforce.with_voided.first()
    assert "传错了表" in record.voided_why
    assert [change.kind for change in writing.changes_of(record)] == ["voided", "created"]
    assert imported.counts["undone"] == 2


def test_what_somebody_has_changed_since_is_named_and_left_alone(city, bring):
    imported = take(bring(GOOD, OTHER))
    record = Taskforce.objects.get(name="驻村专班")
    record.purpose = "后来改的"
    writing.save(record, by=city.leader)
    actions.undo(imported, city.officer, "传错了表")
    assert Taskforce.objects.get().purpose == "后来改的"
    (left,) = [row for row in rows_of(imported) if "没有撤销" in row.undone]
    assert "驻村专班" in left.undone
    assert (imported.counts["undone"], imported.counts["left"]) == (1, 1)


def test_taken_rows_forget_what_stood_in_them(bring):
    imported = take(bring(GOOD, OTHER))
    assert {row.content for row in imported.rows.all()} == {""}


def test_dropped_imports_change_nothing_and_forget_everything(bring):
    imported = actions.drop(bring(GOOD, BAD))
    assert imported.state == "dropped"
    assert {row.content for row in imported.rows.all()} == {""}
    with pytest.raises(actions.CannotImport):
        take(imported, only_good=True)


def test_a_file_without_a_table_is_refused_with_a_reason(bring):
    with pytest.raises(actions.CannotImport, match="没有找到表头"):
        bring(["1", "2"], head=["甲", "乙"])


def test_who_may_not_edit_may_not_import(bring):
    with pytest.raises(actions.CannotImport):
        bring(GOOD, by="auditor")


def test_a_row_for_anothers_unit_is_bad_whether_or_not_there_is_such_a_unit(bring):
    imported = bring(["甲", "城关镇", "任务", "", "", ""], ["乙", "无此镇", "任务", "", "", ""], by="jinan_officer")
    reasons = {problem["reason"] for row in rows_of(imported) for problem in row.problems}
    assert verdicts(imported) == ["bad", "bad"]
    assert len(reasons) == 1


def test_only_its_maker_and_auditors_see_an_import(city, bring):
    bring(GOOD)
    seen = {
        name for name in ("officer", "auditor", "jinan_officer", "leader") if Import.objects.visible_to(city.user(name))
    }
    assert seen == {"officer", "auditor"}
