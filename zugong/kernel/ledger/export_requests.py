"""Exports that take a while or need a second person: asked for, decided, made in the background, kept for some days."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.jobs.declaring import job
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.exporting import needs_a_second_person, personal_columns, write_listing
from zugong.kernel.ledger.kept_files import incoming, keep, place_of_content
from zugong.kernel.ledger.listing import Asked, Listing
from zugong.kernel.ledger.models import Export
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import within

JOB = "ledger.export"


class CannotExport(Exception):
    """The export cannot go this way; the message says why."""


@transaction.atomic
def ask(*, listing: Listing, kind: str, by: User, why: str = "", request: Any = None) -> Export:
    """Ask for a listing as a file: made at once in the background or, with many rows of personal data, once approved.

    Raises CannotExport where a reason is needed and missing.
    """
    waits = needs_a_second_person(listing)
    if waits and len(why.strip()) < 2:
        raise CannotExport(_("请写明用途"))
    words = " · ".join(filter(None, (str(listing.ledger.label), listing.in_words)))
    export = Export(
        ledger=listing.ledger.name,
        kind=kind,
        query=listing.lasting_query,
        in_words=words[:500],
        row_count=listing.page.paginator.count,
        personal="、".join(personal_columns(listing))[:300],
        why=why,
        by=by,
        unit=by.unit or Unit.objects.filter(parent__isnull=True).order_by("path").first(),
        asked_at=calendar.now(),
        state=Export.State.ASKED if waits else Export.State.MAKING,
    )
    writing.save(export, by=by, why=why)
    if waits:
        _note(export, _("申请导出"), by=by, why=why, request=request)
    else:
        _queue(export)
    return export


def may_decide(user: User, export: Export) -> bool:
    """May the user approve or refuse: who signs for the unit of the one who asked, and is another person."""
    return user.pk != export.by_id and export.unit is not None and may(user, Verb.SIGN, at=export.unit)


def to_decide(user: User) -> models.QuerySet[Export]:
    """The exports that wait for a decision of the user."""
    signed = within(subtrees(user, frozenset({Verb.SIGN})), unit_links=("unit",))
    waiting = Export.objects.visible_to(user).filter(signed, state=Export.State.ASKED).exclude(by=user.pk)
    return waiting.select_related("by__person", "unit")


@transaction.atomic
def decide(*, export: Export, approve: bool, by: User, why: str = "", request: Any = None) -> Export:
    """Approve an export, which is then made, or refuse it with a reason. Raises CannotExport, ChangedMeanwhile."""
    if not may_decide(by, export) or export.state != Export.State.ASKED:
        raise CannotExport(_("这项导出不待您审批"))
    if not approve and not why.strip():
        raise CannotExport(_("请写明不批准的理由"))
    export.state = Export.State.MAKING if approve else Export.State.REFUSED
    export.decided_by, export.decided_at, export.decided_why = by, calendar.now(), why
    writing.save(export, by=by, why=why)
    _note(export, _("批准导出") if approve else _("不批准导出"), by=by, why=why, request=request)
    if approve:
        _queue(export)
    return export


def _queue(export: Export) -> None:
    enqueue(JOB, key=f"{JOB}:{export.pk}", by=export.by, export=export.pk)


@job(JOB, _("导出台账"))
def make(progress: Callable[..., None], *, export: int) -> dict[str, Any]:
    """Write the file of an export as the one who asked may see it now. Done twice, it is written once."""
    asked = Export.objects.select_related("by", "unit").get(pk=export)
    result = {"url": reverse("ledger:exports"), "rows": asked.row_count}
    if asked.state == Export.State.READY:
        return result
    ledger = ledger_named(asked.ledger)
    if asked.state != Export.State.MAKING or ledger is None or not ledger.may_export(asked.by):
        raise CannotExport(_("这项导出未获批准，或申请人已无导出权限"))
    listing = Listing(ledger, Asked(asked.by, QueryDict(asked.query)), verb="export")
    if needs_a_second_person(listing) and asked.decided_by_id is None:
        raise CannotExport(_("条数已超过可直接导出的数量，请重新申请"))
    folder = incoming()
    with tempfile.TemporaryFile(dir=folder) as file:
        rows = write_listing(listing, asked.kind, file, within=folder, progress=progress)
        file.seek(0)
        digest, _size, _verdict = keep(iter(lambda: file.read(1 << 20), b""))
    _finish(asked, digest, rows)
    progress(rows, rows)
    return result | {"rows": rows}


@transaction.atomic
def _finish(export: Export, digest: str, rows: int) -> None:
    days = int(value_of("ledger.export_kept_days", at=export.unit))
    export.state, export.digest, export.row_count = Export.State.READY, digest, rows
    export.until = calendar.now() + timedelta(days=days)
    writing.save(export, by=export.by)
    _note(export, "", by=export.by, why=export.why)


def _note(export: Export, step: Any, *, by: User, why: str, request: Any = None) -> None:
    what = " ".join(filter(None, (str(step), export.in_words)))
    note(AccessLog.Kind.EXPORTED, by=by, what=what, unit=export.unit, rows=export.row_count, why=why, request=request)


def file_of(export: Export, user: User) -> Any:
    """The path of a finished export's file, for the one who asked and as long as it is kept. Raises CannotExport."""
    ledger = ledger_named(export.ledger)
    if user.pk != export.by_id or ledger is None or not ledger.may_export(user):
        raise CannotExport(_("只有申请人可以下载"))
    if export.state != Export.State.READY or export.until is None or export.until < calendar.now():
        raise CannotExport(_("文件还没有生成，或已过保留期；请重新导出"))
    place = place_of_content(export.digest)
    if not place.exists():
        raise CannotExport(_("文件已不在，请重新导出"))
    return place
