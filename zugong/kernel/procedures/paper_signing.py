"""The way back of the paper path: a sheet signed by hand is scanned and registered by a second person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.procedures.authority import authority_for, place_of
from zugong.kernel.procedures.declaring import Move, Procedure
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import NotYours, Paper, take
from zugong.kernel.procedures.versions import ruling
from zugong.kernel.registry.models import Unit


def may_register(user: User, place: Unit | None) -> bool:
    """True if the user reports for the place or for one above it: such a person registers what others signed on paper."""
    if place is None:
        return may(user, Verb.REPORT, Unit.objects.filter(parent=None).order_by("pk").first())
    return may(user, Verb.REPORT, place) or acts_for(user, Verb.REPORT, place)


def possible_signers(record: Record, move: Move) -> list[User]:
    """Who could take the move, and so may have signed it on paper."""
    roles = [role for role, verbs in VERBS.items() if move.verb in verbs]
    holders = Grant.objects.in_force(calendar.today()).filter(role__in=roles).values("user")
    users = User.objects.filter(pk__in=holders, is_active=True).select_related("person").order_by("username")
    place = place_of(record, move)
    return [user for user in users if authority_for(user, move, place) is not None]


@transaction.atomic
def register_on_paper(
    procedure: Procedure,
    move_name: str,
    record: Record,
    *,
    signer: User,
    scan: UploadedFile,
    code: str,
    signed_on: date,
    by: User,
    why: str = "",
    changes: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Signature:
    """Take a move that `signer` has signed by hand: keep the scan and write the signature, all or nothing.

    `code` is typed off the sheet; it proves that the content signed is the one that stands here. Everything is asked of the signer
    that would be asked on the screen. Raises a CannotMove, or Refused for a file that cannot be kept.
    """
    move = ruling(procedure, record).move(move_name)
    if not may_register(by, place_of(record, move)):
        raise NotYours(_("您不能登记“%(move)s”的纸质签署") % {"move": move.label})
    paper = Paper(scan=attach(record, scan, by=by), code=code, signed_on=signed_on, registered_by=by)
    return take(procedure, move_name, record, by=signer, why=why, changes=changes, seen=seen, paper=paper)
