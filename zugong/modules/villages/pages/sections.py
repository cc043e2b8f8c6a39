"""What the register adds to the pages of a village, a person, a cadre and a finding."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.finding import may_confirm
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.village import village_seen
from zugong.modules.villages.models import Education, Finding, TrainingRecord, VillageCadre, VillageRole
from zugong.modules.villages.pages.front import TREE
from zugong.modules.villages.rules.register import Fault

BY_PERSON = frozenset({Fault.NO_IDENTITY_NUMBER, Fault.TOO_YOUNG, Fault.TOO_OLD, Fault.DUPLICATE_PERSON})


def of_unit(unit: Unit, user: User) -> Section | None:
    """The force of a village; for a unit above villages the way to its figures."""
    if unit.kind not in TREE or not may(user, Verb.READ, at=unit):
        return None
    if unit.kind not in VILLAGE_KINDS:
        return Section(_("村干部队伍"), "villages/_way.html", {"unit": unit}, position=30)
    village = village_seen(user, unit)
    names = {"village": village, "may_edit": may(user, Verb.EDIT, at=unit), "mending": _mending(village.findings)}
    return Section(_("村干部队伍"), "villages/_village.html", names, position=10, people=village.people)


def of_person(person: Person, user: User) -> Section | None:
    """A person's services and offices over time, education, trainings, findings."""
    services = list(VillageCadre.objects.visible_to(user).filter(person=person).select_related("unit", "person"))
    if not services:
        return None
    roles = VillageRole.objects.filter(cadre__in=services).select_related("cadre__unit")
    findings = list(
        Finding.objects.visible_to(user).filter(person=person, state=Finding.State.OPEN).select_related("unit", "cadre")
    )
    names = {
        "person": person,
        "services": services,
        "roles": roles,
        "educations": Education.objects.filter(person=person),
        "trainings": TrainingRecord.objects.filter(person=person),
        "findings": findings,
        "mending": _mending(findings),
        "may_edit": any(may(user, Verb.EDIT, at=one.unit) for one in services),
    }
    return Section(_("村干部任职"), "villages/_person.html", names, position=10)


def of_cadre(cadre: VillageCadre, user: User) -> Section | None:
    """What cannot be right about a cadre."""
    seen = Finding.objects.visible_to(user).filter(cadre=cadre, state=Finding.State.OPEN)
    findings = list(seen.select_related("unit", "cadre", "person"))
    if not findings:
        return None
    return Section(_("登记疑点"), "villages/_findings.html", {"findings": findings, "mending": _mending(findings)})


def of_finding(finding: Finding, user: User) -> Section | None:
    """What to do about a finding: mend the record, or confirm that it is right."""
    if finding.voided_at is not None:
        return None
    names = {"finding": finding, "address": mending_address(finding), "may_confirm": may_confirm(user, finding)}
    return Section(_("办理"), "villages/_finding.html", names)


def mending_address(finding: Finding) -> str:
    """Where what is wrong is put right."""
    if finding.cadre_id is None:
        return str(finding.unit.get_absolute_url())
    if finding.kind in BY_PERSON:
        return f"/people/{finding.person_id}/"
    return f"/ledgers/village-cadres/{finding.cadre_id}/edit/"


def _mending(findings: list[Finding]) -> list[tuple[Finding, str]]:
    return [(finding, mending_address(finding)) for finding in findings]


def add_sections() -> None:
    """Have these sections asked for."""
    providers: list[tuple[Any, Any]] = [
        (Unit, of_unit), (Person, of_person), (VillageCadre, of_cadre), (Finding, of_finding),
    ]  # fmt: skip
    for model, provider in providers:
        register(model, provider)
