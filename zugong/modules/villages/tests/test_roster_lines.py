"""Rosters in which one person stands in several lines: with several offices, or with several times in one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zugong.kernel.history.models import Change
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.importing import actions, reading, taking
from zugong.kernel.ledger.importing.models import rows_of
from zugong.modules.villages.models import VillageCadre, VillageRole
from zugong.modules.villages.tests.conftest import number

HEAD = "村（社区）,姓名,身份证号,性别,职务,任职时间,离任时间,来源,学历,联系电话"
CHENG = number("1980-05-17", 1)


def line(offices, start="2021-12-01", end="", *, name="程雨田", identity=CHENG, village="甲河村村委会", **more):
    """A roster's line; what is not said is left empty."""
    said = [village, name, identity, "男", offices, start, end, more.get("source", "选举"), more.get("level", ""), ""]
    return ",".join(said)


@pytest.fixture
def bring(city):
    """Hand a roster in: `bring(line("书记"), line("主任"))` is its import."""

    def begin(*lines):
        content = "\n".join([HEAD, *lines]).encode()
        upload = SimpleUploadedFile("花名册.csv", content)
        return actions.begin(ledger_named("village-cadres"), upload, city.user("officer"))

    return begin


def verdicts(imported):
    return [row.verdict for row in imported.rows.order_by("number")]


def reasons(imported):
    return [[problem["reason"] for problem in row.problems] for row in rows_of(imported)]


def offices():
    """Who holds what from when to when, as it is stored."""
    rows = VillageRole.objects.values_list("cadre__person__name", "office", "start_date", "end_date", "title")
    return sorted([str(part or "") for part in row] for row in rows)


def taken(imported):
    actions.take(imported, imported.by, only_good=True)
    imported.refresh_from_db()
    return imported


def test_secretary_and_director_in_two_lines_are_one_cadre_with_both_offices(bring):
    imported = bring(line("党总支书记"), line("村委会主任"))
    assert verdicts(imported) == ["new", "new"], reasons(imported)
    taken(imported)
    cadre = VillageCadre.objects.get()
    assert cadre.holds_both
    assert [row[1] for row in offices()] == ["director", "secretary"]


def test_the_same_roster_again_changes_nothing(bring):
    lines = (
        line("党总支书记"), line("村委会主任"), line("监委会委员", "2018-09-01", "2021-12-01"),
        line("文书", "2018-09-01"), line("妇联主席", "2018-09-01"),
    )  # fmt: skip
    taken(bring(*lines))
    before, changes = offices(), Change.objects.count()
    again = bring(*lines)
    assert verdicts(again) == ["unchanged"] * 5, reasons(again)
    taken(again)
    assert (offices(), Change.objects.count()) == (before, changes)


def test_two_times_in_one_office_are_two_lines(bring):
    lines = line("村委会委员", "2016-01-01", "2018-09-01"), line("村委会委员", "2021-12-01")
    taken(bring(*lines))
    assert [row[2:4] for row in offices()] == [["2016-01-01", "2018-09-01"], ["2021-12-01", ""]]
    assert verdicts(bring(*lines)) == ["unchanged", "unchanged"]


def test_two_times_without_a_first_day_stay_two(bring):
    lines = line("村委会委员", "", "2018-09-01"), line("村委会委员", "")
    taken(bring(*lines))
    assert [row[3] for row in offices()] == ["", "2018-09-01"]
    assert verdicts(bring(*lines)) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("second", ["党总支书记", "书记", "党支部书记"])
def test_a_line_that_says_nothing_more_is_named_as_a_repeat(bring, second):
    imported = bring(line("党总支书记、村委会主任"), line(second))
    assert verdicts(imported) == ["new", "bad"]
    assert reasons(imported)[1] == ["与第 2 行重复"]


def test_a_whole_line_handed_in_twice_is_named_although_another_stands_between(bring):
    imported = bring(line("党总支书记"), line("村委会主任"), line("党总支书记"))
    assert verdicts(imported) == ["new", "new", "bad"]
    assert reasons(imported)[2] == ["与第 2 行重复"]


