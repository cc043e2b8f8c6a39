"""Taking an objection during publicity."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import Procedure
from zugong.kernel.procedures.models import Objection
from zugong.kernel.procedures.moving import CannotMove, begin
from zugong.kernel.procedures.stages import OBJECTION, harmless_moves, publicity_of
from zugong.kernel.procedures.versions import ruling


class CannotObject(CannotMove):
    """The objection cannot be taken; the message says why."""


@transaction.atomic
def take_objection(
    procedure: Procedure, record: Record, *, channel: str, content: str, by: User, raised_on: date | None = None
) -> Objection:
    """Write down what somebody objects on a day (today) of publicity; whoever decides the case has to look into it within a term.

    Any officer who sees the case takes an objection. It is settled by another person, and until then publicity does not end.
    """
    procedure = ruling(procedure, record)
    day = raised_on or calendar.today()
    public = publicity_of(procedure, record)
    if public is None:
        raise CannotObject(_("现在不在公示期，不能登记异议"))
    clock, end = public[1], due_of(public[1])
    if day > calendar.today() or day < clock.started_on or (end is not None and day > end):
        raise CannotObject(_("异议日期须在公示期内：%(start)s 至 %(end)s") % {"start": clock.started_on, "end": end})
    if not content.strip():
        raise CannotObject(_("请写明异议内容"))
    if not may(by, Verb.COMMENT):
        raise CannotObject(_("您不能登记异议"))
    moves = harmless_moves(procedure, procedure.stands_in(record))
    unit = next((place for place in (place_of(record, move) for move in moves) if place is not None), by.unit)
    if unit is None:
        raise CannotObject(_("没有单位核查这项异议"))
    objection = Objection(
        procedure=procedure.code,
        model=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        clock=clock,
        unit=unit,
        channel=channel,
        content=content.strip(),
        raised_by=by,
        raised_on=day,
    )
    begin(OBJECTION, objection, by=by)
    return objection


def objections_of(procedure: Procedure, record: Record) -> list[Objection]:
    """The objections that were ever raised against a case, oldest first."""
    about = {"procedure": procedure.code, "model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    return list(Objection.objects.filter(**about).select_related("unit").order_by("pk"))
