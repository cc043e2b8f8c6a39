"""What can be done at a ledger's addresses, with the rights that hold on its pages."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.api import cursors, filling, lists, values, versions
from zugong.kernel.ledger.api.answers import Answer, once
from zugong.kernel.ledger.api.callers import check_scope
from zugong.kernel.ledger.api.problems import Mistakes, Problem
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.pages.gate import is_voided, ledger_or_404, may_open, record_or_404

BY_CHANGE = cursors.Step("pk", falling=True, field=Change._meta.pk, empty=False)
"""How the changes of a record are ordered."""


def index(request: HttpRequest) -> HttpResponse:
    """The ledgers that the caller may open."""
    user: Any = request.user
    token = getattr(request, "api_token", None)
    check_scope(request, None)
    opened = [one for one in registered() if may_open(one, user) and (token is None or token.opens(one.name))]
    return Answer({"items": [_introduced(ledger, user, request) for ledger in opened]}).sent()


def _introduced(ledger: Ledger, user: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "name": ledger.name,
        "label": str(ledger.label),
        "purpose": ledger.purpose,
        "url": f"{request.path}{ledger.name}/",
        "may_write": ledger.may_edit(user),
    }


def _opened(request: HttpRequest, ledger: Ledger, *, writes: bool = False) -> Any:
    """The caller, after asking whether the ledger is open to it."""
    user: Any = request.user
    ledger_or_404(ledger.name, user)
    check_scope(request, ledger, writes=writes)
    return user


def list_records(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """A page of the ledger's rows. That personal data was read is written down once a page."""
    user = _opened(request, ledger)
    page = lists.page_of(ledger, request, user)
    address = ""
    if page.cursor:
        address = f"{request.path}?{urlencode({**page.query, 'cursor': page.cursor})}"
    if page.records:
        _note(request, ledger, page.records, page.in_words)
    headers = {"Link": f'<{address}>; rel="next"'} if address else {}
    content = {"items": values.told(ledger, page.records, user), "next": address or None}
    return Answer(content, headers=headers).sent()


def _note(request: HttpRequest, ledger: Ledger, records: Sequence[Any], in_words: str = "") -> None:
    """Write down that personal data was read, and whose, where the records tell of any."""
    user: Any = request.user
    telling = seeing.telling(seeing.columns_for(values.columns_of(ledger), user))
    if not telling:
        return
    people = {person for record in records for column in telling for person in seeing.people_of(column, record)}
    what = " ".join(filter(None, (str(ledger.label), in_words)))
    note(AccessLog.Kind.READ_BY_API, by=user, what=what, rows=len(records), request=request, people=people)


def _told(ledger: Ledger, record: Any, user: Any, *, status: int = 200, **headers: str) -> Answer:
    [content] = values.told(ledger, [record], user)
    return Answer(content, status, {"ETag": versions.tag_of(record, content), **headers})


def one_record(request: HttpRequest, ledger: Ledger, pk: int) -> HttpResponse:
    """One record; nothing but its tag to a caller that has it already. That personal data was read is written down."""
    user = _opened(request, ledger)
    record = record_or_404(ledger, pk, user)
    answer = _told(ledger, record, user)
    if versions.is_known(request, answer.headers["ETag"]):
        return HttpResponse(status=304, headers={"ETag": answer.headers["ETag"]})
    _note(request, ledger, [record])
    return answer.sent()


def create(request: HttpRequest, ledger: Ledger, sent: dict[str, Any]) -> HttpResponse:
    """Make a record; the same request with the same idempotency key makes no second one."""
    user = _opened(request, ledger, writes=True)
    if not ledger.may_edit(user):
        raise PermissionDenied

    def make() -> Answer:
        record = filling.save(ledger, ledger.model(), sent, by=user)
        return _told(ledger, _read_anew(ledger, record, user), user, status=201, Location=f"{request.path}{record.pk}/")

    return once(request, user, make).sent()


def edit(request: HttpRequest, ledger: Ledger, pk: int, sent: dict[str, Any], *, whole: bool) -> HttpResponse:
    """Put a whole record, or only what was sent, in the place of what the caller has seen."""
    user, record = _writable(request, ledger, pk)
    seen = versions.check_version(request, record, user)
    saved = filling.save(ledger, record, sent, by=user, seen=seen, whole=whole)
    return _told(ledger, _read_anew(ledger, saved, user), user).sent()


def void(request: HttpRequest, ledger: Ledger, pk: int, why: str) -> HttpResponse:
    """Take a record out of lists and figures, with a reason."""
    return _switch(request, ledger, pk, why, voided=False)


def restore(request: HttpRequest, ledger: Ledger, pk: int, why: str) -> HttpResponse:
    """Bring a voided record back, with a reason."""
    return _switch(request, ledger, pk, why, voided=True)


def _switch(request: HttpRequest, ledger: Ledger, pk: int, why: str, *, voided: bool) -> HttpResponse:
    user, record = _writable(request, ledger, pk, voided=voided)
    seen = versions.check_version(request, record, user)
    if not why.strip():
        raise Problem("invalid", _("请写明原因"))
    verb = writing.restore if voided else writing.void
    try:
        with transaction.atomic():
            verb(record, by=user, why=why)
    except writing.ChangedMeanwhile as error:
        raise versions.stale(type(record).with_voided.get(pk=record.pk), seen, user) from error
    return _told(ledger, _read_anew(ledger, record, user), user).sent()


def _writable(request: HttpRequest, ledger: Ledger, pk: int, *, voided: bool = False) -> tuple[Any, Any]:
    user = _opened(request, ledger, writes=True)
    record = record_or_404(ledger, pk, user)
    if not ledger.may_edit(user, record):
        raise PermissionDenied
    if is_voided(record) != voided:
        raise Problem("not-voided" if voided else "voided")
    return user, record


def _read_anew(ledger: Ledger, record: Any, user: Any) -> Any:
    """The record as the caller would read it now."""
    try:
        return record_or_404(ledger, record.pk, user)
    except Http404:
        return record


def history(request: HttpRequest, ledger: Ledger, pk: int) -> HttpResponse:
    """A page of what was done to a record, newest first, from a cursor on."""
    user = _opened(request, ledger)
    record = record_or_404(ledger, pk, user)
    mistakes = Mistakes()
    for name in request.GET.keys() - {"limit", "cursor"}:
        mistakes.add(f"query/{name}", name, _("没有这个条件"))
    limit = lists.limit_of(request.GET, mistakes)
    bound_to, before = f"{ledger.name}/{pk}/history/{user.pk}", None
    try:
        if cursor := request.GET.get("cursor", ""):
            [before] = cursors.read(cursor, [BY_CHANGE], bound_to=bound_to)
    except cursors.NoSuchCursor:
        mistakes.add("query/cursor", *lists.wrong_cursor())
    mistakes.stop()
    changes, more = told(record, reader=user, before=before, count=limit)
    items = [
        {
            "label": str(change.label), "by": change.by, "at": change.at, "why": change.why,
            "values": [{"label": str(one.label), "before": one.before, "after": one.after} for one in change.values],
        }
        for change in changes
    ]  # fmt: skip
    address = ""
    if more:
        query = {**request.GET.dict(), "cursor": cursors.written([changes[-1].key], bound_to=bound_to)}
        address = f"{request.path}?{urlencode(query)}"
    _note(request, ledger, [record])
    headers = {"Link": f'<{address}>; rel="next"'} if address else {}
    return Answer({"items": items, "next": address or None}, headers=headers).sent()
