from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zugong.kernel.access.testing import small_city
from zugong.kernel.history.writing import changes_of
from zugong.kernel.registry import actions, maps
from zugong.kernel.registry.models import Ancestor, Placement, Unit, UnitKind

D1, D2, D3 = date(2023, 3, 1), date(2023, 5, 1), date(2023, 6, 1)


@pytest.fixture
def city(db):
    return small_city()


def fresh(unit):
    return Unit.objects.get(pk=unit.pk)


def above(unit, day=None):
    """Short names of the units in which the unit counts, nearest first, itself left out."""
    pairs = [pair for pair in maps.pairs_on(day, units=[unit.pk]) if pair.distance]
    return [str(Unit.with_voided.get(pk=pair.ancestor)) for pair in sorted(pairs, key=lambda pair: pair.distance)]


def counted(day=None):
    """For each unit how many units count in it."""
    sums = {}
    for pair in maps.pairs_on(day):
        sums[pair.ancestor] = sums.get(pair.ancestor, 0) + 1
    return sums


def test_a_new_unit_has_its_path_placement_and_ancestors(city):
    assert city.village.path == f"/{city.city.pk}/{city.jinan.pk}/{city.muchang.pk}/{city.village.pk}/"
    assert Placement.objects.get(unit=city.village).code == "341502100201"
    assert above(city.village) == ["木厂镇", "金安区", "六安市"]


def test_a_unit_of_the_wrong_kind_is_not_added(city):
    with pytest.raises(actions.CannotAdd, match="村不能设在县区之下"):
        actions.add_unit(code="341502999", name="甲村", kind=UnitKind.VILLAGE, parent=city.jinan, by=None)


def test_a_used_code_is_not_added_again(city):
    with pytest.raises(actions.CannotAdd, match="已经使用"):
        actions.add_unit(code="341502100", name="新镇", kind=UnitKind.TOWNSHIP, parent=city.jinan, by=None)


def test_a_renamed_unit_keeps_its_earlier_name_for_earlier_days(city):
    actions.rename(unit=city.muchang, name="木厂新镇", on=D2, document="某发〔2023〕5号", by=None)
    assert (maps.name_on(city.muchang.pk, D1), maps.name_on(city.muchang.pk, D2)) == ("木厂镇", "木厂新镇")
    assert changes_of(city.muchang)[0].why == "某发〔2023〕5号"
    assert fresh(city.muchang).initials == "mcxz"


def test_a_moved_township_takes_its_villages_along(city):
    actions.move(unit=city.muchang, under=city.shucheng, on=D2, document="划转", by=None)
    assert fresh(city.village).path.startswith(fresh(city.shucheng).path)
    assert above(city.village) == ["木厂镇", "舒城县", "六安市"]
    assert above(city.village, D1) == ["木厂镇", "金安区", "六安市"]
    assert above(city.village, D2) == ["木厂镇", "舒城县", "六安市"]


def test_a_unit_does_not_move_below_itself_or_its_own(city):
    inner = actions.add_unit(
        code="3415D01D01", name="党员教育中心", kind=UnitKind.DEPARTMENT, parent=city.department, by=None
    )
    for under in (city.department, inner):
        with pytest.raises(actions.CannotMove, match="自身或自己的下级"):
            actions.move(unit=city.department, under=under, on=D2, document="", by=None)
    assert fresh(city.department).parent_id == city.city.pk


def test_a_unit_does_not_move_to_a_wrong_place(city):
    with pytest.raises(actions.CannotMove, match="乡镇不能设在市之下"):
        actions.move(unit=city.muchang, under=city.city, on=D2, document="", by=None)


def test_a_change_before_the_last_one_is_refused(city):
    actions.move(unit=city.muchang, under=city.shucheng, on=D2, document="", by=None)
    with pytest.raises(actions.CannotChangeUnit, match="不能早于该日"):
        actions.move(unit=city.muchang, under=city.jinan, on=D1, document="", by=None)
    with pytest.raises(actions.CannotChangeUnit, match="不能早于该日"):
        actions.move(unit=city.other_village, under=city.matou, on=D1, document="", by=None)


def test_two_moves_on_one_day_leave_only_the_last(city):
    actions.move(unit=city.muchang, under=city.shucheng, on=D2, document="", by=None)
    actions.move(unit=city.muchang, under=city.zone, on=D2, document="", by=None)
    assert above(city.village) == ["木厂镇", "六安经济开发区", "六安市"]
    assert Placement.objects.filter(unit=city.muchang).count() == 2


def test_merging_two_villages_lets_the_past_count_in_the_survivor(city):
    actions.merge(units=[city.other_village], into=city.village, on=D2, document="并村", by=None)
    gone = fresh(city.other_village)
    assert (gone.merged_into_id, gone.valid_to, gone.is_closed) == (city.village.pk, D2, True)
    assert above(gone) == [str(city.village), "木厂镇", "金安区", "六安市"]
    assert above(gone, D1) == ["木厂镇", "金安区", "六安市"]


def test_figures_add_up_under_every_map_after_merger_and_move(city):
    total = Unit.objects.count()
    actions.merge(units=[city.other_village], into=city.village, on=D2, document="", by=None)
    actions.move(unit=city.muchang, under=city.shucheng, on=D3, document="", by=None)
    for day in (None, D1, D2, D3):
        assert counted(day)[city.city.pk] == total
    assert counted(D2)[city.jinan.pk] == counted(D3)[city.jinan.pk] + 3
    assert above(city.other_village) == [str(city.village), "木厂镇", "舒城县", "六安市"]


