"""What holds of every request: how many, where, and what is told of failures."""

import pytest
from django.test import Client

from zugong.kernel.ledger.api import operations
from zugong.kernel.ledger.tests.api.conftest import POSTS, problem
from zugong.kernel.parameters import declaring


@pytest.fixture
def at_most(monkeypatch):
    """Let each caller ask so many times a minute."""
    told = declaring.declared("ledger.api_requests_per_minute")

    def set_to(count: int) -> None:
        known = {"code": told.code, "label": told.label, "unit": told.unit, "source": told.source}
        monkeypatch.setitem(declaring._declared, told.code, declaring.Declaration(default=count, **known))

    return set_to


def test_beyond_the_limit_a_token_waits_and_the_other_does_not(program, at_most):
    at_most(2)
    asking, other = program("officer"), program("officer")
    assert [asking.get(POSTS).status_code for _ in range(2)] == [200, 200]
    refused = asking.get(POSTS)
    assert problem(refused) == (429, "too-many-requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert other.get(POSTS).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(program, method):
    response = program("officer").generic(method, POSTS)
    assert problem(response) == (405, "method-not-allowed")
    assert {one.strip() for one in response.headers["Allow"].split(",")} == {"GET", "POST"}


@pytest.mark.parametrize("address", ["nowhere/", "ledgers/none/", "ledgers/trial-posts/x/", "ledgers/trial-posts/-1/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_not_there_is_a_problem(program, address, method):
    assert problem(program("officer").generic(method, f"/api/{address}")) == (404, "not-found")


def test_an_address_without_its_last_stroke_is_told_what_is_missing(program):
    response = program("officer").get(POSTS.rstrip("/"))
    assert problem(response) == (404, "not-found")
    assert "/ 结尾" in response.json()["detail"]


def test_a_body_beyond_the_limit_is_a_problem(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert problem(program("officer").send("POST", POSTS, {"title": "长" * 200})) == (413, "too-large")


def test_what_nobody_foresaw_is_told_without_its_details(program, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("内情")

    monkeypatch.setattr(operations, "record_or_404", broken)
    asking = program("officer")
    asking.raise_request_exception = False
    response = asking.get(f"{POSTS}1/")
    assert problem(response) == (500, "failure")
    assert "内情" not in response.content.decode()
    assert "RuntimeError" in caplog.text


def test_answers_are_not_kept_by_anybody_in_between(program, appoint):
    appoint("书记", "village")
    response = program("officer").get(POSTS)
    assert "private" in response.headers["Cache-Control"]
    assert "Authorization" in response.headers["Vary"]


def test_the_documents_are_for_those_who_are_signed_in(addresses, program, as_):
    assert problem(Client().get("/api/openapi.json")) == (401, "unauthenticated")
    assert Client().get("/api/docs").status_code == 302
    assert program("officer").get("/api/openapi.json").json()["info"]["version"] == "1"
    page = as_("officer").get("/api/docs")
    assert (page.status_code, "https://" in page.text) == (200, False)


@pytest.mark.parametrize(
    ("asked", "headers"),
    [("?lang=en", {}), ("", {"Accept-Language": "en"}), ("?lang=en", {"Accept-Language": "zh-hans"})],
)
def test_the_document_speaks_the_language_asked_for(program, asked, headers):
    response = program("officer").get(f"/api/openapi.json{asked}", headers=headers)
    assert response.headers["Content-Language"] == "en"
    told = response.json()
    record = told["components"]["schemas"]["PostsRecord"]["properties"]
    assert record["title"]["title"] == "Post"
    assert record["id"]["title"] != "编号"
    again = program("officer").get("/api/openapi.json?lang=zh-hans").json()
    assert again["components"]["schemas"]["PostsRecord"]["properties"]["title"]["title"] == "职务"
    assert again.keys() == told.keys()
    assert again["paths"].keys() == told["paths"].keys()
