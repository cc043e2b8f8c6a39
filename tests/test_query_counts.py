"""A page asks the database as often for many rows as for few, and how often is written down and changes in review.

`REFRESH_QUERY_COUNTS=1 pytest tests/test_query_counts.py` writes the counts anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.rows import make, make_another
from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import registered
from zugong.kernel.ledger.models import Export, Import
from zugong.site import menu

WRITTEN_DOWN = Path(__file__).with_name("query_counts.json")
REFRESH = bool(os.environ.get("REFRESH_QUERY_COUNTS"))
PLACES = (*menu.MAIN, *menu.MORE)
OWN_LISTS = {"ledger:imports": Import, "ledger:exports": Export}
"""Lists of what a user has set going; they are reached from a place of the menu or from a ledger, and are no places of their own."""


@pytest.fixture
def asked(client):
    """The queries of one request: `asked(name, address, user)`; the count must be the one written down under the name."""

    def ask(name: str, address: str, user: User) -> int:
        client.force_login(User.objects.get(pk=user.pk))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code in {200, 302}, f"{address}: {response.status_code}"
        compare(name, len(queries), [query["sql"][:200] for query in queries])
        return len(queries)

    return ask


def compare(name: str, count: int, queries: list[str]) -> None:
    counts = json.loads(WRITTEN_DOWN.read_text("utf-8")) if WRITTEN_DOWN.exists() else {}
    if REFRESH:
        WRITTEN_DOWN.write_text(
            json.dumps(counts | {name: count}, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
        )
        return
    assert name in counts, f"{name} is new: run with REFRESH_QUERY_COUNTS=1"
    listed = "\n".join(queries)
    assert count == counts[name], f"{name} asked {count} times, {counts[name]} are written down:\n{listed}"


@pytest.mark.parametrize("ledger", registered(), ids=lambda ledger: ledger.name)
def test_a_list_and_a_record_ask_as_often_for_many_rows_as_for_few(ledger, city, eyes, asked):
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    counts = []
    for rows in 2, 6:
        for _ in range(rows):
            row = make_another(ledger.model, city.chengguan, users)
        counts.append(
            (
                asked(f"{ledger.name} list", f"/ledgers/{ledger.name}/", eyes),
                asked(f"{ledger.name} record", f"/ledgers/{ledger.name}/{row.pk}/", eyes),
            )
        )
    assert counts[0] == counts[1]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.address)
def test_a_place_asks_as_often_as_is_written_down(place, city, asked):
    users = (city.user(name) for name in city.users)
    asked(place.address, place.address, next(user for user in users if place in menu.places(user, PLACES)))


@pytest.mark.parametrize("name", OWN_LISTS, ids=reverse)
def test_a_users_own_list_asks_as_often_for_many_rows_as_for_few(name, city, asked):
    counts = []
    for rows in 2, 6:
        for _ in range(rows):
            row = make(OWN_LISTS[name], city.section, [city.officer])
            OWN_LISTS[name].objects.filter(pk=row.pk).update(by=city.officer)
        counts.append(asked(reverse(name), reverse(name), city.officer))
    assert counts[0] == counts[1]


def test_the_search_asks_as_often_as_is_written_down(city, asked):
    asked("/search/", "/search/?q=城", city.officer)
