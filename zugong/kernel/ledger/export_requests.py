"""Exports that take a while or need a second person: asked for, decided, made in the background, kept for some days."""

import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.jobs.declaring import daily, job
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.ledger import awaiting
from zugong.kernel.ledger.columns import Column
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.exporting import Written, needs_a_second_person, personal_columns, write_listing
from zugong.kernel.ledger.kept_files import incoming, keep, place_of_content
from zugong.kernel.ledger.listing import Asked, Listing
from zugong.kernel.ledger.models import Export
from zugong.kernel.ledger.places import where_held
from zugong.kernel.ledger.seeing import people_in
from zugong.kernel.ledger.unmasking import openable_columns
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import within

JOB = "ledger.export"
TOLD = timedelta(days=14)
"""So long the asker is told what became of an export."""


class CannotExport(Exception):
    """The export cannot go this way; the message says why."""


@transaction.atomic
def ask(
    *, listing: Listing, kind: str, by: User, why: str = "", opened: Collection[str] = (), request: Any = None
) -> Export:
    """Ask for a listing as a file: made at once in the background or, with many rows of personal data, once approved.

    `opened` names masked columns that shall stand in the file in clear, for which somebody else's approval is needed however few the
    rows are. Raises CannotExport where a reason is needed and missing, or where the user may not open what is asked for.
    """
    waits = bool(opened) or needs_a_second_person(listing)
    if waits and len(why.strip()) < 2:
        raise CannotExport(_("请写明用途"))
    _check_opened(listing, opened)
    words = " · ".join(filter(None, (str(listing.ledger.label), listing.in_words)))
    export = Export(
        ledger=listing.ledger.name,
        kind=kind,
        query=listing.lasting_query,
        in_words=words[:500],
        row_count=listing.page.paginator.count,
        personal="、".join(personal_columns(listing))[:300],
        opened=[column.name for column in listing.columns if column.name in opened],
        people=len(people_in(listing.rows, listing.columns)) if waits else 0,
        why=why,
        by=by,
        unit=by.unit or Unit.objects.filter(parent__isnull=True).order_by("path").first(),
        asked_at=calendar.now(),
        due=calendar.today() + timedelta(days=int(value_of("ledger.export_waits_days", at=by.unit))) if waits else None,
        state=Export.State.ASKED if waits else Export.State.MAKING,
    )
    writing.save(export, by=by, why=why)
    if waits:
        _note(export, _("申请导出明文") if export.opened else _("申请导出"), by=by, why=why, request=request)
        _wait(export, listing)
    else:
        _queue(export)
    return export


def _check_opened(listing: Listing, opened: Collection[str]) -> None:
    if not opened:
        return
    openable = {column.name for column in openable_columns(listing.columns, listing.user)}
    if not set(opened) <= openable:
        raise CannotExport(_("所选的列不在导出内容里，或您没有查看其明文的权限"))
    beyond = listing.rows.count() - where_held(listing.rows, listing.user, Verb.UNMASK).count()
    if beyond:
        raise CannotExport(_("有 %d 条不在您可查看明文的范围，请先用筛选条件缩小范围") % beyond)


def _wait(export: Export, listing: Listing) -> None:
    """Put the export before those who may approve it, without naming what was filtered by, which may be a person."""
    if export.unit is None:
        return
    names = {"ledger": listing.ledger.label, "rows": export.row_count}
    whole = gettext_noop("审批明文导出：%(ledger)s %(rows)s 条")
    masked = gettext_noop("审批导出：%(ledger)s %(rows)s 条")
    awaiting.wait(
        awaiting.Waiting(
            record=export, kind=JOB, unit=export.unit, verb=Verb.SIGN, asker=export.by, due=export.due, names=names,
            title=whole if export.opened else masked, url=f"{reverse('ledger:exports')}#export-{export.pk}",
        )
    )  # fmt: skip


def opened_columns(export: Export) -> list[Column]:
    """The columns that shall stand in the file in clear."""
    ledger = ledger_named(export.ledger)
    return [] if ledger is None else [column for column in ledger.shown if column.name in export.opened]


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
    if not may_decide(by, export) or export.state != Export.State.ASKED or _is_late(export):
        raise CannotExport(_("这项导出不待您审批"))
    if not approve and not why.strip():
        raise CannotExport(_("请写明不批准的理由"))
    export.state = Export.State.MAKING if approve else Export.State.REFUSED
    export.decided_by, export.decided_at, export.decided_why = by, calendar.now(), why
    writing.save(export, by=by, why=why)
    awaiting.settle(export)
    _note(export, _("批准导出") if approve else _("不批准导出"), by=by, why=why, request=request)
    if approve:
        _queue(export)
    return export


