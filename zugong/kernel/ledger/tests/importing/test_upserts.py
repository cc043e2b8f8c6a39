"""What a row does to a record that is stored already."""

import pytest

from zugong.kernel.history import writing
from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.columns import columns_of
from zugong.kernel.ledger.importing.models import rows_of
from zugong.kernel.ledger.pages.import_tables import ImportTable
from zugong.kernel.ledger.tests.importing.conftest import upload
from zugong.kernel.ledger.tests.importing.trial import trial_ledgers
from zugong.kernel.registry.models import Person

HEAD = ["村", "名称", "编码", "座位"]


@pytest.fixture
def trial(city):
    with trial_ledgers() as made:
        yield made


@pytest.fixture
def hall(city, trial):
    return writing.save(trial.Hall(unit=city.village, name="甲", code="A", seats=9, kind="a"), by=None)


@pytest.fixture
def bring(city, trial):
    def begin(*lines, ledger=trial.halls, head=HEAD, by="officer"):
        return actions.begin(ledger, upload(*lines, head=head), city.user(by))

    return begin


def take(imported):
    return actions.take(imported, imported.by, only_good=False)


def test_a_row_with_the_natural_key_of_a_record_changes_it_and_says_what_stood_there(trial, hall, bring):
    imported = bring(["甲河村村委会", "甲", "A", "12"])
    (row,) = rows_of(imported)
    assert (row.verdict, row.record_id, row.before) == ("changed", hall.pk, {"seats": "9"})
    take(imported)
    stored = trial.Hall.objects.get()
    assert (stored.seats, stored.kind, stored.version) == (12, "a", 2)


def test_an_empty_cell_leaves_what_is_stored(trial, hall, bring):
    imported = bring(["甲河村村委会", "甲", "", ""])
    assert imported.counts == {"unchanged": 1}


def test_an_empty_cell_clears_what_is_stored_if_somebody_says_so(trial, hall, bring):
    imported = actions.let_empty_clear(bring(["甲河村村委会", "甲", "", ""]), clears=True)
    take(imported)
    stored = trial.Hall.objects.get()
    assert (stored.code, stored.seats, stored.kind) == ("", None, "a"), "a column that the file has not is left alone"


def test_undoing_gives_back_what_stood_there(trial, hall, bring, city):
    imported = take(bring(["甲河村村委会", "甲", "B", "12"], ["乙岗村村委会", "乙", "", ""]))
    actions.undo(imported, city.officer, "传错了")
    stored = trial.Hall.objects.get()
    assert (stored.pk, stored.code, stored.seats, stored.version) == (hall.pk, "A", 9, 3)
    assert "传错了" in writing.changes_of(stored)[0].why


def test_a_key_taken_meanwhile_by_a_voided_record_makes_a_bad_row_and_no_error(trial, hall, bring):
    hall.number = "1"
    writing.save(hall, by=None)
    writing.void(hall, by=None, why="试")
    imported = bring(["乙岗村村委会", "丁", "1"], ["乙岗村村委会", "戊", "2"], head=["村", "名称", "牌号"])
    take(imported)
    assert [(row.verdict, row.taken) for row in rows_of(imported)] == [("bad", False), ("new", True)]
    assert "作废" in rows_of(imported)[0].problems[0]["reason"]


def test_a_record_of_another_county_with_the_same_key_is_neither_changed_nor_told_of(trial, hall, bring):
    imported = bring(["丁桥社区", "甲", "A", "1"], by="zone_officer")
    (row,) = rows_of(imported)
    assert (row.verdict, row.before) == ("bad", {})


def test_a_form_that_makes_people_makes_each_once(trial, bring, city):
    lines = ["甲河村村委会", "张三", "1"], ["乙岗村村委会", "张三", "2"], ["甲河村村委会", "张三", "3"]
    imported = bring(*lines, ledger=trial.keys, head=["村", "姓名", "把数"])
    first, second, third = rows_of(imported)
    assert [row.verdict for row in (first, second, third)] == ["new", "new", "bad"]
    assert "第 2 行" in third.problems[0]["reason"]
    actions.take(imported, imported.by, only_good=True)
    person = Person.objects.get(name="张三")
    assert sorted(trial.Key.objects.values_list("person", "count")) == [(person.pk, 1), (person.pk, 2)]
    again = bring(lines[0], ledger=trial.keys, head=["村", "姓名", "把数"])
    assert again.counts == {"bad": 1}, "the form counts what is stored"
    actions.undo(imported, city.officer, "传错了")
    assert not Person.objects.filter(name="张三").exists()


def test_a_person_who_has_been_given_something_else_since_is_left(trial, bring, city):
    imported = take(bring(["甲河村村委会", "张三", "1"], ledger=trial.keys, head=["村", "姓名", "把数"]))
    take(bring(["乙岗村村委会", "张三", "1"], ledger=trial.keys, head=["村", "姓名", "把数"]))
    actions.undo(imported, city.officer, "传错了")
    assert Person.objects.filter(name="张三").exists()
    assert trial.Key.objects.get().unit == city.other_village
    assert "别的记录" in rows_of(imported)[0].undone


def test_what_may_be_personal_is_sealed_and_its_key_destroyed_in_the_end(trial, bring):
    imported = bring(["甲河村村委会", "张三", "1"], ledger=trial.keys, head=["村", "姓名", "把数"])
    row = imported.rows.get()
    assert "张三" not in row.content
    assert rows_of(imported)[0].texts["keeper"] == "张三"
    take(imported)
    imported.refresh_from_db()
    assert imported.data_key.destroyed_at is not None


def test_a_new_row_takes_what_the_empty_form_shows_where_it_says_nothing(trial, bring):
    imported = take(bring(["甲河村村委会", "张三"], ledger=trial.keys, head=["村", "姓名"]))
    assert imported.counts["taken"] == 1
    assert trial.Key.objects.get().count == 1


def test_a_stored_record_does_not_fall_back_to_what_the_empty_form_shows(trial, bring):
    take(bring(["甲河村村委会", "张三", "3"], ledger=trial.keys, head=["村", "姓名", "把数"]))
    imported = bring(["甲河村村委会", "张三"], ledger=trial.keys, head=["村", "姓名"])
    assert imported.counts == {"unchanged": 1}


def test_the_preview_shows_what_is_written_beside_the_record_too(trial, bring, city):
    head = ["村", "姓名", "把数", "出生"]
    take(bring(["甲河村村委会", "张三", "1", "1980-05-01"], ledger=trial.keys, head=head))
    imported = bring(["甲河村村委会", "张三", "2", "1981-05-01"], ledger=trial.keys, head=head)
    columns = columns_of(trial.keys, city.officer, imported.mapping)
    table = ImportTable(imported, trial.keys, columns, rows_of(imported))
    ((*_row, differences),) = table.differences(city.officer)
    told = {(one.label, one.old, one.new) for one in differences}
    assert told == {("把数", "1", "2"), ("出生", "1980-05-01", "1981-05-01")}, "the same name is no difference"


def test_a_later_line_of_the_same_key_names_the_line_it_repeats(trial, bring):
    imported = bring(["乙岗村村委会", "乙", "", ""], ["甲河村村委会", "甲", "", ""], ["甲河村村委会", "甲", "", "12"])
    assert [problem["reason"] for problem in rows_of(imported)[2].problems] == ["与第 3 行重复"]
