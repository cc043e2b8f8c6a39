"""The one gate for reading, tried on every model, ledger and record page: what belongs to a sibling does not exist."""

import io

import pytest
from openpyxl import load_workbook

from tests.rows import make, scoped_models
from zugong.kernel.ledger.declaring import Ledger, ledger_of, registered
from zugong.kernel.parameters.models import Parameter

MODELS = scoped_models()
LEDGERS = registered()
PAGES = [model for model in MODELS if hasattr(model, "get_absolute_url")]


@pytest.fixture
def row_of(city):
    """A row of a model in the county of Shucheng."""
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    return lambda model: make(model, city.chengguan, users)


def label(thing) -> str:
    return thing.name if isinstance(thing, Ledger) else thing._meta.label


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_row_is_seen_from_above_and_not_by_a_sibling(model, row_of, eyes, sibling):
    row = row_of(model)
    assert model.objects.visible_to(eyes).filter(pk=row.pk).count() == 1
    assert not model.objects.visible_to(sibling).filter(pk=row.pk).exists()


@pytest.mark.parametrize("ledger", LEDGERS, ids=label)
def test_a_ledger_lists_counts_and_exports_nothing_of_a_sibling(ledger, client, row_of, eyes, sibling, city):
    row = row_of(ledger.model)
    # The small city has more grants than one person may take away alone.
    Parameter.objects.create(
        code="ledger.export_rows_alone", value=1000, unit=city.city, valid_from="2020-01-01", state="approved"
    )
    for user, there in (eyes, True), (sibling, False):
        client.force_login(user)
        rows = ledger.visible_to(user)
        assert rows.filter(pk=row.pk).exists() == there
        page = client.get(f"/ledgers/{ledger.name}/")
        assert page.status_code == 200
        assert page.context["listing"].page.paginator.count == rows.count()
        sheet = load_workbook(io.BytesIO(client.get(f"/ledgers/{ledger.name}/export.xlsx").getvalue())).active
        lines = [
            cells for cells in sheet.iter_rows(min_row=sheet.auto_filter.ref and 4, values_only=True) if any(cells)
        ]
        assert len(lines) == rows.count()


@pytest.mark.parametrize("ledger", LEDGERS, ids=label)
def test_a_siblings_record_cannot_be_opened_changed_or_voided(ledger, client, row_of, eyes, sibling):
    row = row_of(ledger.model)
    address = f"/ledgers/{ledger.name}/{row.pk}/"
    client.force_login(eyes)
    assert client.get(address).status_code == 200
    client.force_login(sibling)
    assert client.get(address).status_code == 404
    assert client.get(f"{address}edit/").status_code == 404
    assert client.post(f"{address}void/", {"why": "试"}).status_code == 404
    assert client.post(f"{address}files/").status_code == 404
    assert type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_the_page_of_a_siblings_record_is_not_found(model, client, row_of, eyes, sibling):
    address = row_of(model).get_absolute_url()
    client.force_login(eyes)
    assert client.get(address).status_code == 200
    client.force_login(sibling)
    assert client.get(address).status_code == 404


def test_every_ledger_is_over_a_model_that_is_tried_here():
    assert all(ledger.model in MODELS and ledger_of(ledger.model) for ledger in LEDGERS)
