"""The filing of secretaries at county level (县级备案): what is owed follows the register by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import CannotMove, begin, take
from zugong.kernel.procedures.stages import running_clock
from zugong.modules.villages.actions.vetting import county_of
from zugong.modules.villages.models import Office, SecretaryFiling, VillageRole

FILING = "villages.filing"
Kind, State = SecretaryFiling.Kind, SecretaryFiling.State


def keep_filings(roles: Sequence[VillageRole]) -> None:
    """Open the filings that the offices of secretaries ask for, and let those lapse that nothing asks for any more."""
    keys = {role.pk for role in roles if role.office == Office.SECRETARY}
    keys |= set(SecretaryFiling.objects.filter(role__in=[role.pk for role in roles]).values_list("role_id", flat=True))
    if not keys:
        return
    known: dict[int, list[SecretaryFiling]] = {}
    for filing in SecretaryFiling.objects.filter(role__in=keys).exclude(state=State.LAPSED):
        known.setdefault(filing.role_id, []).append(filing)
    stored = VillageRole.with_voided.filter(pk__in=keys).select_related("cadre__unit__parent", "cadre__person")
    # Who leaves is looked at before who follows, so that a change of secretary is one filing.
    for role in sorted(stored, key=lambda one: (one.end_date is None, one.pk)):
        _settle(role, known.get(role.pk, []))


def _settle(role: VillageRole, known: list[SecretaryFiling]) -> None:
    asked = _asked(role)
    for filing in known:
        if filing.state == State.OWED and asked.get(filing.kind == Kind.REMOVAL) != filing.happened_on:
            take(FILING, "lapse", filing, by=None)
    standing = {filing.kind == Kind.REMOVAL for filing in known if filing.state != State.LAPSED}
    for leaves, day in asked.items():
        if leaves not in standing:
            _open(role, leaves, day)


def _asked(role: VillageRole) -> dict[bool, date]:
    """By whether it is a leaving, the day of each change of the office that is to be filed."""
    unit = role.cadre.unit
    if role.voided_at is not None or role.cadre.voided_at is not None or role.office != Office.SECRETARY:
        return {}
    since = date.fromisoformat(value_of("villages.filing.required_from", at=unit))
    days = {False: role.start_date, True: role.end_date}
    return {leaves: day for leaves, day in days.items() if day is not None and since <= day <= calendar.today()}


def _open(role: VillageRole, leaves: bool, day: date) -> None:
    unit = role.cadre.unit
    county, township = county_of(unit), unit.parent
    if county is None or township is None:
        return
    kind = Kind.REMOVAL if leaves else Kind.APPOINTMENT
    if not leaves and _lapse_removals(role, day):
        kind = Kind.CHANGE
    filing = SecretaryFiling(
        unit=unit,
        township=township,
        county=county,
        person=role.cadre.person,
        role=role,
        kind=kind,
        happened_on=day,
        opened_on=calendar.today(),
    )
    begin(FILING, filing, by=None)
    clock = running_clock(procedure_named(FILING), filing)
    filing.due_on = due_of(clock) if clock else None
    writing.save(filing, by=None)


def _lapse_removals(role: VillageRole, day: date) -> bool:
    """Who follows within some days is filed together with who left: true if a removal is taken up so."""
    unit = role.cadre.unit
    since = day - timedelta(days=value_of("villages.filing.change_days", at=unit))
    owed: Iterable[Any] = SecretaryFiling.objects.filter(
        unit=unit, kind=Kind.REMOVAL, state=State.OWED, happened_on__gte=since, happened_on__lte=day
    )
    removals = list(owed)
    for filing in removals:
        take(FILING, "lapse", filing, by=None)
    return bool(removals)


def before_filing(filing: SecretaryFiling, *, by: Any, changes: Any) -> None:
    """The paper is not of a day to come. Raises CannotMove."""
    today = calendar.today()
    if filing.document_date is not None and filing.document_date > today:
        raise CannotMove(_("文件日期 %(day)s 还没有到") % {"day": filing.document_date})
    filing.filed_on = today


def before_confirming(filing: SecretaryFiling, *, by: Any, changes: Any) -> None:
    """It is on file from today on."""
    filing.confirmed_on = calendar.today()


def before_returning(filing: SecretaryFiling, *, by: Any, changes: Any) -> None:
    """What is returned is not filed; it is owed anew, and stays late if it was."""
    filing.filed_on = None
