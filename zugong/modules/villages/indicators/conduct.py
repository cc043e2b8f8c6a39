"""The measures over the clean-up drive.

All are counted at the county: a figure of a township or a village would tell of a single clue to those who may not know of it, so that
below the county there is none. Facts carry no content; what is handed over keeps its row and loses its finding.
"""

from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Direction, FactTable, Kind, Measure, Tally, declare
from zugong.kernel.registry.models import UnitKind
from zugong.modules.villages.indicators.register import NEVER, _serving
from zugong.modules.villages.models import Clue
from zugong.modules.villages.rules.conduct import PROBLEM, Step

COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)


def _county(link: str) -> Case:
    """The county above a village: above its township, or right above it."""
    return Case(
        When(**{f"{link}__parent__kind__in": COUNTIES}, then=F(f"{link}__parent_id")),
        default=F(f"{link}__parent__parent_id"),
    )


def _clues() -> QuerySet[Clue]:
    return Clue.objects.all()


def _again(link: str) -> Any:
    """Clues that are the second or a later one of the same year about the same `link`; cleared ones do not count."""

    def rows() -> QuerySet[Clue]:
        counted = Clue.objects.exclude(state=Step.CLEARED).exclude(**{link: None})
        earlier = counted.filter(
            **{link: OuterRef(link)}, received__year=ExtractYear(OuterRef("received")), number__lt=OuterRef("number")
        )
        before = earlier.order_by().values(link).annotate(count=Count("pk")).values("count")
        return counted.annotate(before=Coalesce(Subquery(before), Value(0))).filter(before__gte=1)

    return rows


COLUMNS = {
    "day": Column("date", "received"),
    "until": Column("date", NEVER),
    "settled": Column("date", "settled_on"),
    "due": Column("date", "due"),
    "handled": Column("date", "handled_on"),
    "finding": Column("string", "finding"),
}
CLUES = FactTable(
    "village_clues", rows=_clues, unit=_county("village"), columns=COLUMNS, address="/ledgers/village-clues/{}/"
)
SETTLED = FactTable(
    "village_clues_settled",
    rows=lambda: Clue.objects.filter(settled_on__isnull=False),
    unit=_county("village"),
    columns=COLUMNS | {"day": Column("date", "settled_on")},
    address=CLUES.address,
)
PERSONS_AGAIN = FactTable(
    "village_clues_of_persons_again",
    rows=_again("person"),
    unit=_county("village"),
    columns={"day": Column("date", "received"), "person": Column("string", "person_id", token=True)},
    address=CLUES.address,
)
VILLAGES_AGAIN = FactTable(
    "village_clues_of_villages_again",
    rows=_again("village"),
    unit=_county("village"),
    columns={"day": Column("date", "received"), "village": Column("int64", "village_id")},
    address=CLUES.address,
)
CADRES_OF_COUNTIES = FactTable(
    "village_cadres_by_county",
    rows=_serving,
    unit=_county("unit"),
    columns={
        "day": Column("date", "begun"),
        "until": Column("date", "ended"),
        "person": Column("string", "person_id", token=True),
    },
)


def _problem(clues: Any) -> Any:
    return clues.finding.isin(sorted(PROBLEM))


def _share(code: str, label: Any, part: Any, whole: Any = None, *, direction: Direction = Direction.UP) -> Measure:
    """A share of the clues settled since the year began; no figure while none is."""
    return declare(
        Measure(
            code,
            label,
            Tally(SETTLED, where=part if whole is None else lambda clues: whole(clues) & part(clues)),
            Tally(SETTLED, where=whole),
            running=True,
            scale=100,
            measure_unit="%",
            decimals=1,
            direction=direction,
        )
    )


CLUES_PER_100 = declare(
    Measure(
        "villages.clues_per_100",
        _("每百名村干部本年问题线索"),
        Tally(CLUES, kind=Kind.HELD, where=lambda clues: clues.day.year() == clues.as_of.year()),
        Tally(CADRES_OF_COUNTIES, kind=Kind.HELD, distinct="person"),
        scale=100,
        measure_unit=_("条"),
        decimals=2,
        direction=Direction.DOWN,
    )
)
ON_TIME = _share("villages.clues_on_time", _("问题线索按时查结率"), lambda clues: clues.settled <= clues.due)
SUBSTANTIATED = _share(
    "villages.clues_substantiated", _("问题线索查实率（含部分属实）"), _problem, direction=Direction.DOWN
)
HANDLED = _share("villages.problems_handled", _("查实问题已处理比例"), lambda clues: clues.handled.notnull(), _problem)
REPEAT_PERSONS = declare(
    Measure(
        "villages.repeat_persons",
        _("本年被重复反映的村干部"),
        Tally(PERSONS_AGAIN, distinct="person"),
        running=True,
        measure_unit=_("人"),
        direction=Direction.DOWN,
    )
)
REPEAT_VILLAGES = declare(
    Measure(
        "villages.repeat_villages",
        _("本年有两条以上线索的村"),
        Tally(VILLAGES_AGAIN, distinct="village"),
        running=True,
        measure_unit=_("个"),
        direction=Direction.DOWN,
    )
)