def test_villages_merge_into_a_new_one(city):
    new = actions.merge_into_new(
        units=[city.village, city.other_village],
        code="341502100299",
        name="甲乙村村委会",
        on=D2,
        document="并村",
        by=None,
    )
    assert (new.parent_id, new.valid_from, new.kind) == (city.muchang.pk, D2, UnitKind.VILLAGE)
    assert above(city.village)[0] == above(city.other_village)[0] == "甲乙村村委会"
    assert above(new, D1) == ["木厂镇", "金安区", "六安市"]


def test_merging_townships_moves_their_villages(city):
    actions.merge(units=[city.muchang], into=city.matou, on=D2, document="", by=None)
    assert fresh(city.village).parent_id == city.matou.pk
    assert above(city.village) == ["马头镇", "金安区", "六安市"]


def test_units_of_different_levels_do_not_merge(city):
    with pytest.raises(actions.CannotMerge, match="不是同一层级"):
        actions.merge(units=[city.village], into=city.matou, on=D2, document="", by=None)
    assert not fresh(city.village).is_closed


def test_a_refused_merger_changes_nothing(city):
    with pytest.raises(actions.CannotMerge):
        actions.merge(units=[city.other_village, city.matou], into=city.village, on=D2, document="", by=None)
    assert not fresh(city.other_village).is_closed


def test_a_unit_does_not_merge_into_itself(city):
    with pytest.raises(actions.CannotMerge, match="自身"):
        actions.merge(units=[city.village], into=city.village, on=D2, document="", by=None)


def test_a_town_turns_into_a_subdistrict_and_stays_the_same_unit(city):
    actions.convert(
        unit=city.muchang,
        kind=UnitKind.SUBDISTRICT,
        code="341502006",
        name="木厂街道",
        on=D2,
        document="撤镇设街",
        by=None,
    )
    town = fresh(city.muchang)
    assert (town.code, town.kind, town.pk) == ("341502006", UnitKind.SUBDISTRICT, city.muchang.pk)
    assert maps.holders_of_code("341502100") == [town.pk]
    assert maps.name_on(town.pk, D1) == "木厂镇"
    assert above(city.village) == ["木厂街道", "金安区", "六安市"]


def test_a_town_does_not_turn_into_what_its_villages_cannot_stand_under(city):
    with pytest.raises(actions.CannotChangeUnit):
        actions.convert(
            unit=city.muchang, kind=UnitKind.DEPARTMENT, code="341502D09", name="某局", on=D2, document="", by=None
        )


def test_a_unit_with_units_below_is_not_closed(city):
    with pytest.raises(actions.CannotClose, match="还有 2 个单位"):
        actions.close(unit=city.muchang, on=D2, document="", by=None)


def test_a_closed_unit_still_counts_where_it_stood(city):
    actions.close(unit=city.village, on=D2, document="撤销", by=None)
    assert above(city.village) == ["木厂镇", "金安区", "六安市"]
    assert city.village not in Unit.objects.standing_on(D2)
    assert city.village in Unit.objects.standing_on(D1)
    assert Placement.objects.get(unit=city.village).document == "撤销"


def test_a_closed_unit_does_not_change_any_more(city):
    actions.close(unit=city.village, on=D2, document="", by=None)
    with pytest.raises(actions.CannotChangeUnit, match="已撤销"):
        actions.rename(unit=city.village, name="新村", on=D3, document="", by=None)
    with pytest.raises(actions.CannotAdd, match="已撤销"):
        actions.add_unit(
            code="341502100201D01", name="某科", kind=UnitKind.DEPARTMENT, parent=fresh(city.village), by=None
        )


class RandomTrees(TestCase):
    """Whatever is moved and merged, paths and ancestors say what the parent links say."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        shape=st.lists(st.integers(0, 30), min_size=1, max_size=9),
        changes=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 9)), max_size=8),
    )
    def test_paths_and_ancestors_agree_with_parents(self, shape, changes):
        units = [actions.add_unit(code="1", name="市", kind=UnitKind.CITY, parent=None, by=None)]
        for number, choice in enumerate(shape, start=2):
            above = units[choice % len(units)]
            units.append(
                actions.add_unit(code=str(number), name=f"局{number}", kind="department", parent=above, by=None)
            )
        for month, (merging, one, other) in enumerate(changes, start=1):
            unit, target = units[one % len(units)], units[other % len(units)]
            day = date(2023, month, 1)
            try:
                if merging:
                    actions.merge(units=[unit], into=target, on=day, document="", by=None)
                else:
                    actions.move(unit=unit, under=target, on=day, document="", by=None)
            except actions.CannotChangeUnit:
                continue
            self.check()
        self.check()
        for day in (None, date(2022, 1, 1), date(2023, 3, 15)):
            assert counted(day)[units[0].pk] == len(units)

    def check(self):
        for unit in Unit.objects.select_related("parent"):
            parent = unit.parent
            assert unit.path == f"{parent.path if parent else '/'}{unit.pk}/"
            open_rows = Ancestor.objects.filter(unit=unit, valid_to__isnull=True)
            expected = [*unit.ancestor_ids, unit.pk]
            assert dict(open_rows.values_list("ancestor", "distance")) == {
                pk: len(expected) - 1 - place for place, pk in enumerate(expected)
            }
