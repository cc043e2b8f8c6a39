"""Half a year of reports: one county far behind, one ahead of all, a figure that falls, a report that comes back."""

import random
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions import reports
from zugong.modules.plan.demo.cast import Cast
from zugong.modules.plan.models import Breakdown, Part, Plan, Report, Target

TOKENS = UUID("5a7567f0-0000-4000-8000-202307030000")
MONTHS = ((date(2023, 2, 28), date(2023, 3, 2)), (date(2023, 3, 31), date(2023, 4, 4)), (date(2023, 4, 30), date(2023, 5, 5)),
          (date(2023, 5, 31), date(2023, 6, 5)))  # fmt: skip
LAST_MONTH, TODAY = date(2023, 6, 30), date(2023, 7, 3)
PACE = {"霍邱县": 0.42, "霍山县": 1.9, "裕安区": 1.12, "叶集区": 1.05, "金寨县": 1.2, "金安区": 1.25, "舒城县": 1.1}
NEVER = ("叶集区", "挂职专业技术人员")
FALLS = ("金寨县", "城市成熟小区党支部组建率", date(2023, 5, 31))
COMES_BACK = ("裕安区", "政聘企用事业编制", date(2023, 4, 30))
UNSIGNED = ("叶集区", "上线学习干部")
UNCONFIRMED = ("舒城县", "新就业群体党组织增幅")
FEW = 5
EVERY_OTHER_MONTH = ("党组织增幅", "年轻干部配备", "示范小区", "问题小区", "物业服务")
ITS_MONTHS = (3, 5, 6)
TEXTS = (
    "已召开专题会议部署，建立工作台账，按节点推进。",
    "主要负责同志现场调度，问题清单逐项销号。",
    "联合相关单位开展摸底，底数已清，正在集中推进。",
    "按月调度通报，进展符合预期，下一步抓好收尾。",
)


def report_months(plan: Plan, cast: Cast, months: Sequence[tuple[date, date]]) -> None:
    """Have every part reported, signed and confirmed as of the ends of some months."""
    chance = random.Random(months[0][0].toordinal())  # noqa: S311 - the demonstration is the same every time
    parts = _issued_parts(plan)
    for as_of, told_on in months:
        with calendar.on(as_of + timedelta(days=1), at=time(1)):
            reports.ask_for_reports(as_of + timedelta(days=1))
        for part in parts:
            value = figure(part, as_of, chance)
            if value is not None:
                _report_through(part, value, as_of, told_on, cast, chance)


def leave_lying(plan: Plan, cast: Cast) -> None:
    """Two reports of late June that nobody has touched since: one waits for its signer, one for the section."""
    for part in _issued_parts(plan):
        if not (_is(part, UNSIGNED) or _is(part, UNCONFIRMED)):
            continue
        before = reports.latest_confirmed(part)
        with calendar.on(date(2023, 6, 16), at=time(10, 20)):
            entry = reports.report(
                part=part,
                value=(before.value if before else Decimal(0)) + 1,
                as_of=date(2023, 6, 15),
                by=cast.clerk(part.unit),
                token=uuid5(TOKENS, f"{part.pk}-lying"),
                text=TEXTS[0],
            )
            if _is(part, UNCONFIRMED):
                take("plan.report", "sign", entry, by=cast.signer(part.unit))


def begin_june(plan: Plan, cast: Cast) -> None:
    """What was told of June by this morning; everything else is asked for."""
    chance = random.Random(20230630)  # noqa: S311 - the demonstration is the same every time
    with calendar.on(TODAY, at=time(1)):
        reports.ask_for_reports(TODAY)
    _begin_june(_issued_parts(plan), cast, chance)


def _issued_parts(plan: Plan) -> list[Part]:
    parts = Part.objects.filter(breakdown__target__task__plan=plan, breakdown__state=Breakdown.State.ISSUED)
    parts = parts.filter(breakdown__target__measure="")  # what is counted from records is not reported
    return list(parts.select_related("unit", "breakdown__target__task__section", "breakdown__target__task__unit"))


def _is(part: Part, place: tuple[str, str]) -> bool:
    return (part.unit.name, part.breakdown.target.what) == place