def test_two_first_days_of_one_present_office_contradict_each_other(bring):
    imported = bring(line("党总支书记"), line("党总支书记", "2022-03-01"))
    assert verdicts(imported) == ["new", "bad"]
    assert "任职时间与第 2 行写的不一致" in reasons(imported)[1][0]


def test_what_two_lines_say_otherwise_of_the_person_is_named(bring):
    imported = bring(line("党总支书记", source="选举"), line("村委会主任", source="选派"))
    assert reasons(imported)[1] == ["与第 2 行同一条记录写的不一致"]


def test_what_only_one_of_two_lines_says_holds_for_the_person(bring):
    taken(bring(line("党总支书记", source=""), line("村委会主任", source="选举", level="大专")))
    cadre = VillageCadre.objects.get()
    assert (cadre.source, cadre.level) == ("elected", 50)


def test_the_second_line_may_leave_out_the_number(bring):
    taken(bring(line("党总支书记"), line("村委会主任", identity="")))
    assert VillageCadre.objects.get().holds_both


def test_a_namesake_with_another_number_is_another_cadre(bring):
    taken(bring(line("党总支书记"), line("村委会主任", identity=number("1990-01-01", 3))))
    assert VillageCadre.objects.count() == 2


def test_a_line_that_stands_alone_still_ends_what_it_no_longer_names(bring):
    taken(bring(line("村委会委员")))
    taken(bring(line("村委会副主任", "2022-09-01")))
    assert [row[3] for row in offices()] == ["2022-09-01", ""]


def test_lines_of_several_end_nothing_by_their_silence(bring):
    taken(bring(line("村委会委员")))
    taken(bring(line("党总支书记", "2022-09-01"), line("村委会主任", "2022-09-01")))
    assert all(not row[3] for row in offices())
    assert len(offices()) == 3


def test_a_bad_line_does_not_hold_up_the_other_of_the_same_person(bring):
    imported = bring(line("党总支书记"), line("主持工作"))
    assert verdicts(imported) == ["new", "bad"]
    taken(imported)
    assert [row[1] for row in offices()] == ["secretary"]
    actions.mend(imported, 3, {"offices": "村委会主任"})
    taken(imported)
    assert VillageCadre.objects.get().holds_both


def test_lines_far_apart_are_judged_and_taken_as_if_they_stood_together(bring, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(taking, "BATCH", 2)
    others = [line("村委会委员", name=f"甲{n}", identity=number("1985-05-05", 2 * n + 1)) for n in range(1, 6)]
    lines = [line("党总支书记"), *others, line("村委会主任")]
    taken(bring(*lines))
    before, changes = offices(), Change.objects.count()
    again = bring(*lines)
    assert set(verdicts(again)) == {"unchanged"}, reasons(again)
    taken(again)
    assert (offices(), Change.objects.count()) == (before, changes)


def test_undoing_takes_back_all_lines_of_a_person(bring):
    imported = taken(bring(line("党总支书记", source=""), line("村委会主任")))
    actions.undo(imported, imported.by, "传错了")
    assert not VillageCadre.objects.exists()
    assert offices() == []


SPELLS = st.sampled_from(["书记", "村委会主任", "村委会委员", "监委会委员", "文书", "妇联主席", "书记、主任"])
LINES = st.builds(
    line,
    SPELLS,
    st.sampled_from(["", "2016-01-01", "2018-09-01", "2021-12-01"]),
    st.sampled_from(["", "", "2018-09-01", "2022-06-01"]),
    name=st.sampled_from(["程雨田"]),
    village=st.sampled_from(["甲河村村委会", "乙河村村委会"]),
)


@given(lines=st.lists(LINES, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_taken_in_is_unchanged_when_it_comes_again(bring, lines):
    from django.db import transaction

    with transaction.atomic():
        first = bring(*lines)
        good = [one for one, verdict in zip(lines, verdicts(first), strict=True) if verdict != "bad"]
        if good:
            taken(first)
            again = bring(*good)
            assert set(verdicts(again)) == {"unchanged"}, (good, reasons(again))
        transaction.set_rollback(True)
