"""The measures over the ways up and role models: how many applied, passed the review, were promoted on each track, and were named.

Each is of the unit of the village in which the cadre served. An application counts on the day it was made, a review on the day of the
review, a promotion on the day of the appointment.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, FactTable, Kind, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.modules.villages.indicators.register import CADRES, NEVER
from zugong.modules.villages.ledgers.ways_up import PromotionApplications
from zugong.modules.villages.models import PromotionApplication, RoleModelNomination, Track


def _applications() -> QuerySet[PromotionApplication]:
    return PromotionApplication.objects.filter(round__voided_at__isnull=True)


def _promoted() -> QuerySet[PromotionApplication]:
    return _applications().filter(state=PromotionApplication.State.APPOINTED)


def _named() -> QuerySet[RoleModelNomination]:
    return RoleModelNomination.objects.filter(state=RoleModelNomination.State.NAMED, round__voided_at__isnull=True)


APPLICATIONS = facts_of(
    PromotionApplications,
    rows=_applications,
    unit="unit_id",
    columns={
        "day": "applied_on",
        "reviewed_on": "reviewed_on",
        "qualified_on": "qualified_on",
        "track": "round__track",
    },
)
PROMOTED = FactTable(
    "village_promotions",
    rows=_promoted,
    unit="unit_id",
    columns={
        "day": Column("date", "appointed_on"),
        "until": Column("date", NEVER),
        "track": Column("string", "round__track"),
        "person": Column("string", "person_id", token=True),
    },
    shown=("unit", "round", "appointed_on"),
    address=APPLICATIONS.address,
)
NAMED = FactTable(
    "village_role_models",
    rows=_named,
    unit="unit_id",
    columns={"day": Column("date", "named_on"), "level": Column("string", "round__level")},
    shown=("unit", "round", "named_on"),
    address="/ledgers/role-model-nominations/{}/",
)


def _reviewed(rows: Any) -> Any:
    return rows.reviewed_on.notnull()


def _promoted_on(code: str, label: Any, track: str) -> Measure:
    """How many were promoted on a track."""
    tally = Tally(PROMOTED, where=lambda rows: rows.track == track)
    return declare(Measure(code, label, tally, measure_unit=_("人")))


APPLIED = declare(
    Measure("villages.promotion_applications", _("晋升报名人次"), Tally(APPLICATIONS), measure_unit=_("人次"))
)
PASSED_REVIEW = declare(
    Measure(
        "villages.promotion_review_share",
        _("晋升资格审查通过率"),
        Tally(APPLICATIONS, day="reviewed_on", where=lambda rows: _reviewed(rows) & rows.qualified_on.notnull()),
        Tally(APPLICATIONS, day="reviewed_on", where=_reviewed),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
PROMOTED_CIVIL = _promoted_on("villages.promoted_civil", _("村干部招录为乡镇公务员"), Track.CIVIL.value)
PROMOTED_COUNTY = _promoted_on("villages.promoted_county", _("村干部招聘为乡镇事业单位人员"), Track.COUNTY.value)
PROMOTED_PER_THOUSAND = declare(
    Measure(
        "villages.promoted_per_thousand",
        _("本年晋升人数（每千名在任村干部）"),
        Tally(PROMOTED, kind=Kind.HELD, distinct="person", where=lambda rows: rows.day.year() == rows.as_of.year()),
        Tally(CADRES, kind=Kind.HELD, distinct="person"),
        scale=1000,
        measure_unit="‰",
        decimals=2,
    )
)
ROLE_MODELS_NAMED = declare(
    Measure("villages.role_models_named", _("命名“担当作为好书记”"), Tally(NAMED), measure_unit=_("人"))
)
