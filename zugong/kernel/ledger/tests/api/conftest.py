"""The API over a ledger of posts, and programs that ask it."""

import datetime as dt
import json
from importlib import import_module
from types import ModuleType

import pytest
from django.test import Client
from django.urls import include, path, re_path

from zugong.kernel import calendar
from zugong.kernel.access.tokens import issue_token
from zugong.kernel.ledger.api.building import addresses_of, build, nowhere

POSTS = "/api/ledgers/trial-posts/"


@pytest.fixture
def addresses(posts, settings):
    """The site's addresses, with an API over the ledger of posts."""
    site, whole = ModuleType("addresses_of_a_test"), import_module(settings.ROOT_URLCONF)
    own = [path("", addresses_of(build([posts]))), re_path("^.*$", nowhere)]
    site.urlpatterns = [path("api/", include(own)), *whole.urlpatterns]
    settings.ROOT_URLCONF = site


class Program(Client):
    """Asks with a token, and speaks JSON."""

    def __init__(self, token: str, **more) -> None:
        super().__init__(headers={"Authorization": f"Bearer {token}"}, **more)

    def send(self, method: str, address: str, content=None, **headers):
        """A request with a JSON body; `If_Match="…"` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(method, address, json.dumps(content), "application/json", headers=named)


@pytest.fixture
def program(city, addresses):
    """A program that acts for a user: `program("officer")`; it may write unless told otherwise."""

    def start(name: str, *, writes: bool = True, ledgers=()) -> Program:
        end = calendar.today() + dt.timedelta(days=30)
        _, text = issue_token(
            user=city.user(name), name="程序", writes=writes, ledgers=ledgers, expires_on=end, with_second_factor=False
        )
        return Program(text)

    return start


def problem(response) -> tuple[int, str]:
    """Status and kind of a problem, after looking at its form."""
    assert response.headers["Content-Type"] == "application/problem+json"
    told = response.json()
    assert set(told) == {"type", "title", "status", "detail", "errors"}
    assert told["status"] == response.status_code
    return response.status_code, told["type"].rpartition(":")[2]
