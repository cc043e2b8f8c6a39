"""Every page that a link leads to is there, for everybody who is shown the link, and no template names what it was not given."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.urls import resolve
from django.urls.exceptions import Resolver404

from tests.rows import make, scoped_models

MOST_PAGES = 120
MOST_OF_A_KIND = 3
WALKERS = [
    "officer",
    "leader",
    "shucheng_officer",
    "township_officer",
    "villager",
    "auditor",
    "system_admin",
    "resident",
]


class Missing(str):
    """Stands where a template names something that it was not given, and does not let it pass."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"a template names {variable}, which it was not given")


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Missing("%s is missing"))


@pytest.fixture
def filled(city):
    """One row of each kind in one county."""
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    made: dict = {}
    for model in scoped_models():
        make(model, city.chengguan, users, made)
    return city


def kind_of(address: str) -> tuple:
    """Pages of one view with the same names in their query are of one kind."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = parts.path
    return name, tuple(sorted(pair.split("=")[0] for pair in parts.query.split("&")))


def links_of(page: str, address: str) -> Iterator[str]:
    """The addresses of this site that a page links to."""
    for link in BeautifulSoup(page, "html.parser").select("a[href]"):
        target = urlsplit(urljoin(address, link["href"]))
        if not target.netloc and target.scheme in {"", "http"} and not target.path.startswith("/static/"):
            yield f"{target.path}?{target.query}" if target.query else target.path


@pytest.mark.parametrize("walker", WALKERS)
def test_every_link_leads_to_a_page_that_lacks_nothing(walker, filled, client, strict):
    client.force_login(filled.user(walker))
    waiting, seen, kinds = ["/"], {"/"}, Counter()
    for number, address in enumerate(waiting):
        if number >= MOST_PAGES:
            break
        response = client.get(address)
        assert response.status_code in {200, 302}, f"{address}: {response.status_code}"
        if response.streaming or "html" not in response["Content-Type"]:
            continue
        for link in links_of(response.text, address):
            if link not in seen and kinds[kind_of(link)] < MOST_OF_A_KIND:
                seen.add(link)
                kinds[kind_of(link)] += 1
                waiting.append(link)


def test_a_template_that_names_what_it_was_not_given_is_found(strict):
    template = engines["django"].from_string("{{ nothing }}")
    with pytest.raises(AssertionError, match="nothing"):
        template.render({})
