"""What each step of a vetting needs and brings about."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import WHY, procedure_named
from zugong.kernel.procedures.duties import open_duty
from zugong.kernel.procedures.models import Reply
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.departments import departments_of
from zugong.modules.villages.actions.negative_list import in_force
from zugong.modules.villages.actions.vetting import VETTING
from zugong.modules.villages.models import JointReview
from zugong.modules.villages.rules.vetting import last_day_of_validity

MONTHS = "villages.vetting.validity_months"
Result = JointReview.Result
Changes = Mapping[str, Any]


def units_asked(review: JointReview) -> Iterable[Unit]:
    """The departments whose answer is asked."""
    return departments_of(review.county).units


def question(review: JointReview) -> str:
    """What is asked; it names the candidate, for a department that answers has to know of whom."""
    words = _("%(unit)s %(person)s（%(occasion)s%(office)s）有无负面清单所列情形")
    office = _("，拟任%(office)s") % {"office": review.get_office_display()} if review.office else ""
    names = {"unit": review.unit, "person": review.person.name, "occasion": review.get_occasion_display()}
    return words % (names | {"office": office})


def before_asking(review: JointReview, *, by: Any, changes: Changes) -> None:
    """Note whom the county asks, and which departments of the list it does not have."""
    asked = departments_of(review.county)
    review.asked_on, review.asked, review.replied = calendar.today(), len(asked.units), 0
    review.missing = "、".join(asked.missing)[:200]


def before_reviewing(review: JointReview, *, by: Any, changes: Changes) -> None:
    """A department that does not exist gives no consent either: the reviewer says how it was asked. Raises SomethingMissing."""
    if review.missing and not changes[WHY].strip():
        raise SomethingMissing(
            _("%(missing)s未设答复单位；请说明以何种方式征求了意见") % {"missing": review.missing}, (WHY,)
        )
    review.replied = answers(review).filter(state=Reply.State.REPLIED).count()


def before_passing(review: JointReview, *, by: Any, changes: Changes) -> None:
    """Nobody passes against whom an item of the negative list stands on the day, and over an objection only for a stated reason."""
    _refuse_item_in_force(review)
    if not changes[WHY].strip() and answers(review).filter(answer=Reply.Answer.OBJECTION).exists():
        raise SomethingMissing(_("有部门提出异议；确需通过的，请说明核查情况"), (WHY,))
    _decided(review, Result.PASSED)


def before_failing(review: JointReview, *, by: Any, changes: Changes) -> None:
    """The result holds as long as a pass would: the same candidate is not vetted again meanwhile."""
    _decided(review, Result.FAILED)


def before_deferring(review: JointReview, *, by: Any, changes: Changes) -> None:
    """What is deferred is looked at again on a later day. Raises SomethingMissing."""
    if review.look_again_on is None or review.look_again_on <= calendar.today():
        raise SomethingMissing(_("再议日期须在今天之后"), ("look_again_on",))
    _decided(review, Result.DEFERRED)


def after_deferring(review: JointReview, *, by: Any, changes: Changes) -> None:
    """The county owes another look on the day that was named."""
    open_duty(
        kind=f"{VETTING}.{JointReview.State.DEFERRED}",
        record=review,
        unit=review.county,
        verb=Verb.CONFIRM,
        title=gettext_noop("暂缓的联审到期再议"),
        url=reverse("procedures:case", args=[VETTING, review.pk]),
        due=review.look_again_on,
    )


def before_formal(review: JointReview, *, by: Any, changes: Changes) -> None:
    """What came to stand against the candidate during publicity counts too. Raises CannotMove."""
    _refuse_item_in_force(review)
    review.formal_on = calendar.today()


def before_overturning(review: JointReview, *, by: Any, changes: Changes) -> None:
    """A pass is taken back; from today on it allows no office."""
    _decided(review, Result.FAILED)


def answers(review: JointReview) -> Any:
    """The replies of the latest turn."""
    about = ContentType.objects.get_for_model(review)
    rows = Reply.objects.filter(procedure=VETTING, model=about, record_id=review.pk)
    latest = rows.order_by("-turn").values_list("turn", flat=True).first()
    return rows.filter(turn=latest or 0)


def _refuse_item_in_force(review: JointReview) -> None:
    if in_force([review.person_id], on=calendar.today()):
        raise CannotMove(_("此人有负面清单记录在有效期内，不能通过；请作“暂缓”或“不通过”并说明理由"))


def _decided(review: JointReview, result: str) -> None:
    today = calendar.today()
    clock = running_clock(procedure_named(VETTING), type(review)._base_manager.get(pk=review.pk))
    due = due_of(clock) if clock else None
    review.result, review.decided_on = result, today
    review.decided_in_time = due is None or today <= due
    if result == Result.DEFERRED:
        review.valid_until = None
        return
    review.look_again_on = None
    review.valid_until = last_day_of_validity(today, value_of(MONTHS, at=review.county))
