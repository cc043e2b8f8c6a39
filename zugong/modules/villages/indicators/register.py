"""The measures over the register of village cadres: how many serve, how old, how well taught, who leads, whose term is over.

All are as of a period's last day. Somebody serves from the first day of the first office to the last day of the last one; an office without
a first day has been held for as long as anybody asks.
"""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Direction, FactTable, Kind, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.kernel.registry.models import Sex, Unit
from zugong.modules.villages.ledgers.register import VillageCadres, VillageRoles, VillageTeams
from zugong.modules.villages.models import Level, Office, VillageCadre, VillageRole, VillageTeam
from zugong.modules.villages.rules.register import VILLAGE_KINDS

ALWAYS = Value(date(1900, 1, 1), output_field=DateField())
NEVER = Value(date(9999, 12, 31), output_field=DateField())
FOLLOWED = {
    "villages.VillageCadre": "unit_id",
    "villages.VillageRole": "cadre__unit_id",
    "villages.Education": "person__village_cadres__unit_id",
    "registry.Person": "village_cadres__unit_id",
}
"""Whose records change what is counted of cadres, each with the village concerned."""
YOUNG = 35
MONTHS_OF_A_YEAR = 12


def _serving() -> QuerySet[VillageCadre]:
    offices = VillageRole.objects.filter(cadre=OuterRef("pk")).exclude(office=Office.RESERVE)
    begun = offices.annotate(begun=Coalesce("start_date", ALWAYS)).order_by("begun").values("begun")
    ended = offices.annotate(ended=Coalesce("end_date", NEVER)).order_by("-ended").values("ended")
    return VillageCadre.objects.filter(Exists(offices)).annotate(begun=Subquery(begun[:1]), ended=Subquery(ended[:1]))


def _offices() -> QuerySet[VillageRole]:
    return VillageRole.objects.filter(cadre__voided_at__isnull=True)


def _both_offices() -> QuerySet[VillageRole]:
    """Secretaries with the span in which they are directors of the same village too."""
    directors = _offices().filter(cadre=OuterRef("cadre"), office=Office.DIRECTOR).order_by("-start_date", "-pk")
    begun = directors.annotate(begun=Coalesce("start_date", ALWAYS)).values("begun")
    ended = directors.annotate(ended=Coalesce("end_date", NEVER)).values("ended")
    secretaries = _offices().filter(Exists(directors), office=Office.SECRETARY)
    return secretaries.annotate(
        both_begun=Greatest(Coalesce("start_date", ALWAYS), Subquery(begun[:1])),
        both_ended=Least(Coalesce("end_date", NEVER), Subquery(ended[:1])),
    )


def _terms() -> QuerySet[VillageTeam]:
    later = VillageTeam.objects.filter(
        unit=OuterRef("unit"), kind=OuterRef("kind"), term_from__gt=OuterRef("term_from")
    )
    return VillageTeam.objects.annotate(followed_on=Subquery(later.order_by("term_from").values("term_from")[:1]))


CADRES = facts_of(
    VillageCadres,
    rows=_serving,
    unit="unit_id",
    columns={
        "day": Column("date", "begun"),
        "until": Column("date", "ended"),
        "sex": "person__sex",
        "education": "level",
    },
    months={"birth_month": "person__birth_date"},
    persons={"person": "person_id"},
    follows=FOLLOWED,
)
OFFICES = facts_of(
    VillageRoles,
    rows=_offices,
    unit="cadre__unit_id",
    columns={"day": Column("date", Coalesce("start_date", ALWAYS)), "until": "end_date", "office": "office"},
    persons={"person": "cadre__person_id"},
    follows=FOLLOWED,
)
BOTH_OFFICES = FactTable(
    "village_both_offices",
    rows=_both_offices,
    unit="cadre__unit_id",
    columns={
        "day": Column("date", "both_begun"),
        "until": Column("date", "both_ended"),
        "person": Column("string", "cadre__person_id", token=True),
    },
    shown=("office", "start_date", "end_date"),
    address=OFFICES.address,
    follows=FOLLOWED,
)
TERMS = facts_of(
    VillageTeams,
    rows=_terms,
    unit="unit_id",
    columns={"day": "term_from", "until": Column("date", "followed_on"), "term_to": "term_to", "kind": "kind"},
)
VILLAGES = FactTable(
    "villages",
    rows=lambda: Unit.objects.filter(kind__in=VILLAGE_KINDS),
    unit="pk",
    columns={"day": Column("date", Coalesce("valid_from", ALWAYS)), "until": Column("date", "valid_to")},
    shown=("code", "kind"),
    follows={"registry.Unit": "pk"},
)


