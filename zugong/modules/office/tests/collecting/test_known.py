"""Values that a ledger knows are filled in, as far as the sender reads them."""

import pytest

from zugong.kernel.history import writing
from zugong.kernel.registry.models import PartyBody
from zugong.modules.office.actions.collecting import drafting
from zugong.modules.office.actions.collecting.drafting import CannotDrawUp, ColumnDraft
from zugong.modules.office.actions.collecting.known import source_named, sources


def body(asking, unit, rank="branch"):
    found = PartyBody(name=f"{unit}支部", unit=asking.city.units[unit], rank=rank)
    return writing.save(found, by=None)


def test_a_units_own_facts_come_from_its_register(asking):
    form = asking.send(columns=(ColumnDraft("上级", source="unit:parent"), ColumnDraft("代码", source="unit:code")))
    assert asking.entry(form).rows == [{"c1": "木厂镇", "c2": "341502100201"}]


def test_rows_of_a_ledger_are_counted_for_a_unit_with_all_below_it(asking):
    for unit in "village", "other_village", "far_village":
        body(asking, unit)
    column = ColumnDraft("支部数", "integer", source="count:party-bodies")
    form = asking.send(columns=(column,), to=("muchang", "village", "chengguan", "matou"))
    counts = {name: asking.entry(form, name).rows[0]["c1"] for name in ("muchang", "village", "chengguan", "matou")}
    assert counts == {"muchang": "2", "village": "1", "chengguan": "1", "matou": "0"}


def test_rows_are_counted_by_a_choice(asking):
    body(asking, "village", "branch")
    body(asking, "village", "committee")
    form = asking.send(columns=(ColumnDraft("支部数", "integer", source="count:party-bodies:rank:branch"),))
    assert asking.entry(form).rows == [{"c1": "1"}]


def test_a_list_is_filled_with_the_rows_of_a_ledger(asking):
    body(asking, "village")
    column = ColumnDraft("党组织", source="rows:party-bodies:name")
    form = asking.send(columns=(column, ColumnDraft("问题")), layout="list")
    assert asking.entry(form).rows == [{"c1": "village支部"}]
    assert asking.entry(form, "other_village").rows == []


def test_the_sources_on_offer_are_the_ones_that_are_understood(asking):
    for is_list in False, True:
        for source in sources(asking.user("officer"), is_list=is_list):
            assert source_named(source.code) == source


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("text", "count:party-bodies"),
        ("integer", "unit:name"),
        ("text", "rows:party-bodies:name"),
        ("text", "unit:secret"),
    ],
)
def test_a_source_that_does_not_fit_its_column_is_refused(asking, kind, source):
    with pytest.raises(CannotDrawUp, match="台账来源"):
        asking.draft(columns=(ColumnDraft("数", kind, source=source),))


def test_columns_keep_their_keys_when_others_come_and_go(asking):
    form = asking.draft()
    third = drafting.drafts_of(form)[2]
    drafting.set_columns(form=form, columns=[third, ColumnDraft("新列")], by=asking.user("officer"))
    assert [(column.key, column.label) for column in form.columns.all()] == [("c3", "活动场所"), ("c5", "新列")]
