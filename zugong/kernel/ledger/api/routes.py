"""The operations of one ledger, with the types of what they take and give."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from zugong.kernel.ledger.api import describing as d
from zugong.kernel.ledger.api import operations
from zugong.kernel.ledger.api.schemas import Schemas, Why, schemas_for
from zugong.kernel.ledger.declaring import Ledger

ONE = "/{int:pk}/"


class Changed(Schema):
    """One field that changed."""

    label: str
    before: str
    after: str


class Event(Schema):
    """One change of a record."""

    label: str
    by: str
    at: str
    why: str
    values: list[Changed]


class History(Schema):
    """A page of the changes of a record, newest first."""

    items: list[Event]
    next: str | None = Field(title=gettext_noop("下一页"), description=gettext_noop("没有更多时为空"))


def routes_of(ledger: Ledger) -> Router:
    """The addresses below the ledger's own."""
    router, schemas = Router(), schemas_for(ledger)
    _add_reading(router, ledger, schemas)
    if ledger.form_fields:
        _add_writing(router, ledger, schemas)
        _add_switching(router, ledger, schemas)
    return router


def _add(
    router: Router, path: str, method: str, view: Any, ledger: Ledger, verb: str, summary: str, **more: Any
) -> None:
    """Add an operation whose document names every failure, in a few words."""
    success, parameters = more.pop("success", {}), more.pop("parameters", [])
    extra = {"responses": {**success, **d.failures(*d.ALWAYS, *more.pop("fails", ()))}, "parameters": parameters}
    said = _("%(ledger)s：%(what)s") % {"ledger": ledger.label, "what": summary}
    router.add_api_operation(
        path, [method], view, operation_id=f"{ledger.name}-{verb}", summary=said,
        url_name=f"{ledger.name}-{verb}", openapi_extra=extra, **more,
    )  # fmt: skip


def _add_reading(router: Router, ledger: Ledger, schemas: Schemas) -> None:
    def rows(request: HttpRequest) -> HttpResponse:
        return operations.list_records(request, ledger)

    def one(request: HttpRequest, pk: int) -> HttpResponse:
        return operations.one_record(request, ledger, pk)

    def past(request: HttpRequest, pk: int) -> HttpResponse:
        return operations.history(request, ledger, pk)

    _add(
        router, "/", "GET", rows, ledger, "list", _("列表"), response={200: schemas.page}, fails=(422,),
        description=ledger.purpose, parameters=d.list_parameters(ledger), success={200: {"headers": {"Link": d.LINK}}},
    )  # fmt: skip
    unchanged = {304: {"description": gettext_noop("没有变化"), "headers": {"ETag": d.TAG}}}
    _add(
        router, ONE, "GET", one, ledger, "read", _("一条"), response={200: schemas.record},
        parameters=[d.IF_NONE_MATCH], success={200: {"headers": {"ETag": d.TAG}}} | unchanged,
    )  # fmt: skip
    _add(
        router, f"{ONE}history/", "GET", past, ledger, "history", _("变更历史"), response={200: History}, fails=(422,),
        parameters=d.PAGING, success={200: {"headers": {"Link": d.LINK}}},
    )  # fmt: skip


def _add_writing(router: Router, ledger: Ledger, schemas: Schemas) -> None:
    whole, change = schemas.whole, schemas.change

    def create(request: HttpRequest, body: whole) -> HttpResponse:  # type: ignore[valid-type]
        return operations.create(request, ledger, _sent(body))

    def put(request: HttpRequest, pk: int, body: whole) -> HttpResponse:  # type: ignore[valid-type]
        return operations.edit(request, ledger, pk, _sent(body), whole=True)

    def patch(request: HttpRequest, pk: int, body: change) -> HttpResponse:  # type: ignore[valid-type]
        return operations.edit(request, ledger, pk, _sent(body), whole=False)

    made = {201: {"headers": {"ETag": d.TAG, "Location": d.PLACE, "Idempotency-Replayed": d.REPLAYED}}}
    _add(
        router, "/", "POST", create, ledger, "create", _("新增"), response={201: schemas.record}, fails=d.WRITING,
        parameters=[d.IDEMPOTENCY_KEY], success=made,
    )  # fmt: skip
    for method, view, verb, summary in (
        ("PUT", put, "replace", _("整条替换")),
        ("PATCH", patch, "change", _("修改几项")),
    ):
        _add(
            router, ONE, method, view, ledger, verb, summary, response={200: schemas.record},
            fails=(*d.WRITING, *d.GUARDED), parameters=[d.IF_MATCH], success={200: {"headers": {"ETag": d.TAG}}},
        )  # fmt: skip


def _add_switching(router: Router, ledger: Ledger, schemas: Schemas) -> None:
    def void(request: HttpRequest, pk: int, body: Why) -> HttpResponse:
        return operations.void(request, ledger, pk, body.why)

    def restore(request: HttpRequest, pk: int, body: Why) -> HttpResponse:
        return operations.restore(request, ledger, pk, body.why)

    for view, verb, summary in (void, "void", _("作废")), (restore, "restore", _("恢复")):
        _add(
            router, f"{ONE}{verb}/", "POST", view, ledger, verb, summary, response={200: schemas.record},
            fails=(*d.WRITING, *d.GUARDED), parameters=[d.IF_MATCH], success={200: {"headers": {"ETag": d.TAG}}},
        )  # fmt: skip


def _sent(body: Any) -> dict[str, Any]:
    """What was really sent: a name that is absent is not the same as one that is empty."""
    return {name: getattr(body, name) for name in body.model_fields_set}
