"""What joint vetting adds to the pages of a person, of a case of it, and of a filing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.vetting import VETTING, holds_today
from zugong.modules.villages.models import JointReview, NegativeItem, SecretaryFiling, VillageRole


def of_person(person: Person, user: User) -> Section | None:
    """The vettings of a person as far as the user may see them: where each stands and what came of it, never why."""
    reviews = list(JointReview.objects.visible_to(user).filter(person=person).select_related("unit", "person"))
    items = list(NegativeItem.objects.visible_to(user).filter(person=person).select_related("source"))
    roles = VillageRole.objects.visible_to(user).filter(
        cadre__person=person, cadre__voided_at__isnull=True, end_date__isnull=True
    )
    held = [role for role in roles.select_related("cadre__unit") if may(user, Verb.EDIT, at=role.cadre.unit)]
    if not reviews and not items and not held:
        return None
    names = {
        "person": person,
        "reviews": [(one, holds_today(one), _may_appoint(one, user)) for one in reviews],
        "items": items,
        "held": held,
        "unit": held[0].cadre.unit if held else None,
        "procedure": VETTING,
        "day": calendar.today(),
    }
    return Section(_("联审与任免"), "villages/_vetting_of_person.html", names, position=20)


def of_review(review: JointReview, user: User) -> Section | None:
    """What can be done with a case beside its moves, and for the county what stands against the candidate."""
    items = NegativeItem.objects.visible_to(user).filter(person=review.person).select_related("source")
    names = {
        "review": review,
        "items": list(items),
        "in_county": may(user, Verb.CONFIRM, at=review.county),
        "may_appoint": _may_appoint(review, user),
        "holds": holds_today(review),
    }
    return Section(_("人选"), "villages/_vetting_of_case.html", names, position=10)


def of_filing(filing: SecretaryFiling, user: User) -> Section | None:
    """The form to be printed."""
    if not may(user, Verb.REPORT, at=filing.township):
        return None
    return Section(_("备案表"), "villages/_filing.html", {"filing": filing}, position=10)


def _may_appoint(review: JointReview, user: User) -> bool:
    return holds_today(review) and may(user, Verb.EDIT, at=review.unit)


def add_vetting_sections() -> None:
    """Have these sections asked for."""
    providers: list[tuple[Any, Any]] = [(Person, of_person), (JointReview, of_review), (SecretaryFiling, of_filing)]
    for model, provider in providers:
        register(model, provider)
