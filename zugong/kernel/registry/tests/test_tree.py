import csv
from datetime import date
from pathlib import Path

import pytest

from zugong.kernel.history.following import unfollowed
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Ancestor, Placement, Unit, UnitKind
from zugong.kernel.registry.tree import TreeRefused, load_tree, rows_from, same_names, table_of

pytestmark = pytest.mark.django_db
DIVISIONS = Path(__file__).parents[3] / "modules" / "office" / "data" / "luan-divisions.csv"


def real_rows():
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as file:
        return rows_from(csv.DictReader(file))


def row(code, parent, kind, name, **more):
    return {"code": code, "parent_code": parent, "kind": kind, "name": name, **more}


CITY = row("3415", "", "city", "六安市")
COUNTY = row("341502", "3415", "county", "金安区")
TOWN = row("341502100", "341502", "township", "木厂镇")
VILLAGE = row("341502100201", "341502100", "village", "甲河村委会")


def refused(*lines, existing=()):
    if existing:
        load_tree(rows_from(existing), by=None)
    before = Unit.with_voided.count(), Change.objects.count()
    with pytest.raises(TreeRefused) as refusal:
        load_tree(rows_from(lines), by=None)
    assert (Unit.with_voided.count(), Change.objects.count()) == before
    return {(mistake.row, mistake.message) for mistake in refusal.value.mistakes}


def test_the_real_tree_loads_whole_and_again_without_a_change():
    loaded = load_tree(real_rows(), by=None)
    assert (loaded.added, Unit.objects.count()) == (2124, 2124)
    again = load_tree(real_rows(), by=None)
    assert (again.added, again.renamed, again.unchanged) == (0, 0, 2124)
    assert Placement.objects.count() == Change.objects.count() == 2124


def test_zones_deal_with_the_city_and_keep_the_county_of_their_code():
    load_tree(real_rows(), by=None)
    zones = Unit.objects.filter(kind=UnitKind.ZONE).select_related("parent", "official_parent")
    assert sorted((zone.code, zone.parent.code, zone.official_parent.code) for zone in zones) == [
        (f"{county}400", "3415", county) for county in ("341502", "341503", "341522", "341523", "341525")
    ]


def test_a_zone_without_a_place_in_its_name_gets_its_county():
    load_tree(real_rows(), by=None)
    assert str(Unit.objects.get(code="341525400")) == "霍山县经济开发区"
    assert str(Unit.objects.get(code="341522400")) == "安徽霍邱经济开发区"
    assert str(Unit.objects.get(code="341522500")) == "霍邱县水产局管辖村"


def test_what_is_irregular_is_kept_and_noted():
    loaded = load_tree(real_rows(), by=None)
    noted = {note.code for note in loaded.notes}
    assert {"341502400", "341522500", "341522500598", "341503104002"} <= noted
    assert Unit.objects.get(code="341503104002").kind == UnitKind.VILLAGE


def test_siblings_never_share_a_short_name():
    load_tree(real_rows(), by=None)
    for parent in Unit.objects.filter(children__isnull=False).distinct():
        assert same_names(parent.children.all()) == {}


def test_the_written_table_loads_into_the_same_tree():
    # Untold of the units, no module keeps records that would hold them.
    with unfollowed():
        load_tree(real_rows(), by=None)
    table = table_of(Unit.objects.select_related("parent", "official_parent"))
    Ancestor.objects.all().delete(), Placement.objects.all().delete()
    paths = dict(Unit.objects.values_list("code", "name"))
    Unit.objects.update(parent=None, official_parent=None)
    Unit.objects.all().delete()
    load_tree(rows_from(table), by=None)
    assert dict(Unit.objects.values_list("code", "name")) == paths
    assert table_of(Unit.objects.select_related("parent", "official_parent")) == table


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (row("341502101", "341599", "township", "马头镇"), "上级代码 341599 不存在"),
        (row("341502100", "341502", "township", "马头镇"), "代码与第 4 行重复"),
        (row("341503101", "341502", "township", "马头镇"), "代码 341503101 不以上级代码 341502 开头"),
        (row("341502101202", "341502", "village", "甲村"), "村不能设在县区之下"),
        (row("341502101", "341502", "township", ""), "名称为空"),
        (row("", "341502", "township", "马头镇"), "代码为空"),
        (row("34150210", "341502", "township", "马头镇"), "区划代码应为 9 位，现为 8 位"),
        (row("341502X01", "341502", "township", "马头镇"), "区划代码应全为数字"),
        (row("341502101", "341502", "parish", "马头镇"), "类别“parish”不认识"),
        (row("3416", "", "city", "亳州市"), "没有上级代码；顶层单位只能有一个"),
        (row("341502101", "341502", "township", "木厂镇"), "同一上级下已有同名单位（341502100）"),
        (row("341502D01S01", "341502D02", "section", "办公室"), "上级代码 341502D02 不存在"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_loaded(bad, message):
    assert (6, message) in refused(CITY, COUNTY, TOWN, VILLAGE, bad)


def test_every_row_of_a_cycle_is_named():
    found = refused(
        CITY,
        row("3415D01", "3415D02", "department", "甲局"),
        row("3415D02", "3415D01", "department", "乙局"),
    )
    assert {number for number, message in found if "成环" in message} == {3, 4}


def test_a_row_that_is_its_own_parent_is_a_cycle():
    assert any("成环" in message for _, message in refused(CITY, row("3415D01", "3415D01", "department", "甲局")))


def test_all_mistakes_are_named_at_once():
    found = refused(CITY, COUNTY, row("341502101", "341599", "township", ""), row("", "", "", "丙"))
    assert {number for number, _ in found} == {4, 5}


def test_a_name_may_repeat_below_different_parents():
    other = row("341502101", "341502", "township", "马头镇")
    twin = row("341502101201", "341502101", "village", "甲河村委会")
    assert load_tree(rows_from([CITY, COUNTY, TOWN, VILLAGE, other, twin]), by=None).added == 6


def test_a_later_table_adds_and_renames_but_does_not_move():
    load_tree(rows_from([CITY, COUNTY, TOWN]), by=None)
    renamed = row("341502100", "341502", "township", "木厂新镇")
    with pytest.raises(TreeRefused, match="改名须填写日期"):
        load_tree(rows_from([renamed]), by=None)
    loaded = load_tree(rows_from([renamed, VILLAGE]), by=None, on=date(2023, 5, 1), document="某发〔2023〕1号")
    assert (loaded.added, loaded.renamed) == (1, 1)
    moved = row("341502100", "341502400", "township", "木厂新镇")
    assert (3, "上级与现有单位不同，请用“划转”办理") in refused(
        row("341502400", "341502", "township", "金安开发区"), moved
    )


def test_chinese_heads_and_kinds_are_understood():
    table = [{"代码": "3415", "上级代码": None, "类别": "市", "名称": "六安市"}, {"代码": "", "名称": ""}]
    (only,) = rows_from(table)
    assert (only.kind, only.parent_code, only.number) == ("city", "", 2)
