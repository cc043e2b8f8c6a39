"""Applying for a way up, and giving it up: by the cadre, or by the township on the cadre's behalf."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.procedures.moving import begin, take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.vetting import county_of
from zugong.modules.villages.models import PromotionApplication, PromotionPost, PromotionRound, VillageCadre

APPLICATION = "villages.promotion_application"
ROUND = "villages.promotion_round"
State = PromotionApplication.State
ENDED = (State.APPOINTED, State.NOT_TAKEN, State.WITHDRAWN)


class CannotApply(Exception):
    """The application is not taken; the message says why, for people."""


def is_open(round_: PromotionRound) -> bool:
    """True if the round takes applications today, its last day included."""
    today = calendar.today()
    return round_.state == PromotionRound.State.APPLYING and round_.applies_from <= today <= round_.applies_to


@transaction.atomic
def apply_for(
    *,
    round_: PromotionRound,
    cadre: VillageCadre,
    by: User,
    post: PromotionPost | None = None,
    statement: str = "",
    paper: UploadedFile | None = None,
) -> PromotionApplication:
    """Apply in a round: the cadre for the own person, or the township for the cadre with the signed paper. Raises CannotApply."""
    own = by.person_id == cadre.person_id
    if not own and not may(by, Verb.EDIT, at=cadre.unit):
        raise CannotApply(_("只有本人或所在乡镇可以报名"))
    if not own and paper is None:
        raise CannotApply(_("代为报名须上传本人签名的报名表"))
    _check_round(round_, cadre, post)
    line = line_of_village(cadre.unit)
    made = PromotionApplication(
        round=round_,
        cadre=cadre,
        person=cadre.person,
        unit=cadre.unit,
        township=line[0],
        county=line[1],
        post=post,
        applied_on=calendar.today(),
        statement=statement.strip(),
        entered_by=None if own else by,
    )
    begin(APPLICATION, made, by=by)
    if paper is not None:
        try:
            attach(made, paper, by=by)
        except Refused as refusal:
            raise CannotApply(str(refusal)) from None
    return made


def line_of_village(village: Unit) -> tuple[Unit, Unit]:
    """The township and the county above a village; where a village lies right below a zone, the zone is both. Raises CannotApply."""
    township, county = village.parent, county_of(village)
    if township is None or county is None:
        raise CannotApply(_("%(unit)s不在乡镇和县区之下，不能报名") % {"unit": village})
    return township, county


def _check_round(round_: PromotionRound, cadre: VillageCadre, post: PromotionPost | None) -> None:
    if not is_open(round_):
        raise CannotApply(
            _("“%(round)s”现在不接受报名（报名期 %(start)s 至 %(end)s）")
            % {"round": round_.title, "start": round_.applies_from, "end": round_.applies_to}
        )
    if round_.unit_id not in [*cadre.unit.ancestor_ids, cadre.unit_id]:
        raise CannotApply(_("这个批次不面向%(unit)s") % {"unit": cadre.unit})
    if not cadre.in_office:
        raise CannotApply(_("此人现在没有担任村干部职务，不能报名"))
    if post is not None and post.round_id != round_.pk:
        raise CannotApply(_("所选岗位不属于这个批次"))
    if post is None and round_.posts.exists():
        raise CannotApply(_("请选择报考的岗位"))
    if PromotionApplication.objects.filter(round=round_, person=cadre.person_id).exists():
        raise CannotApply(_("此人已报名这个批次，不重复报名"))


def withdraw_own(*, application: PromotionApplication, by: User, why: str) -> None:
    """The cadre gives the own application up. Raises CannotApply if it is somebody else's or has come to its end."""
    if by.person_id != application.person_id:
        raise CannotApply(_("只有本人可以放弃"))
    if application.state in ENDED:
        raise CannotApply(_("这份报名已经办结，不能再放弃"))
    take(APPLICATION, "give_up", application, by=None, why=why.strip() or _("本人放弃"))


def own_applications(user: User) -> Any:
    """The applications of the user's own person, newest first."""
    rows = PromotionApplication.objects.visible_to(user).filter(person=user.person_id)
    return rows.select_related("round__unit", "post__unit", "unit", "person").order_by("-applied_on", "-pk")
