"""The city's plan of 2023: read, accepted, given to sections, handed to the units that owe it."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.actions import breakdowns, editions
from zugong.modules.plan.actions.accepting import accept
from zugong.modules.plan.actions.board import bind_target
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.actions.coverage import call_context
from zugong.modules.plan.demo.cast import Cast
from zugong.modules.plan.models import Breakdown, Edition, Line, Plan, Target, Task

TEXT = Path(__file__).parent.parent / "data" / "demo-plan.txt"
MORNING = time(9, 20)
READ_ON, DRAFTED_ON, COMMENTED_ON, MET_ON = date(2023, 2, 1), date(2023, 2, 2), date(2023, 2, 6), date(2023, 2, 10)


@dataclass(frozen=True, slots=True)
class Handing:
    """How one target is handed out: found by words of its quote, named, run by a section, owed by units."""

    words: str
    what: str
    section: str
    owed_by: str = "places"
    method: str = Breakdown.Method.EQUALLY
    register: str = ""
    values: tuple[int, ...] = ()
    due: date | None = None
    measure: str = ""
    """By which the target is counted from the records, instead of being reported."""


BY_HAND, IN_PROPORTION = Breakdown.Method.BY_HAND, Breakdown.Method.IN_PROPORTION
HANDINGS = (
    Handing("万名干部", "上线学习干部", "干部教育科", method=IN_PROPORTION, register="villages"),
    Handing("客座教授", "客座教授", "干部教育科", "市委党校"),
    Handing("300个", "政聘企用事业编制", "人才科", method=BY_HAND, values=(50, 48, 18, 52, 46, 30, 26, 18, 12)),
    Handing("200名", "挂职专业技术人员", "人才科"),
    Handing("10名高层次", "高层次创新创业人才", "人才科", "市科学技术局,市人力资源和社会保障局"),
    Handing("半年内", "拿出办法、见到实效所用时间", "干部监督科", "counties"),
    Handing("20%以上", "新就业群体党组织增幅", "组织二科"),
    Handing("50名", "最美快递员和骑手", "组织二科", "市邮政管理局,市交通运输局"),
    Handing("选4配1", "领导班子年轻干部配备", "年轻干部科", "counties"),
    Handing("80%", "“三个一”配备率", "组织一科", measure="villages.three_ones"),
    Handing("动态全覆盖", "条件成熟县区“三个一”配备率", "组织一科", "霍山县,金安区,裕安区", due=date(2023, 9, 30)),
    Handing("应建尽建", "城市成熟小区党支部组建率", "组织一科"),
    Handing("物业服务全覆盖", "物业服务覆盖率", "组织一科"),
    Handing("2—3个", "部长联系的问题小区", "组织一科", "counties", due=date(2023, 6, 30)),
    Handing("每个小区", "建立投诉响应和矛盾调处机制的小区", "组织一科"),
    Handing("5个省级", "省级红色物业示范小区", "组织一科", "霍山县,金安区,裕安区,舒城县,金寨县"),
    Handing("15个市级", "市级红色物业示范小区", "组织一科"),
)
SECTIONS_OF_TASKS = {
    "高质量开展主题教育": ("办公室", Task.Deliverable.EVENT, date(2023, 12, 31)),
    "小班学": ("干部教育科", Task.Deliverable.EVENT, date(2023, 12, 31)),
    "走出去练": ("干部一科", Task.Deliverable.LIST, date(2023, 7, 7)),
    "优服务": ("人才科", Task.Deliverable.RESULT, date(2023, 9, 30)),
    "定标准": ("干部监督科", Task.Deliverable.DOCUMENT, date(2023, 5, 31)),
    "重跟踪": ("干部监督科", Task.Deliverable.RESULT, date(2023, 12, 31)),
    "做亮品牌": ("组织二科", Task.Deliverable.RESULT, date(2023, 11, 30)),
    "考准政治素质": ("考核办", Task.Deliverable.DOCUMENT, date(2023, 8, 31)),
    "改进年度考核": ("考核办", Task.Deliverable.DOCUMENT, date(2023, 7, 31)),
    "用活考核成果": ("考核办", Task.Deliverable.RESULT, date(2023, 12, 31)),
    "建好后备库": ("年轻干部科", Task.Deliverable.LIST, date(2023, 6, 30)),
    "压担培养": ("年轻干部科", Task.Deliverable.DOCUMENT, date(2023, 10, 31)),
    "转变作风": ("组织一科", Task.Deliverable.EVENT, date(2023, 12, 31)),
    "增强动力": ("组织一科", Task.Deliverable.DOCUMENT, date(2023, 6, 20)),
    "服务产业": ("组织二科", Task.Deliverable.RESULT, date(2023, 12, 31)),
    "服务治理": ("组织二科", Task.Deliverable.RESULT, date(2023, 12, 31)),
    "服务群众": ("组织二科", Task.Deliverable.DOCUMENT, date(2023, 10, 31)),
    "改进工作作风": ("办公室", Task.Deliverable.RESULT, date(2023, 12, 31)),
    "从严管理队伍": ("办公室", Task.Deliverable.RESULT, date(2023, 12, 31)),
}


def read_and_accept(cast: Cast, path: Path | None) -> Plan:
    """Upload the plan, the demonstration's own if no path is given, and accept it as the city's officer."""
    file = path or TEXT
    with calendar.on(READ_ON, at=MORNING):
        edition = editions.upload(
            unit=cast.city,
            content=file.read_bytes(),
            name=file.name if path else "六安市2023年组织工作要点.txt",
            by=cast.officer,
            issued_on=date(2023, 1, 30),
        )
        if path is None:
            _name_targets(edition, cast)
        plan = accept(edition=edition, by=cast.officer).plan
        if path is None:
            introduction = Line.objects.filter(edition=edition, disposition=Line.Disposition.OPEN)
            call_context(lines=list(introduction), by=cast.officer)
        return plan


def _name_targets(edition: Edition, cast: Cast) -> None:
    """The officer names what is counted where the sentence alone does not."""
    for number, read in enumerate(edition.targets):
        handing = next((one for one in HANDINGS if one.words in read["quote"]), None)
        if handing is not None:
            editions.change_target(edition=edition, number=number, by=cast.officer, values={"what": handing.what})


def hand_out(plan: Plan, cast: Cast) -> None:
    """Give every task a leader and a section, then break every target down and have it approved by the meeting."""
    with calendar.on(DRAFTED_ON, at=MORNING):
        for task in Task.objects.filter(plan=plan):
            _give_to_section(task, cast)
    for number, handing in enumerate(HANDINGS, start=1):
        for target in Target.objects.filter(task__plan=plan, quote__contains=handing.words)[:1]:
            if handing.measure:
                bind_target(target=target, measure=handing.measure, by=cast.officer)
            _break_down(target, handing, cast, number)


def _give_to_section(task: Task, cast: Cast) -> None:
    section, deliverable, due = SECTIONS_OF_TASKS.get(task.title, ("", "", None))
    quotes = list(task.targets.values_list("quote", flat=True))
    of_target = next((one for one in HANDINGS if any(one.words in quote for quote in quotes)), None)
    task.leader = cast.leader.person
    task.section = cast.section(of_target.section if of_target else section or "办公室")
    if deliverable and not quotes:
        task.deliverable, task.due_date = deliverable, due
    writing.save(task, by=cast.officer, why="责任分工")


def _owing(handing: Handing, cast: Cast) -> list[Unit]:
    if handing.owed_by == "places":
        return cast.places
    if handing.owed_by == "counties":
        return cast.counties
    named = list(Unit.objects.filter(parent=cast.city, name__in=handing.owed_by.split(",")).order_by("code"))
    return named or cast.counties


def _fitted(handing: Handing, units: list[Unit]) -> list[int]:
    """The values typed by hand; in a smaller city the last unit owes what the missing ones would."""
    values = list(handing.values[: len(units)])
    values[-1] += sum(handing.values[len(units) :])
    return values


def _break_down(target: Target, handing: Handing, cast: Cast, number: int) -> None:
    units = _owing(handing, cast)
    weights = breakdowns.weights_from("villages", units) if target.kind == Target.Kind.FLOOR else {}
    with calendar.on(DRAFTED_ON, at=MORNING):
        values = breakdowns.propose(target, method=handing.method, units=units, register=handing.register)
        if handing.values:
            values = {unit.pk: Decimal(value) for unit, value in zip(units, _fitted(handing, units), strict=True)}
        shares = [
            Share(
                unit=unit,
                value=values[unit.pk],
                value2=target.value2,
                weight=weights.get(unit.pk) or None,
                due_date=handing.due,
            )
            for unit in units
        ]
        breakdown = breakdowns.draft(
            target=target, shares=shares, by=cast.officer, method=handing.method, register=handing.register
        )
        if number % 4 == 0:
            _ask_for_comments(breakdown, units, cast)
    with calendar.on(COMMENTED_ON, at=MORNING):
        take("plan.breakdown", "submit", breakdown, by=cast.officer)
    with calendar.on(MET_ON, at=time(16, 30)):
        decision = {"document_number": f"六组〔2023〕{4 + number // 5}号", "meeting_date": MET_ON}
        take("plan.breakdown", "approve", breakdown, by=cast.leader, changes=decision)


def _ask_for_comments(breakdown: Breakdown, units: list[Unit], cast: Cast) -> None:
    take("plan.breakdown", "circulate", breakdown, by=cast.officer)
    for place, unit in enumerate(units[:3]):
        agrees = place != 1
        text = "无意见。" if agrees else "任务数按去年基数偏高，建议结合实际适当调整，或允许跨季度完成。"
        breakdowns.comment(breakdown=breakdown, unit=unit, agrees=agrees, text=text, by=cast.clerk(unit))
