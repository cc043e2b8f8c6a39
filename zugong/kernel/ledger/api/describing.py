"""What the OpenAPI document says beyond what django-ninja derives: parameters, headers, and every way in which a request can fail."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext, gettext_noop

from zugong.kernel.ledger.api.answers import HEADER, LONGEST_KEY
from zugong.kernel.ledger.api.lists import MOST, USUAL
from zugong.kernel.ledger.api.problems import KINDS, MEDIA_TYPE, TYPE
from zugong.kernel.ledger.api.schemas import codes_of
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.filtering import filterset_for

ALWAYS = (401, 403, 404, 429)
"""How any request can fail."""
WRITING = (400, 409, 413, 422)
"""How a request with a body can fail besides."""
GUARDED = (412, 428)
"""How a request that changes what somebody has seen can fail besides."""

TAG = {"description": gettext_noop("记录的版本标记，修改时原样放在 If-Match 里"), "schema": {"type": "string"}}
RETRY = {"description": gettext_noop("多少秒后可再试"), "schema": {"type": "integer"}}
CHALLENGE = {"description": gettext_noop("如何登录"), "schema": {"type": "string"}}
LINK = {"description": gettext_noop("下一页的地址，rel=next；最后一页没有"), "schema": {"type": "string"}}
PLACE = {"description": gettext_noop("新记录的地址"), "schema": {"type": "string"}}
REPLAYED = {"description": gettext_noop("幂等键已用过，这是当时的答复"), "schema": {"type": "string"}}

SAID = frozenset({"title", "summary", "description"})
"""The words of the document that are for people."""

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "enum": [TYPE.format(slug=slug) for slug in KINDS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "field", "reason", "suggestion"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": gettext_noop("内容里为 #/字段，其余为 query/名称、header/名称"),
                    },
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                    "suggestion": {"type": "string"},
                },
            },
        },
    },
}


def problem_responses() -> dict[str, Any]:
    """Every kind of failure by its status, as components of the document."""
    found: dict[str, Any] = {}
    for kind in KINDS.values():
        name = f"Problem{kind.status}"
        told = found.setdefault(
            name,
            {
                "description": "",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
        told["description"] += f"{'；' if told['description'] else ''}{kind.title}（{kind.slug}）"
    found["Problem401"]["headers"] = {"WWW-Authenticate": CHALLENGE}
    found["Problem429"]["headers"] = {"Retry-After": RETRY}
    return found


def failures(*statuses: int) -> dict[Any, Any]:
    """The failures of one operation, as references to the components."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def header(name: str, description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    """A request header."""
    return {
        "in": "header", "name": name, "required": required, "description": description, "schema": {"type": "string"} | schema,
    }  # fmt: skip


IF_MATCH = header("If-Match", gettext_noop("读取时得到的 ETag"), required=True)
IF_NONE_MATCH = header("If-None-Match", gettext_noop("已有答复的 ETag；没有变化时答复 304"))
IDEMPOTENCY_KEY = header(HEADER, gettext_noop("重试时用同一个键，不会重复新增；保留一天"), maxLength=LONGEST_KEY)


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}


LIMIT = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
PAGING = [
    _query("limit", gettext_noop("每页条数"), LIMIT),
    _query("cursor", gettext_noop("翻页标记，取自 next"), {"type": "string"}),
]
"""What steers every list."""


def list_parameters(ledger: Ledger) -> list[dict[str, Any]]:
    """The filters of a ledger and what steers the list."""
    filterset: Any = filterset_for(ledger)
    found = [_filter(name, one) for name, one in filterset.base_filters.items()]
    if ledger.search_fields:
        found.insert(0, _query("q", gettext_noop("搜索"), {"type": "string", "maxLength": 160}))
    sortable = [column.sort for column in ledger.shown if column.sort]
    order = [f"{sign}{name}" for name in sortable for sign in ("", "-")]
    if order:
        found.append(_query("sort", gettext_noop("排序，前加 - 为倒序"), {"type": "string", "enum": order}))
    return [*found, *PAGING]


def _filter(name: str, one: Any) -> dict[str, Any]:
    if isinstance(one, django_filters.ModelChoiceFilter):
        return _query(name, str(one.label or ""), {"type": "integer", "description": gettext_noop("编号（id）")})
    field = one.field
    kinds: tuple[tuple[Any, dict[str, Any]], ...] = (
        (forms.NullBooleanField, {"type": "string", "enum": ["true", "false"]}),
        (forms.BooleanField, {"type": "string", "enum": ["true", "false"]}),
        (forms.DateTimeField, {"type": "string", "format": "date-time"}),
        (forms.DateField, {"type": "string", "format": "date"}),
        (forms.DecimalField, {"type": "number"}),
        (forms.IntegerField, {"type": "integer"}),
    )
    schema = next((schema for kind, schema in kinds if isinstance(field, kind)), {"type": "string"})
    if isinstance(field, forms.ChoiceField):
        codes = codes_of(field)
        schema = {"type": "string", "enum": codes} if codes else schema
    return _query(name, str(field.label or ""), schema)


def spoken(document: Any) -> Any:
    """The document in the present language: what it calls things and says of them, where that stands in it as it does in the code."""
    if isinstance(document, list):
        return [spoken(one) for one in document]
    if not isinstance(document, dict):
        return document
    return {
        name: gettext(value) if name in SAID and isinstance(value, str) and value else spoken(value)
        for name, value in document.items()
    }