def age(cadres: Any) -> Any:
    """Full years of age, by months: who was born in this month has reached the year."""
    months = (cadres.as_of.year() - cadres.birth_month.year()) * MONTHS_OF_A_YEAR
    return (months + cadres.as_of.month() - cadres.birth_month.month()) // MONTHS_OF_A_YEAR


def has_birth(cadres: Any) -> Any:
    """The month of birth is known."""
    return cadres.birth_month.notnull()


def _share(code: str, label: Any, part: Any, whole: Any) -> Measure:
    """A share of those who serve, of whom the answer is known."""
    return declare(
        Measure(
            code,
            label,
            Tally(CADRES, kind=Kind.HELD, where=lambda cadres: whole(cadres) & part(cadres)),
            Tally(CADRES, kind=Kind.HELD, where=whole),
            scale=100,
            measure_unit="%",
            decimals=1,
        )
    )


SERVING = declare(
    Measure(
        "villages.cadres",
        _("在任村干部（不重复）"),
        Tally(CADRES, kind=Kind.HELD, distinct="person"),
        measure_unit=_("人"),
    )
)
MEAN_AGE = declare(
    Measure(
        "villages.mean_age",
        _("村干部平均年龄（按出生年月）"),
        Tally(CADRES, age, kind=Kind.HELD, where=has_birth),
        Tally(CADRES, kind=Kind.HELD, where=has_birth),
        measure_unit=_("岁"),
        decimals=1,
        direction=Direction.DOWN,
    )
)
YOUNG_SHARE = _share(
    "villages.young_share", _("35岁及以下村干部占比（按出生年月）"), lambda cadres: age(cadres) <= YOUNG, has_birth
)
COLLEGE_SHARE = _share(
    "villages.college_share",
    _("大专及以上村干部占比"),
    lambda cadres: cadres.education >= Level.COLLEGE.value,
    lambda cadres: cadres.education.notnull(),
)
WOMEN_SHARE = _share(
    "villages.women_share",
    _("女性村干部占比"),
    lambda cadres: cadres.sex == Sex.FEMALE.value,
    lambda cadres: cadres.sex.isin([Sex.MALE.value, Sex.FEMALE.value]),
)
BOTH_SHARE = declare(
    Measure(
        "villages.both_share",
        _("书记主任一肩挑比例"),
        Tally(BOTH_OFFICES, kind=Kind.HELD, distinct="person"),
        Tally(OFFICES, kind=Kind.HELD, distinct="person", where=lambda held: held.office == Office.SECRETARY.value),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
RESERVE_PER_VILLAGE = declare(
    Measure(
        "villages.reserve_per_village",
        _("村均后备干部"),
        Tally(OFFICES, kind=Kind.HELD, distinct="person", where=lambda held: held.office == Office.RESERVE.value),
        Tally(VILLAGES, kind=Kind.HELD),
        measure_unit=_("人"),
        decimals=1,
    )
)
TERMS_OVER = declare(
    Measure(
        "villages.terms_over",
        _("届满未换届班子占比"),
        Tally(TERMS, kind=Kind.HELD, where=lambda teams: teams.term_to <= teams.as_of),
        Tally(TERMS, kind=Kind.HELD),
        scale=100,
        measure_unit="%",
        decimals=1,
        direction=Direction.DOWN,
    )
)
