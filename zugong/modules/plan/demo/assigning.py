"""What is done without the printed plan: assignments in every state, and a county that hands a number on to its villages."""

from datetime import date, time
from decimal import Decimal
from uuid import UUID, uuid5

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions import breakdowns, reports, tasks
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.demo.cast import Cast
from zugong.modules.plan.demo.files import made_up
from zugong.modules.plan.models import Part, Plan, Target, Task

MORNING, AFTERNOON = time(9, 30), time(16, 10)
TODAY, LAST_MONTH = date(2023, 7, 3), date(2023, 6, 30)
TOKENS = UUID("5a7567f0-0000-4000-8000-202307030001")
DOCUMENT = Task.Deliverable.DOCUMENT


def assign_and_settle(plan: Plan, cast: Cast) -> None:
    """Assignments that are open, late, delivered and closed, and the tasks of the plan that closed on their document."""
    _assign(cast, date(2023, 6, 30), "人才科", "报送政聘企用进展", date(2023, 7, 15), "6月30日部务会")
    late = _assign(
        cast, date(2023, 6, 13), "组织一科", "梳理村级后备力量培养难点并提出建议", date(2023, 6, 27), "部领导批示"
    )
    cadre = Grant.objects.filter(role=Role.CADRE).select_related("user__person").order_by("pk").first()
    if cadre is not None:
        late.leader = cadre.user.person
        writing.save(late, by=cast.officer, why="明确责任人")
    closed = _assign(
        cast, date(2023, 5, 8), "组织一科", "报送基层党建观摩点建议名单", date(2023, 5, 20), "5月5日部务会", DOCUMENT
    )
    _deliver(
        closed, cast, date(2023, 5, 18), "基层党建观摩点建议名单", "六组函〔2023〕21号", close_on=date(2023, 5, 19)
    )
    waiting = _assign(
        cast, date(2023, 6, 19), "办公室", "制定下半年县区调研安排", date(2023, 7, 5), "6月19日部长办公会", DOCUMENT
    )
    _deliver(waiting, cast, date(2023, 6, 30), "2023年下半年县区调研安排", "六组办〔2023〕17号")
    for title, name, number, day, close_on in (
        ("定标准", "不适宜担任现职情形细化标准", "六组〔2023〕15号", date(2023, 5, 25), date(2023, 5, 26)),
        ("改进年度考核", "市管领导班子和领导干部综合考核办法（修订）", "六组〔2023〕22号", date(2023, 6, 29), None),
    ):
        task = Task.objects.filter(plan=plan, title=title).select_related("section", "unit").first()
        if task is not None:
            _deliver(task, cast, day, name, number, close_on=close_on)


def _assign(
    cast: Cast, day: date, section: str, title: str, due: date, source: str, deliverable: str = Task.Deliverable.RESULT
) -> Task:
    with calendar.on(day, at=MORNING):
        return tasks.assign(
            unit=cast.city,
            section=cast.section(section),
            title=title,
            due_date=due,
            source=source,
            deliverable=deliverable,
            by=cast.leader,
        )


def _deliver(task: Task, cast: Cast, day: date, title: str, number: str, *, close_on: date | None = None) -> None:
    by = cast.officer_of(task.confirming_unit)
    with calendar.on(day, at=AFTERNOON):
        attach(task, made_up(title, day, number=number, signer="中共六安市委组织部"), by=by)
        take("plan.task", "deliver", task, by=by, changes={"delivered_title": title, "delivered_number": number})
    if close_on is not None:
        with calendar.on(close_on, at=MORNING):
            take("plan.task", "close", task, by=cast.leader)


def hand_on_to_villages(cast: Cast) -> None:
    """The first county asks its first township for a list, and every village of it for a number."""
    county = cast.counties[0]
    township = Unit.objects.filter(parent=county, kind=UnitKind.TOWNSHIP).order_by("code").first()
    if township is None:
        return
    clerk, head = cast.clerk(county), cast.user(Role.LEADER, county)
    with calendar.on(date(2023, 6, 26), at=MORNING):
        tasks.assign(
            unit=county,
            section=township,
            title="摸排辖区快递、外卖从业人员底数",
            due_date=date(2023, 7, 7),
            source="区新就业群体党建工作专班",
            deliverable=Task.Deliverable.LIST,
            by=clerk,
        )
    _village_reports(_households(county, township, clerk, head), township, cast)


def _households(county: Unit, township: Unit, clerk: User, head: User) -> list[Part]:
    """Every village of the township is to collect the credit data of as many households."""
    villages = Unit.objects.filter(parent=township, kind__in=(UnitKind.VILLAGE, UnitKind.COMMUNITY)).order_by("code")
    with calendar.on(date(2023, 5, 4), at=MORNING):
        task = tasks.assign(
            unit=county,
            section=township,
            title="农户信用信息入户采集",
            due_date=date(2023, 9, 30),
            source="区党建引领信用村建设专班",
            deliverable=Task.Deliverable.NUMBER,
            by=clerk,
        )
        target = Target(
            task=task,
            quote="每村入户采集不少于120户",
            what="完成信息采集的农户",
            value=Decimal(120),
            measure_unit="户",
            scope="每村",
            kind=Target.Kind.REPLICATE,
        )
        writing.save(target, by=clerk)
        shares = [Share(unit=village, value=Decimal(120)) for village in villages]
        breakdown = breakdowns.draft(target=target, shares=shares, by=clerk, method="equally")
        take("plan.breakdown", "submit", breakdown, by=clerk)
        decision = {"document_number": "金组〔2023〕18号", "meeting_date": date(2023, 5, 4)}
        take("plan.breakdown", "approve", breakdown, by=head, changes=decision)
    return list(breakdown.parts.select_related("unit", "breakdown__target__task__section").order_by("unit__code"))


def _told_by(parts: list[Part]) -> tuple[Part | None, Part | None]:
    """The village that the demonstration's own account works in, and another one."""
    staffed = Grant.objects.filter(role=Role.VILLAGE_WORKER).values_list("unit_id", flat=True)
    own = next((part for part in parts if part.unit_id in staffed), parts[0] if parts else None)
    return own, next((part for part in parts if part is not own), None)


def _village_reports(parts: list[Part], township: Unit, cast: Cast) -> None:
    """One village has told of May and owes June; another one waits for the township; the others are to begin."""
    first, second = _told_by(parts)
    for part, value, as_of, told_on in (
        (first, 46, date(2023, 5, 31), date(2023, 6, 2)),
        (second, 63, LAST_MONTH, TODAY),
    ):
        if part is None:
            continue
        with calendar.on(told_on, at=MORNING):
            entry = reports.report(
                part=part,
                value=Decimal(value),
                as_of=as_of,
                by=cast.clerk(part.unit),
                token=uuid5(TOKENS, str(part.pk)),
                text="利用晚间和周末入户，外出户电话核实。",
            )
            take("plan.report", "sign", entry, by=cast.signer(part.unit))
            if part is first:
                take("plan.report", "confirm", entry, by=cast.user(Role.TOWNSHIP_OFFICER, township))
