"""The demonstration's weak villages: some two dozen in all stages, a few of last year's long closed."""

import random
from datetime import date, timedelta

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.stages import entered
from zugong.kernel.procedures.versions import keep_version
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.villages.actions.weak_villages import PROCEDURE
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.models import WeakMeasure, WeakReason, WeakVillage
from zugong.modules.villages.rules.weak_villages import Stage

SEED = 20230705
STAGES = [
    *[Stage.RECTIFYING] * 11, *[Stage.COUNTY_CHECK] * 3, *[Stage.CITY_CHECK] * 2, *[Stage.CLOSED] * 4,
    *[Stage.PLANNING] * 2, *[Stage.PROPOSED] * 2,
]  # fmt: skip
LAST_YEAR = 5
LISTED = date(2023, 2, 20)
MEASURES = (
    "选优配强党组织书记，补齐班子缺职",
    "健全支委会、党员大会和民主议事制度",
    "清理集体资金资产，按月公开村务财务",
    "化解积案，逐户回访",
    "建立包村领导月调度、季通报制度",
)
SITUATIONS = {
    "team": "书记长期空缺，班子缺职两人。",
    "discord": "两委成员互不配合，议事无法形成决议。",
    "idle": "半年没有正常开展组织生活。",
    "interference": "宗族势力干扰村务决策。",
    "money": "集体收支多年没有公开。",
    "petitions": "征地补偿矛盾突出，多次集体上访。",
    "economy": "集体经济收入低，村部运转困难。",
    "clues": "村干部问题线索多发，群众不满意。",
}
WORKING_ON = {
    Stage.PROPOSED: date(2023, 6, 15),
    Stage.PLANNING: date(2023, 6, 12),
    Stage.RECTIFYING: date(2023, 3, 13),
    Stage.COUNTY_CHECK: date(2023, 6, 20),
    Stage.CITY_CHECK: date(2023, 6, 26),
    Stage.CLOSED: date(2023, 6, 28),
}


@transaction.atomic
def build() -> None:
    """Fill the list where it is empty."""
    villages = list(
        Unit.objects.of_kind(UnitKind.VILLAGE).filter(valid_to__isnull=True).select_related("parent__parent")
    )
    villages = [one for one in villages if _county(one) is not None]
    if WeakVillage.with_voided.exists() or len(villages) < len(STAGES) + LAST_YEAR:
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    leaders = list(Person.objects.filter(unit__kind=UnitKind.DEPARTMENT).order_by("pk")[:200])
    senders = list(Unit.objects.of_kind(UnitKind.DEPARTMENT).filter(parent__kind=UnitKind.CITY).order_by("code")[:60])
    picked = chance.sample(sorted(villages, key=lambda one: one.code), len(STAGES) + LAST_YEAR)
    weak = [
        _listed(village, 2023 if number < len(STAGES) else 2022, [*STAGES, *[Stage.CLOSED] * LAST_YEAR][number], chance)
        for number, village in enumerate(picked)
    ]
    for one in weak:
        if one.state not in {Stage.PROPOSED, Stage.PLANNING}:
            one.leader = chance.choice(leaders) if leaders else None
            one.sending_unit = chance.choice(senders) if senders else None
            one.goal = "班子健全、制度落实、群众满意。"
    writing.create_all(weak, by=None)
    writing.create_all([measure for one in weak for measure in _measures(one, chance)], by=None)
    procedure = procedure_named(PROCEDURE)
    with remembering():
        for one in weak:
            with calendar.on(WORKING_ON[Stage(one.state)]):
                keep_version(procedure, one)
                if one.state not in procedure.endings:
                    entered(procedure, one, by=None)


def _county(village: Unit) -> Unit | None:
    above = village.parent
    while above is not None and above.kind not in {UnitKind.COUNTY, UnitKind.ZONE}:
        above = above.parent
    return above


def _listed(village: Unit, year: int, stage: Stage, chance: random.Random) -> WeakVillage:
    reasons = sorted(chance.sample(WeakReason.values, chance.randint(1, 2)))
    listed = LISTED.replace(year=year)
    weak = WeakVillage(
        unit=village,
        county=_county(village),
        year=year,
        reasons=reasons,
        situation="".join(SITUATIONS[reason] for reason in reasons),
        proposed_on=listed - timedelta(days=12) if stage != Stage.PROPOSED else WORKING_ON[stage],
        state=stage,
    )
    if stage != Stage.PROPOSED:
        weak.document = f"组通〔{year}〕{chance.randint(3, 20)}号"
        weak.listed_on = WORKING_ON[stage] if stage == Stage.PLANNING else listed
    if stage in {Stage.CITY_CHECK, Stage.CLOSED}:
        weak.self_report, weak.county_result = "整顿措施全部完成，群众满意度较高。", "查阅资料、走访群众，同意通过。"
        weak.county_checked_on = date(2022, 11, 18) if year < TODAY.year else date(2023, 6, 20)
    if stage == Stage.CLOSED:
        weak.closed_on = weak.city_checked_on = date(2022, 12, 9) if year < TODAY.year else WORKING_ON[stage]
        weak.city_result = "随机抽查合格。"
    return weak


def _measures(weak: WeakVillage, chance: random.Random) -> list[WeakMeasure]:
    """The village's own policy; what is being carried out has measures that are done, due and late."""
    if weak.listed_on is None or weak.state == Stage.PLANNING:
        return []
    done = weak.state != Stage.RECTIFYING
    made = []
    for number, what in enumerate(chance.sample(MEASURES, chance.randint(3, 5))):
        due = weak.listed_on + timedelta(days=45 + 35 * number)
        is_done = done or (due < TODAY and chance.random() < 0.8)
        made.append(
            WeakMeasure(
                weak_village=weak,
                what=what,
                responsible=str(weak.unit.parent),
                due=due,
                progress="已完成" if is_done else chance.choice(("正在推进", "")),
                done_on=min(due - timedelta(days=3), TODAY) if is_done else None,
            )
        )
    return made
