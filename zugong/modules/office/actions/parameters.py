"""Proposing a number that rules us, and having it approved by somebody else."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.declaring import declared
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import forget
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.kernel.registry.models import Unit

CODE = "parameters.value"
APPROVE_DUTY = "parameters.approve"
RETURNED_DUTY = "parameters.returned"
APPROVING_DAYS = 3


@transaction.atomic
def propose(
    *,
    code: str,
    value: Any,
    unit: Unit | None,
    valid_from: date,
    valid_to: date | None = None,
    source: str,
    by: User,
) -> Parameter:
    """Propose what a parameter shall be at a place (None: everywhere) from a day on; it rules nothing until it is approved.

    Raises UnknownParameter, UnfitValue, or CannotMove when the user may not propose at the place, no source is named or the dates
    do not fit.
    """
    declared(code).check(value)
    if not source.strip():
        raise CannotMove(_("须写明依据：文件名称、文号和条款"))
    if valid_to is not None and valid_to < valid_from:
        raise CannotMove(_("止期 %(end)s 早于起期 %(start)s") % {"end": valid_to, "start": valid_from})
    row = Parameter(code=code, value=value, unit=unit, valid_from=valid_from, valid_to=valid_to, source=source)
    writing.save(row, by=by)
    take(CODE, "propose", row, by=by)
    return row


def after_proposing(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """Whoever approves for the whole tree is asked to."""
    close_duties(row)
    open_duty(
        kind=APPROVE_DUTY,
        record=row,
        unit=_deciding_unit(row),
        verb=Verb.APPROVE,
        title=gettext_noop("审批规则参数：%(row)s"),
        names={"row": row},
        url=_address(row),
        due=calendar.add_working_days(calendar.today(), APPROVING_DAYS),
    )


def note_approver(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """Who approves stands on the value itself."""
    row.approved_by = by


def after_approving(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """The value rules from its first day on."""
    close_duties(row)
    forget()


def after_refusing(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """The reason goes back to those who may propose."""
    close_duties(row)
    open_duty(
        kind=RETURNED_DUTY,
        record=row,
        unit=_deciding_unit(row),
        verb=Verb.MANAGE_PARAMETERS,
        title=gettext_noop("规则参数未获批准：%(row)s"),
        names={"row": row},
        detail=str(changes["why"]),
        url=_address(row),
    )


def after_dropping(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody is asked any more."""
    close_duties(row)


def before_recalling(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """Only what does not rule yet is recalled: results may stand on anything else, which another value then ends."""
    if row.valid_from <= calendar.today():
        raise CannotMove(_("已自 %(day)s 起生效，不能撤销；请另行提出新的值") % {"day": row.valid_from})
    row.approved_by = None


def after_recalling(row: Parameter, *, by: User, changes: Mapping[str, Any]) -> None:
    """What was scheduled does not come."""
    close_duties(row)
    forget()


def _deciding_unit(row: Parameter) -> Unit:
    if row.unit is not None and not row.unit.ancestor_ids:
        return row.unit
    return (
        Unit.objects.get(pk=row.unit.ancestor_ids[0])
        if row.unit
        else Unit.objects.filter(parent=None).order_by("pk")[0]
    )


def _address(row: Parameter) -> str:
    return reverse("procedures:case", args=[CODE, row.pk])
