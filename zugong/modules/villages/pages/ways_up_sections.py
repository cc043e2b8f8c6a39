"""What the ways up add to the pages of a person, an application and a nomination."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.ways_up_conditions import checked
from zugong.modules.villages.forms.role_models import UseForm
from zugong.modules.villages.models import (
    PromotionApplication,
    PromotionRound,
    RoleModelNomination,
    RoleModelUse,
    VillageCadre,
)
from zugong.modules.villages.ways_up_wording import said, stored


def of_person(person: Person, user: User) -> Section | None:
    """Which open rounds the person could apply to, with each condition; what was applied for; titles held."""
    services = VillageCadre.objects.visible_to(user).filter(person=person).select_related("unit", "person")
    cadre = services.order_by("-in_office", "rank", "pk").first()
    if cadre is None or not (user.person_id == person.pk or may(user, Verb.READ, at=cadre.unit)):
        return None
    applications = list(
        PromotionApplication.objects.visible_to(user).filter(person=person).select_related("round__unit", "person")
    )
    nominations = list(
        RoleModelNomination.objects.visible_to(user).filter(person=person).select_related("round__unit", "person")
    )
    rounds = _open_rounds(cadre, user, {one.round_id for one in applications}) if cadre.in_office else []
    if not (applications or nominations or rounds):
        return None
    own = user.person_id == person.pk
    names = {
        "own": own,
        "applications": applications,
        "nominations": nominations,
        "ways": [(one, said(stored(checked(one, cadre)))) for one in rounds],
        "may_enter": own or may(user, Verb.EDIT, at=cadre.unit),
        "cadre": cadre,
    }
    return Section(_("可走的路"), "villages/_ways.html", names, position=12)


def _open_rounds(cadre: VillageCadre, user: User, taken: set[int]) -> list[PromotionRound]:
    """The rounds that take applications today and are open to the cadre's village."""
    today = calendar.today()
    rows = PromotionRound.objects.visible_to(user).filter(
        state=PromotionRound.State.APPLYING,
        applies_from__lte=today,
        applies_to__gte=today,
        unit__in=cadre.unit.ancestor_ids,
    )
    return list(rows.exclude(pk__in=taken).select_related("unit").order_by("applies_to", "pk"))


def of_application(application: PromotionApplication, user: User) -> Section | None:
    """The conditions: as they were kept at the review, before it as the register holds them now."""
    kept = application.checked
    if not kept and application.cadre_id is not None:
        kept = stored(checked(application.round, application.cadre, grade=application.appraisal))
    names = {"conditions": said(kept), "kept": bool(application.checked), "application": application}
    return Section(_("条件核对"), "villages/_conditions.html", names, position=8)


def of_nomination(nomination: RoleModelNomination, user: User) -> Section | None:
    """How somebody who was named is made use of, and the form to note more."""
    if nomination.state != RoleModelNomination.State.NAMED:
        return None
    names = {
        "nomination": nomination,
        "uses": list(RoleModelUse.objects.filter(nomination=nomination)),
        "form": UseForm(initial={"on": calendar.today()}) if may(user, Verb.EDIT, at=nomination.unit) else None,
    }
    return Section(_("典型使用"), "villages/_uses.html", names, position=20)


def add_ways_up_sections() -> None:
    """Have these sections asked for."""
    providers: list[tuple[Any, Any]] = [
        (Person, of_person), (PromotionApplication, of_application), (RoleModelNomination, of_nomination),
    ]  # fmt: skip
    for model, provider in providers:
        register(model, provider)
