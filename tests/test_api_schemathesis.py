"""Requests that nobody would think of, made up from the API's own document: none ends in a failure, none in an answer that is not declared.

`API_EXAMPLES=200 pytest tests/test_api_schemathesis.py` tries more of them.
"""

import datetime as dt
import json
import os
from collections import defaultdict

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.rows import make_another
from zugong.kernel import calendar
from zugong.kernel.access.tokens import issue_token
from zugong.kernel.ledger.api import callers
from zugong.kernel.ledger.api.building import build
from zugong.kernel.ledger.declaring import ledger_named, registered

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
]


def document() -> dict:
    return json.loads(json.dumps(build(registered()).get_openapi_schema(path_prefix="/api/")))


SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = WSGIHandler()
OPERATIONS: dict[str, list] = defaultdict(list)
for result in SCHEMA.get_all_operations():
    OPERATIONS[result.ok().tags[0]].append(result.ok())


@pytest.fixture(autouse=True)
def one_connection():
    """A request's end leaves the test's connection, and with it the test's transaction, open; as Django's own test client does."""
    for ending in (request_started, request_finished):
        ending.disconnect(close_old_connections)
    yield
    for ending in (request_started, request_finished):
        ending.connect(close_old_connections)


@pytest.fixture
def token(city, eyes, monkeypatch) -> str:
    """A token that may do everything that can be done by program, as often as it likes."""
    monkeypatch.setattr(callers.PerCaller, "allow_request", lambda *_: True)
    given_out = {"name": "试", "writes": True, "ledgers": [], "with_second_factor": False}
    return issue_token(user=eyes, expires_on=calendar.today() + dt.timedelta(days=9), **given_out)[1]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_declared(name, token, city):
    ledger = ledger_named(name)
    users = [city.users["shucheng_officer"], city.users["shucheng_signer"]]
    row = make_another(ledger.model, city.chengguan, users) if ledger else None
    for operation in OPERATIONS[name]:
        for mode in GenerationMode:
            try_out(operation, mode, row, {"Authorization": f"Bearer {token}"})


def try_out(operation, mode, row, headers) -> None:
    """Send what the document allows or forbids to one operation; half of what it allows is about a row that is there."""

    @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    def ask(case, there):
        if there and row is not None and mode == GenerationMode.POSITIVE:
            point_to(case, row)
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()


def point_to(case, row) -> None:
    """Have a request speak of the row, as it is now, and of what the row is linked with."""
    stored = type(row)._base_manager.get(pk=row.pk)
    if "pk" in (case.path_parameters or {}):
        case.path_parameters["pk"] = row.pk
    if "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{stored.version}"'
    if isinstance(case.body, dict):
        links = [field for field in row._meta.concrete_fields if field.is_relation and field.name in case.body]
        case.body |= {field.name: getattr(stored, field.attname) for field in links}
