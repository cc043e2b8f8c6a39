"""Into an office and out of it (办理任职、免去离任): each writes the register through its history, and what follows it is told."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.vetting import required_from, vetting_in_force
from zugong.modules.villages.models import Basis, Leaving, Office, Source, Vetting, VillageCadre, VillageRole
from zugong.modules.villages.rules.appointing import ASSISTING, basis_fits, needs_vetting
from zugong.modules.villages.rules.register import VILLAGE_KINDS, Span

FIRST = (Office.SECRETARY, Office.DIRECTOR)
SOURCES = {
    Basis.ELECTION: Source.ELECTED,
    Basis.BY_ELECTION: Source.ELECTED,
    Basis.PLACEMENT: Source.RECRUITED,
    Basis.TRANSFER: Source.ASSIGNED,
}
DAYS_AHEAD = 60


class CannotAppoint(Exception):
    """The office cannot be taken, or cannot be left; the message says why, for people."""


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    office: str,
    on: date,
    basis: str,
    by: User | None,
    title: str = "",
    document: str = "",
) -> VillageRole:
    """Put somebody into an office of a village from a day on. `document` is the paper or meeting; `by` None is the platform.

    Raises CannotAppoint: no village, not the user's to do, an office that this basis cannot give, no vetting in force on the day, held
    already, or, for the secretary and the director, held by somebody else.
    """
    if unit.kind not in VILLAGE_KINDS or unit.is_closed:
        raise CannotAppoint(_("任职须针对区划表内的村（社区）"))
    if by is not None and not may(by, Verb.EDIT, at=unit):
        raise CannotAppoint(_("您不能在%(unit)s办理任职") % {"unit": unit})
    if (on - calendar.today()).days > DAYS_AHEAD:
        raise CannotAppoint(_("任职日期最多提前 %(days)d 天办理") % {"days": DAYS_AHEAD})
    _check_basis(office, basis)
    Person.objects.select_for_update().get(pk=person.pk)
    check_vetted(person, unit=unit, office=office, on=on)
    cadre = VillageCadre.objects.filter(unit=unit, person=person).first()
    _check_seat(unit, cadre, office, on)
    if cadre is None:
        cadre = VillageCadre(unit=unit, person=person, source=SOURCES.get(Basis(basis), ""))
        vetted = vetting_in_force(person, unit=unit, on=on)
        if vetted is not None:
            cadre.vetting, cadre.vetting_replies = Vetting.PASSED, vetted.replied
        writing.save(cadre, by=by, why=_("办理任职"))
    role = VillageRole(cadre=cadre, office=office, title=title, start_date=on, basis=basis, document=document[:120])
    return writing.save(role, by=by, why=_("办理任职"))


def check_vetted(person: Person, *, unit: Unit, office: str, on: date | None) -> None:
    """Raise CannotAppoint if the office needs a vetting in force on the day and there is none."""
    if on is None or not needs_vetting(office, on, required_from(unit)):
        return
    if person.pk is None or vetting_in_force(person, unit=unit, on=on) is None:
        words = _("%(office)s须先通过县级联审：%(day)s 没有在有效期内的联审结果")
        raise CannotAppoint(words % {"office": Office(office).label, "day": on})


@transaction.atomic
def leave_office(*, role: VillageRole, on: date, leaving: str, why: str, by: User | None) -> VillageRole:
    """End an office on a day, which is its first day without. Raises CannotAppoint: not the user's to do, ended already, or too early."""
    unit = role.cadre.unit
    if by is not None and not may(by, Verb.EDIT, at=unit):
        raise CannotAppoint(_("您不能在%(unit)s办理离任") % {"unit": unit})
    if role.end_date is not None:
        raise CannotAppoint(_("这个职务已于 %(day)s 结束") % {"day": role.end_date})
    if role.start_date is not None and on < role.start_date:
        raise CannotAppoint(_("离任日期早于任职日期 %(day)s") % {"day": role.start_date})
    if on > calendar.today():
        raise CannotAppoint(_("离任日期还没有到"))
    if leaving not in Leaving.values or len(why.strip()) < 2:
        raise CannotAppoint(_("请选择离任方式并写明原因"))
    role.end_date, role.leaving, role.leaving_why = on, leaving, why.strip()[:200]
    return writing.save(role, by=by, why=why.strip())


def _check_basis(office: str, basis: str) -> None:
    if basis_fits(office, basis):
        return
    if basis in (Basis.PLACEMENT, Basis.TRANSFER):
        allowed = "、".join(str(Office(one).label) for one in Office.values if one in ASSISTING)
        words = _("“%(basis)s”只能任%(allowed)s；两委和监委会职务须经选举或党内程序")
        raise CannotAppoint(words % {"basis": Basis(basis).label, "allowed": allowed})
    raise CannotAppoint(_("%(office)s须经选举产生") % {"office": Office(office).label})


def _check_seat(unit: Unit, cadre: VillageCadre | None, office: str, on: date) -> None:
    """Raise CannotAppoint if the person holds the office, or another one holds an office of which there is but one."""
    held = VillageRole.objects.filter(cadre__unit=unit, cadre__voided_at__isnull=True, office=office)
    standing = [role for role in held if Span(office, role.start_date, role.end_date).open_on(on)]
    if cadre is not None and any(role.cadre_id == cadre.pk for role in standing):
        raise CannotAppoint(_("此人已任这个职务"))
    if standing and office in FIRST:
        raise CannotAppoint(
            _("%(unit)s已有在任的%(office)s，请先办理其离任") % {"unit": unit, "office": Office(office).label}
        )
