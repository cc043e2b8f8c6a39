"""What an open clue, a settled problem or an effect period means for whoever signs that somebody is to be taken or named.

An open clue warns, and the signer states why. A settled problem or an effect period blocks. Nobody learns here what it is about.
"""

from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing
from zugong.modules.villages.actions.conduct import conduct_of
from zugong.modules.villages.models import WarnedSignature

REASON = "warned_why"


def pass_conduct(record: Any, *, by: Any, step: str, about: str) -> None:
    """Let an application or a nomination pass, or raise CannotMove where something blocks, SomethingMissing where a reason is owed.

    The reason goes into a record of its own, which the cadre does not read, and is not stored with the application.
    """
    standing = conduct_of(record.person, on=calendar.today())
    if standing.blocks:
        raise CannotMove(_("按规定此人目前不能推荐、录用或命名；具体情况由县级组织部门掌握"))
    reason, record.warned_why = record.warned_why.strip(), ""
    if not standing.open_clues:
        return
    if not reason:
        raise SomethingMissing(_("此人有反映尚未办结；仍要签署的，请写明理由"), (REASON,))
    signed = WarnedSignature(
        unit=record.county,
        person=record.person,
        about=about[:120],
        step=step,
        why=reason,
        signed_by=by,
        signed_on=calendar.today(),
    )
    writing.save(signed, by=by)


def not_about_oneself(record: Any, by: Any) -> None:
    """Nobody decides about oneself. Raises CannotMove."""
    if by is not None and by.person_id == record.person_id:
        raise CannotMove(_("不能办理本人的事项"))