def _is_late(export: Export) -> bool:
    return export.due is not None and export.due < calendar.today()


@daily("ledger.lapse_exports", _("过期未批的导出申请"))
def lapse_exports(progress: Callable[..., None]) -> dict[str, int]:
    """Let exports lapse for which nobody has decided in time; done twice on a day, it changes nothing."""
    late = list(Export.objects.filter(state=Export.State.ASKED, due__lt=calendar.today()).select_related("by"))
    for export in late:
        _lapse(export, _now("到期无人审批"))
    progress(len(late), len(late))
    return {"lapsed": len(late)}


@transaction.atomic
def _lapse(export: Export, why: str) -> None:
    export.state, export.decided_at, export.decided_why = Export.State.LAPSED, calendar.now(), why
    writing.save(export, by=None, why=why)
    awaiting.settle(export)


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
    if (asked.opened or needs_a_second_person(listing)) and asked.decided_by_id is None:
        raise CannotExport(_("条数已超过可直接导出的数量，请重新申请"))
    if asked.opened and not _is_as_approved(asked, listing):
        _lapse(asked, _now("批准之后名单有增加，或查看明文的权限有变，请重新申请"))
        return result
    folder = incoming()
    with tempfile.TemporaryFile(dir=folder) as file:
        written = write_listing(listing, asked.kind, file, within=folder, progress=progress, opened=asked.opened)
        file.seek(0)
        digest, _size, _verdict = keep(iter(lambda: file.read(1 << 20), b""))
    _finish(asked, digest, written)
    progress(written.rows, written.rows)
    return result | {"rows": written.rows}


def _is_as_approved(export: Export, listing: Listing) -> bool:
    """Nobody has come in and no right has gone since the second person saw how many people it is about."""
    try:
        _check_opened(listing, export.opened)
    except CannotExport:
        return False
    count = listing.page.paginator.count
    return count <= export.row_count and len(people_in(listing.rows, listing.columns)) <= export.people


@transaction.atomic
def _finish(export: Export, digest: str, written: Written) -> None:
    days = int(value_of("ledger.export_kept_days", at=export.unit))
    export.state, export.digest, export.row_count = Export.State.READY, digest, written.rows
    export.until = calendar.now() + timedelta(days=days)
    writing.save(export, by=export.by)
    whole = "、".join(str(column.label) for column in opened_columns(export))
    step = _now("含明文：%s") % whole if whole else ""
    _note(export, step, by=export.by, why=export.why, people=written.people)


def _note(export: Export, step: Any, *, by: User, why: str, request: Any = None, people: Collection[int] = ()) -> None:
    what = " ".join(filter(None, (str(step), export.in_words)))
    note(
        AccessLog.Kind.EXPORTED, by=by, what=what, unit=export.unit, rows=export.row_count, why=why, request=request,
        people=people,
    )  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an export for which a second person was asked, in a line with its address and day."""

    key: str
    title: str
    url: str
    day: date


def outcomes(user: User, limit: int) -> Iterator[Outcome]:
    """What the user is told of the own exports of the last days that somebody has decided, or nobody; the newest first."""
    since = calendar.now() - TOLD
    mine = Export.objects.filter(by=user.pk, decided_at__gte=since)
    for export in mine.order_by("-decided_at", "-pk")[:limit]:
        words = {
            Export.State.MAKING: _("导出已批准，正在生成：%(what)s"),
            Export.State.READY: _("导出已批准，可以下载：%(what)s"),
            Export.State.REFUSED: _("导出未获批准（%(why)s）：%(what)s"),
            Export.State.LAPSED: _("导出申请已失效（%(why)s）：%(what)s"),
        }[Export.State(export.state)]
        title = str(words) % {"what": export.in_words[:60], "why": export.decided_why}
        day = timezone.localdate(export.decided_at)
        url = f"{reverse('ledger:exports')}#export-{export.pk}"
        yield Outcome(f"ledger.export/{export.pk}/{export.state}", title, url, day)
