"""Joint vetting: asking for it, and what is in force."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.moving import begin
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.villages.models import JointReview
from zugong.modules.villages.rules.register import VILLAGE_KINDS
from zugong.modules.villages.rules.vetting import holds_on

VETTING = "villages.vetting"
State = JointReview.State
ENDED = (State.FORMAL, State.FAILED, State.WITHDRAWN)
LEADING = frozenset({UnitKind.COUNTY, UnitKind.ZONE})


class CannotRequest(Exception):
    """The vetting cannot be asked for; the message says why, for people."""


def county_of(unit: Unit) -> Unit | None:
    """The county or development zone that a unit lies in; None for one above these."""
    if unit.kind in LEADING:
        return unit
    return Unit.objects.filter(pk__in=unit.ancestor_ids, kind__in=LEADING).order_by("-path").first()


@transaction.atomic
def request_vetting(*, person: Person, unit: Unit, office: str, occasion: str, by: User | None) -> JointReview:
    """Ask for the vetting of a person for an office (or "") of a village; it begins with the village's own check.

    `by` is None where the platform asks. Raises CannotRequest: no village, not the user's to ask, or vetted already for this occasion.
    """
    county, township = county_of(unit), unit.parent
    if unit.kind not in VILLAGE_KINDS or unit.is_closed or county is None or township is None:
        raise CannotRequest(_("联审须针对区划表内的村（社区）"))
    if by is not None and not may(by, Verb.EDIT, at=unit):
        raise CannotRequest(_("您不能为%(unit)s提请联审") % {"unit": unit})
    # Two officers may ask for the same person at the same moment.
    Person.objects.select_for_update().get(pk=person.pk)
    standing = standing_review(person, occasion, on=calendar.today())
    if standing is not None:
        raise CannotRequest(_refusal(standing, within=by))
    review = JointReview(
        person=person,
        unit=unit,
        township=township,
        county=county,
        office=office,
        occasion=occasion,
        requested_by=by,
        requested_on=calendar.today(),
    )
    begin(VETTING, review, by=by)
    return review


def standing_review(person: Person, occasion: str, *, on: date) -> JointReview | None:
    """The vetting of the person for the occasion that is open, or whose result still holds on a day; withdrawn ones count for nothing."""
    rows = JointReview.objects.filter(person=person, occasion=occasion).select_related("unit")
    holding = Q(state__in=(State.FORMAL, State.FAILED), valid_until__gte=on)
    return rows.filter(~Q(state__in=ENDED) | holding).first()


def _refusal(standing: JointReview, *, within: User | None) -> str:
    """Why the same candidate is not vetted again; where the user does not read, the village is not named."""
    names = {"occasion": standing.get_occasion_display(), "day": standing.valid_until}
    readable = within is None or may(within, Verb.READ, at=standing.unit)
    where = str(standing.unit) if readable else _("另一村")
    if standing.state in ENDED:
        words = _("此人因“%(occasion)s”的联审已在%(where)s审定，有效期到 %(day)s，不重复联审")
    else:
        words = _("此人因“%(occasion)s”的联审正在%(where)s办理，不重复联审")
    return words % (names | {"where": where})


def required_from(unit: Unit | None) -> date:
    """From which day on nobody takes an office of the committees without vetting."""
    return date.fromisoformat(value_of("villages.vetting.required_from", at=unit))


def vettings_in_force(people: Iterable[int], *, on: date) -> dict[tuple[int, int], JointReview]:
    """By (person, village) the vettings that allow an office from a day on."""
    rows = JointReview.objects.filter(
        person__in=set(people), state=State.FORMAL, formal_on__lte=on, valid_until__gte=on
    ).order_by("formal_on", "pk")
    return {(review.person_id, review.unit_id): review for review in rows}


def vetting_in_force(person: Person, *, unit: Unit, on: date) -> JointReview | None:
    """The formal vetting by which the person may take an office of the village on a day; None without one."""
    return vettings_in_force([person.pk], on=on).get((person.pk, unit.pk))


def holds_today(review: JointReview) -> bool:
    """True if the vetting allows an office that begins today."""
    return review.state == State.FORMAL and holds_on(calendar.today(), formal=review.formal_on, last=review.valid_until)