def figure(part: Part, as_of: date, chance: random.Random) -> Decimal | None:
    """What the unit would report as of a date; None where it has nothing to tell yet."""
    target, share = part.breakdown.target, Decimal(as_of.month) / 12
    pace = Decimal(str(round(PACE.get(part.unit.name, 1.15) + chance.uniform(-0.04, 0.08), 3)))
    if _is(part, NEVER):
        return None
    if any(word in target.what for word in EVERY_OTHER_MONTH) and as_of.month not in ITS_MONTHS:
        return None
    if target.comparator == Target.Comparator.AT_MOST:
        needed = 3 + part.unit_id % 5
        done = pace > 1 and needed <= part.value and as_of.month >= needed
        return Decimal(needed) if done else None
    if target.comparator == Target.Comparator.RATIO:
        return (Decimal(19) * min(pace, Decimal("1.1")) + as_of.month).quantize(Decimal("0.1"))
    if target.comparator == Target.Comparator.BETWEEN:
        return Decimal(min(3, int(as_of.month * pace / 2)))
    if target.measure_unit == "%":
        value = min(Decimal(100), part.value * share * pace)
        if FALLS[:2] == (part.unit.name, target.what) and as_of >= FALLS[2]:
            value -= 12
        return value.quantize(Decimal("0.1"))
    whole = part.value * share * pace
    return whole.to_integral_value(ROUND_HALF_UP if part.value <= FEW else ROUND_FLOOR)


def _report(part: Part, value: Decimal, as_of: date, by: User, chance: random.Random, *, again: int = 0) -> Report:
    before = reports.latest_confirmed(part)
    falls = before is not None and value < before.value
    if falls and not _is(part, FALLS[:2]) and before is not None:
        value, falls = before.value, False
    return reports.report(
        part=part,
        value=value,
        as_of=as_of,
        by=by,
        token=uuid5(TOKENS, f"{part.pk}-{as_of}-{again}"),
        text=chance.choice(TEXTS),
        why_lower="两个小区改造期间党支部合并调整，组建率暂时下降，九月底前恢复。" if falls else "",
    )


def _report_through(part: Part, value: Decimal, as_of: date, told_on: date, cast: Cast, chance: random.Random) -> None:
    """Reported, signed and confirmed; the one that comes back is told anew two days later."""
    with calendar.on(told_on, at=time(10, chance.randrange(60))):
        first = value * 2 if _is(part, COMES_BACK[:2]) and as_of == COMES_BACK[2] else value
        entry = _report(part, first, as_of, cast.clerk(part.unit), chance)
    with calendar.on(told_on, at=time(15, chance.randrange(60))):
        take("plan.report", "sign", entry, by=cast.signer(part.unit))
    confirmer = cast.officer_of(entry.task.section or entry.task.unit)
    confirmed_on = calendar.add_working_days(told_on, chance.choice((0, 1, 1, 2)))
    if first != value:
        with calendar.on(confirmed_on, at=time(16, 5)):
            take(
                "plan.report",
                "return",
                entry,
                by=confirmer,
                why="招聘公告数与实际录用数混在一起，请按已录用并派驻人数重报。",
            )
        with calendar.on(calendar.add_working_days(confirmed_on, 1), at=time(9, 40)):
            entry = _report(part, value, as_of, cast.clerk(part.unit), chance, again=1)
            take("plan.report", "sign", entry, by=cast.signer(part.unit))
        confirmed_on = calendar.add_working_days(confirmed_on, 2)
    with calendar.on(confirmed_on, at=time(16, 30)):
        take("plan.report", "confirm", entry, by=confirmer)


def _begin_june(parts: list[Part], cast: Cast, chance: random.Random) -> None:
    """Today's morning: one county has everything confirmed, others wait for their signer or the section, one has a report back."""
    seen: dict[int, int] = {}
    for part in parts:
        value = figure(part, LAST_MONTH, chance)
        number = seen[part.unit_id] = seen.get(part.unit_id, 0) + 1
        silent = part.unit.name == "霍邱县" or part.unit.kind == UnitKind.DEPARTMENT
        silent = silent or _is(part, UNSIGNED) or _is(part, UNCONFIRMED)
        if value is None or silent or (number % 3 == 0 and part.unit.name != "霍山县"):
            continue
        with calendar.on(TODAY, at=time(8, 5)):
            entry = _report(part, value, LAST_MONTH, cast.clerk(part.unit), chance)
        if number % 3 == 1 or part.unit.name == "霍山县":
            _settle_june(entry, part.unit, number, cast)


def _settle_june(entry: Report, unit: Unit, number: int, cast: Cast) -> None:
    confirmer = cast.officer_of(entry.task.section or entry.task.unit)
    with calendar.on(TODAY, at=time(8, 30)):
        take("plan.report", "sign", entry, by=cast.signer(unit))
        if unit.name == "霍山县":
            take("plan.report", "confirm", entry, by=confirmer)
        elif number == 4:
            take("plan.report", "return", entry, by=confirmer, why="缺少佐证材料，请附台账截图后重报。")
