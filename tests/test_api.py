"""The API over every ledger that is declared: what it promises in its document, and that nothing of a sibling is in it.

`REFRESH_OPENAPI=1 pytest tests/test_api.py` writes the document anew; its changes are seen in review.
"""

import datetime as dt
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.rows import make_another
from tests.source import ROOT
from zugong.kernel import calendar
from zugong.kernel.ledger.api.building import build
from zugong.kernel.ledger.api.cursors import steps_of
from zugong.kernel.ledger.api.problems import KINDS
from zugong.kernel.ledger.declaring import registered
from zugong.kernel.ledger.listing import Asked, Listing

LEDGERS = registered()
WRITTEN = [ledger for ledger in LEDGERS if ledger.form_fields]
SNAPSHOT = Path(__file__).with_name("openapi.json")
EXPLAINED = ROOT / "docs" / "api.md"
JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict:
    return json.loads(json.dumps(build(LEDGERS).get_openapi_schema(path_prefix="/api/")))


@pytest.fixture
def row_of(city):
    """One more row of a ledger in the county of Shucheng."""
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    return lambda ledger: make_another(ledger.model, city.chengguan, users)


def name_of(ledger) -> str:
    return ledger.name


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def promised(document: dict, name: str) -> jsonschema_rs.Draft202012Validator:
    """Judges by one schema of the document."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    )


def test_the_document_is_the_one_written_down(document):
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("REFRESH_OPENAPI"):
        SNAPSHOT.write_text(text, "utf-8")
    assert SNAPSHOT.read_text("utf-8") == text, (
        "the API has changed: run with REFRESH_OPENAPI=1 and look at the difference"
    )


@pytest.mark.parametrize("ledger", LEDGERS, ids=name_of)
def test_what_is_read_is_what_the_document_promises(ledger, document, row_of, eyes):
    row = row_of(ledger)
    client, kind = signed_in(eyes), type(ledger).__name__
    page = client.get(f"/api/ledgers/{ledger.name}/?limit=200")
    assert page.status_code == 200
    assert row.pk in [item["id"] for item in page.json()["items"]]
    promised(document, f"{kind}Page").validate(page.json())
    one = client.get(f"/api/ledgers/{ledger.name}/{row.pk}/")
    promised(document, f"{kind}Record").validate(one.json())
    promised(document, "History").validate(client.get(f"/api/ledgers/{ledger.name}/{row.pk}/history/").json())


@pytest.mark.parametrize("ledger", LEDGERS, ids=name_of)
def test_a_sibling_reads_and_changes_nothing(ledger, row_of, sibling):
    row = row_of(ledger)
    client, address = signed_in(sibling), f"/api/ledgers/{ledger.name}/"
    listed = client.get(address)
    assert listed.status_code == 200
    assert row.pk not in [item["id"] for item in listed.json()["items"]]
    own = f"{address}{row.pk}/"
    answers = [client.get(own), client.get(f"{own}history/")]
    if ledger.form_fields:
        sent = {"data": "{}", "content_type": JSON, "headers": {"If-Match": '"1"'}}
        why = sent | {"data": '{"why": "试"}'}
        answers += [client.patch(own, **sent), client.post(f"{own}void/", **why), client.post(f"{own}restore/", **why)]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


@pytest.mark.parametrize("ledger", WRITTEN, ids=name_of)
def test_putting_back_what_was_read_changes_nothing(ledger, row_of, eyes):
    row = row_of(ledger)
    client, address = signed_in(eyes), f"/api/ledgers/{ledger.name}/{row.pk}/"
    read = client.get(address)
    sent = {"data": read.content, "content_type": JSON, "headers": {"If-Match": read.headers["ETag"]}}
    for answer in client.put(address, **sent), client.patch(address, **sent):
        # A made-up row need not satisfy its form; what matters is that reading and writing mean the same.
        assert answer.status_code in {200, 422}, answer.content.decode()
        if answer.status_code == 200:
            assert answer.headers["ETag"] == read.headers["ETag"]
    assert client.get(address).json() == read.json()


@pytest.mark.parametrize("ledger", LEDGERS, ids=name_of)
def test_a_page_asks_as_often_for_many_rows_as_for_few(ledger, row_of, eyes, monkeypatch):
    # Calls are counted by the minute, and one that begins meanwhile costs statements of its own.
    monkeypatch.setattr(calendar, "instant", lambda: dt.datetime(2023, 7, 3, 8, tzinfo=dt.UTC))
    client, counts = signed_in(eyes), []
    for rows in 2, 5:
        for _ in range(rows):
            row_of(ledger)
        client.get(f"/api/ledgers/{ledger.name}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/ledgers/{ledger.name}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], "\n".join(query["sql"][:200] for query in queries)


@pytest.mark.parametrize("ledger", LEDGERS, ids=name_of)
def test_every_order_ends_in_what_tells_rows_apart(ledger, eyes):
    for sort in ["", *(column.sort for column in ledger.shown if column.sort)]:
        listing = Listing(ledger, Asked(eyes, QueryDict(f"sort={sort}")))
        last = steps_of(ledger.model, listing.order)[-1]
        assert last.field.primary_key or last.field.unique


def test_every_operation_declares_how_it_fails(document):
    always = {"401", "403", "404", "429"}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            needed = always | ({"400", "409", "413", "422"} if "requestBody" in operation else set())
            needed |= {"412", "428"} if any(one["name"] == "If-Match" for one in operation["parameters"]) else set()
            assert needed <= set(operation["responses"]), f"{method} {path}"


def test_every_kind_of_problem_is_explained():
    assert [slug for slug in KINDS if f"`{slug}`" not in EXPLAINED.read_text("utf-8")] == []


def test_every_ledger_has_its_addresses(document):
    for ledger in LEDGERS:
        assert reverse(f"api:{ledger.name}-list") in document["paths"]
