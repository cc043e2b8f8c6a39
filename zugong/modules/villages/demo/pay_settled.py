"""Writes the settlements of a year that is over, as township and county left them: signed, one still to be confirmed, one not submitted."""

from collections import defaultdict
from datetime import date, datetime, time
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.history import writing
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import begin, take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.pay_closing import PROCEDURE
from zugong.modules.villages.actions.pay_settling import TOWNSHIPS, manifest_of
from zugong.modules.villages.models import PaySettlement, PayStatement

SUBMITTED_ON, CONFIRMED_ON = date(2023, 1, 11), date(2023, 1, 16)
OPEN = 2
SUMS = ("base", "performance", "incentive", "computed_total")
ROLES = (Role.TOWNSHIP_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


def settle_all(year: int) -> None:
    """Settle a year for every township; the last ones of the demonstration's own county are left to be done."""
    of_place: dict[int, list[PayStatement]] = defaultdict(list)
    rows = PayStatement.objects.filter(year=year).select_related("cadre__unit").order_by("pk")
    for statement in rows:
        if statement.cadre.unit.parent_id is not None:
            of_place[statement.cadre.unit.parent_id].append(statement)
    officers = _officers()
    places = [place for place in Unit.objects.filter(pk__in=of_place, kind__in=TOWNSHIPS).select_related("parent").order_by("code")
              if place.pk in officers and place.parent_id in officers]  # fmt: skip
    counties = [place.parent_id for place in places if place.parent and place.parent.kind == UnitKind.COUNTY]
    first = [place for place in places if place.parent_id in counties[:1]]
    left = {place.pk for place in first[-OPEN:]}
    done = [_settlement(place, year, of_place[place.pk]) for place in places if place.pk not in left]
    writing.create_all(done, by=None)
    _sign(done, officers)
    for settlement in done:
        PayStatement.objects.filter(cadre__unit__parent=settlement.unit_id, year=year).update(settlement=settlement)
    for place, submits in zip(first[-OPEN:], (True, False), strict=False):
        settlement = _settlement(place, year, of_place[place.pk])
        settlement.confirmed_on = None
        begin(PROCEDURE, settlement, by=officers[place.pk])
        if submits:
            take(PROCEDURE, "submit", settlement, by=officers[place.pk])


def _officers() -> dict[int, User]:
    """Who reports or confirms for a place: the first account with a role there."""
    found: dict[int, User] = {}
    for grant in Grant.objects.filter(role__in=ROLES).select_related("user").order_by("-pk"):
        found[grant.unit_id] = grant.user
    return found


def _settlement(place: Unit, year: int, statements: list[PayStatement]) -> PaySettlement:
    owed = any(one.standing == PayStatement.Standing.SHORT for one in statements)
    return PaySettlement(
        unit=place,
        year=year,
        persons=sum(bool(one.months) for one in statements),
        manifest=manifest_of(statements),
        confirmed_on=CONFIRMED_ON,
        state=PaySettlement.State.CONFIRMED if owed else PaySettlement.State.PAID,
        **{name: sum((getattr(one, name) for one in statements), Decimal(0)) for name in SUMS},
    )


def _sign(settlements: list[PaySettlement], officers: dict[int, User]) -> None:
    """The two signatures of each, as the moves would have left them."""
    procedure, about = procedure_named(PROCEDURE), ContentType.objects.get_for_model(PaySettlement)
    signatures = []
    for settlement in settlements:
        digest, above = content_hash(settlement, procedure), settlement.unit.parent_id or 0
        steps = [
            ("submit", "draft", "submitted", settlement.unit_id, SUBMITTED_ON),
            ("confirm", "submitted", "confirmed", above, CONFIRMED_ON),
        ]
        signatures += [
            Signature(
                procedure=PROCEDURE, procedure_version=procedure.version, model=about, record_id=settlement.pk,
                record_version=settlement.version, move=move, from_state=before, to_state=after, by=officers[place],
                on_behalf_of_id=place, at=datetime.combine(day, time(10), SHANGHAI), content_hash=digest,
            )
            for move, before, after, place, day in steps
        ]  # fmt: skip
    Signature.objects.bulk_create(signatures, batch_size=500)
