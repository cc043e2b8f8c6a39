"""Every address that leads to a ledger or to a record, found in the site's own list of addresses: a sibling gets nothing through any of
them. A new kind of door is tried here on the day it is made."""

import io
import re
import zipfile

import pytest
from django.urls import get_resolver, resolve

from tests.rows import make, scoped_models
from zugong.kernel.ledger.declaring import registered

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
FILLING = {"kind": "xlsx", "answer": "approve", "form": "xlsx"}
LEDGERS = registered()
PAGES = [model for model in scoped_models() if hasattr(model, "get_absolute_url")]


def routes(patterns=None, before: str = "") -> list[str]:
    """Every route of the site, as Django writes it."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        found += routes(pattern.url_patterns, route) if hasattr(pattern, "url_patterns") else [route]
    return found


ROUTES = list(dict.fromkeys(routes()))


def address(route: str, **known: object) -> str:
    """The route with its places filled: by what is known, else by something that fits."""
    filled = PLACEHOLDER.sub(lambda place: str((FILLING | known).get(place[1] or place[2], 1)), route)
    return "/" + filled.replace("\\.", ".")


def doors_of(ledger) -> list[str]:
    """The routes that lead to a ledger or to a record in it, on pages and in the API."""
    own = f"api/ledgers/{ledger.name}/"
    return [route for route in ROUTES if route.startswith(own) or re.match(r"ledgers/(<slug:name>|\(\?P<name>)", route)]


def said(response) -> str:
    """Everything in an answer, a workbook's cells too."""
    content = response.getvalue()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


@pytest.fixture
def row_of(city):
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    return lambda model: make(model, city.chengguan, users)


def state_of(row) -> dict:
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def refused(client, there: str, row) -> None:
    """Neither reading nor writing at the address succeeds, tells anything of the row, or changes it."""
    before = state_of(row)
    for answer in (client.get(there), client.post(there, {"why": "试一试"})):
        assert answer.status_code >= 400, f"{there}: {answer.status_code}"
        assert "舒城" not in said(answer), there
        assert "城关" not in said(answer), there
    assert state_of(row) == before, there


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_a_sibling_finds_every_door_to_a_record_closed(ledger, client, row_of, eyes, sibling):
    row = row_of(ledger.model)
    doors = [route for route in doors_of(ledger) if "pk>" in route]
    assert len(doors) > 5
    client.force_login(eyes)
    page = min((route for route in doors if route.startswith("ledgers/")), key=len)
    assert client.get(address(page, name=ledger.name, pk=row.pk)).status_code == 200
    client.force_login(sibling)
    for route in doors:
        refused(client, address(route, name=ledger.name, pk=row.pk), row)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_no_door_of_a_ledger_tells_a_sibling_of_a_row(ledger, client, row_of, eyes, sibling):
    row_of(ledger.model)
    client.force_login(sibling)
    for route in doors_of(ledger):
        if "pk>" not in route:
            there = address(route, name=ledger.name)
            told = said(client.get(there))
            assert "舒城" not in told, there
            assert "城关" not in told, there


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_a_sibling_finds_every_door_below_a_records_page_closed(model, client, row_of, eyes, sibling):
    row = row_of(model)
    page = resolve(row.get_absolute_url())
    below = [route for route in ROUTES if route.startswith(page.route)]
    client.force_login(sibling)
    for route in below:
        refused(client, address(route, **page.kwargs), row)


@pytest.mark.parametrize("asked", ["城关镇", "丙畈村", "舒城"])
def test_neither_search_nor_picker_finds_what_lies_with_a_sibling(asked, client, city, sibling):
    client.force_login(sibling)
    assert client.get("/search/", {"q": asked}).context["count"] == 0
    for label in {ledger.model._meta.label_lower for ledger in LEDGERS}:
        answer = client.get(f"/pick/{label}/", {"q": asked})
        assert answer.status_code == 404 or not answer.context["choices"]
