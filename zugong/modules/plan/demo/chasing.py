"""What was late and how it was chased: slips in every colour and state, more time asked for, results from outside, bulletins."""

from datetime import date, time
from decimal import Decimal

from zugong.kernel import calendar
from zugong.kernel.access.roles import Role
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import bulletins, postponing, supervision, tasks
from zugong.modules.plan.demo.cast import Cast
from zugong.modules.plan.demo.files import made_up
from zugong.modules.plan.models import Part, Plan, Slip, Target, Task

MORNING, AFTERNOON = time(9, 10), time(15, 40)
TODAY = date(2023, 7, 3)
BEHIND, HEADCOUNT = "霍邱县", "政聘企用事业编制"


def chase(plan: Plan, cast: Cast) -> None:
    """All that was chased from April to today."""
    _chain_of_three(plan, cast)
    _refused_and_closed(plan, cast)
    _still_to_answer(plan, cast)
    _to_the_section(plan, cast)
    _drafts(plan, cast)
    _more_time(plan, cast)
    _from_outside(plan, cast)


def tell_of_the_first_quarter(plan: Plan, cast: Cast) -> None:
    """The bulletin of April, drawn up and signed."""
    with calendar.on(date(2023, 4, 12), at=MORNING):
        first = bulletins.draw_up(
            plan=plan,
            period="2023-Q1",
            as_of=date(2023, 3, 31),
            by=cast.officer,
            remarks="进度落后的单位要查明原因、倒排工期；尚未填报的单位请于五个工作日内补报。",
        )
    with calendar.on(date(2023, 4, 13), at=AFTERNOON):
        take("plan.bulletin", "sign", first, by=cast.leader, changes={"number": "六组通〔2023〕6号"})


def tell_of_the_second_quarter(plan: Plan, cast: Cast) -> None:
    """The draft that waits for the leader today."""
    with calendar.on(TODAY, at=MORNING):
        bulletins.draw_up(
            plan=plan,
            period="2023-Q2",
            as_of=date(2023, 6, 30),
            by=cast.officer,
            remarks="半年已过，进度未过半的任务要逐项列出措施和完成时间，七月底前报市委组织部。",
        )


def _part(plan: Plan, unit: str, what: str) -> Part | None:
    """A unit's part of a target; None in a city that has no such unit."""
    parts = Part.objects.filter(breakdown__target__task__plan=plan, breakdown__target__what=what, unit__name=unit)
    return parts.select_related("unit", "breakdown__target__task__unit").first()


def _issue(
    part: Part | None, cast: Cast, drafted: date, issued: date, *, urgent: bool = False, reason: str = ""
) -> Slip | None:
    if part is None:
        return None
    with calendar.on(drafted, at=MORNING):
        task = part.breakdown.target.task
        slip = supervision.draft_slip(task=task, part=part, by=cast.officer, urgent=urgent, reason=reason)
    with calendar.on(issued, at=AFTERNOON):
        take("plan.slip", "issue", slip, by=cast.leader)
    return slip


def _reply(slip: Slip | None, cast: Cast, day: date, words: str) -> None:
    if slip is not None:
        with calendar.on(day, at=MORNING):
            attach(slip, made_up(f"{slip.addressee}办理情况", day), by=cast.clerk(slip.addressee))
            take("plan.slip", "reply", slip, by=cast.clerk(slip.addressee), changes={"reply": words})


def _chain_of_three(plan: Plan, cast: Cast) -> None:
    """Blue and orange stay without an answer; the red one is answered and waits for its close-out."""
    part = _part(plan, BEHIND, HEADCOUNT)
    _issue(part, cast, date(2023, 4, 18), date(2023, 4, 18))
    _issue(part, cast, date(2023, 5, 8), date(2023, 5, 9))
    red = _issue(part, cast, date(2023, 6, 6), date(2023, 6, 7))
    _reply(red, cast, date(2023, 6, 29), "县委已召开专题会，重新核定岗位计划，七月上旬发布招聘公告，九月底前完成派驻。")


def _refused_and_closed(plan: Plan, cast: Cast) -> None:
    """An answer that said nothing comes back; the second one is checked and the slip closed."""
    slip = _issue(_part(plan, "叶集区", "挂职专业技术人员"), cast, date(2023, 5, 10), date(2023, 5, 10))
    if slip is None:
        return
    _reply(slip, cast, date(2023, 5, 16), "正在推进。")
    with calendar.on(date(2023, 5, 17), at=MORNING):
        take("plan.slip", "refuse_reply", slip, by=cast.officer, why="没有具体措施和时间安排，请补充后重新反馈。")
    _reply(slip, cast, date(2023, 5, 19), "已与两所高校对接，首批需求清单12个岗位已报送，六月完成人岗匹配。")
    with calendar.on(date(2023, 5, 23), at=AFTERNOON):
        take("plan.slip", "close", slip, by=cast.supervisor)


def _still_to_answer(plan: Plan, cast: Cast) -> None:
    _issue(_part(plan, "叶集区", "挂职专业技术人员"), cast, date(2023, 6, 19), date(2023, 6, 19))
    _issue(_part(plan, "舒城县", "省级红色物业示范小区"), cast, date(2023, 6, 28), date(2023, 6, 29))
    ready = _part(plan, "金安区", "条件成熟县区“三个一”配备率")
    reason = "省里七月中旬实地核查动态全覆盖情况，请提前完成自查并补齐缺口。"
    _issue(ready, cast, date(2023, 6, 29), date(2023, 6, 30), urgent=True, reason=reason)


def _to_the_section(plan: Plan, cast: Cast) -> None:
    """A section of the city's department is late with a document and is asked like everybody else."""
    task = Task.objects.filter(plan=plan, title="增强动力").first()
    if task is None:
        return
    with calendar.on(date(2023, 6, 26), at=MORNING):
        slip = supervision.draft_slip(task=task, part=None, by=cast.supervisor)
    with calendar.on(date(2023, 6, 26), at=AFTERNOON):
        take("plan.slip", "issue", slip, by=cast.leader)


def _drafts(plan: Plan, cast: Cast) -> None:
    """One draft that the leader did not want, two that wait for a signature."""
    unwanted = _part(plan, "裕安区", "物业服务覆盖率")
    if unwanted is not None:
        with calendar.on(date(2023, 6, 12), at=MORNING):
            slip = supervision.draft_slip(task=unwanted.breakdown.target.task, part=unwanted, by=cast.officer)
        with calendar.on(date(2023, 6, 12), at=AFTERNOON):
            take("plan.slip", "drop", slip, by=cast.leader, why="该区已当面汇报并调整力量，先观察一个月。")
    for what in ("上线学习干部", "物业服务覆盖率"):
        part = _part(plan, BEHIND, what)
        if part is not None:
            with calendar.on(TODAY, at=MORNING):
                supervision.draft_slip(task=part.breakdown.target.task, part=part, by=cast.officer)


def _more_time(plan: Plan, cast: Cast) -> None:
    """One request granted, one refused, one that waits."""
    task = Task.objects.filter(plan=plan, title="建好后备库").select_related("section", "unit").first()
    if task is not None:
        with calendar.on(date(2023, 6, 19), at=MORNING):
            request = postponing.ask_for_more_time(
                task=task,
                part=None,
                new_due_date=date(2023, 7, 31),
                reason="县区名册分两批报送，第二批七月中旬集中核实，合并建库更准确。",
                by=cast.officer_of(task.confirming_unit),
            )
        with calendar.on(date(2023, 6, 21), at=AFTERNOON):
            take("plan.postponement", "approve", request, by=cast.leader)
    for unit, what, day, new_due, reason, refusal in (
        (BEHIND, HEADCOUNT, date(2023, 6, 12), date(2024, 3, 31), "部分岗位报名人数不足，拟结合明年校园招聘补录。",
         "年度任务原则上不跨年，请倒排工期，缺口岗位可调整条件后再次组织招聘。"),
        ("裕安区", "拿出办法、见到实效所用时间", date(2023, 6, 30), date(2023, 8, 31), "实施办法已两次征求意见，待区委常委会审定。", ""),
    ):  # fmt: skip
        part = _part(plan, unit, what)
        if part is None:
            continue
        with calendar.on(day, at=MORNING):
            request = postponing.ask_for_more_time(
                task=part.breakdown.target.task,
                part=part,
                new_due_date=new_due,
                reason=reason,
                by=cast.clerk(part.unit),
            )
        if refusal:
            with calendar.on(date(2023, 6, 14), at=AFTERNOON):
                take("plan.postponement", "refuse", request, by=cast.leader, why=refusal)


def _from_outside(plan: Plan, cast: Cast) -> None:
    """What the province has named: one result confirmed, a second one to be checked."""
    target = Target.objects.filter(task__plan=plan, what="省级红色物业示范小区").first()
    if target is None:
        return
    clerk = cast.user(Role.CITY_OFFICER, cast.city, home=cast.section("组织二科"))
    for day, value, proof in (
        (date(2023, 6, 16), 2, "省级示范小区第一批命名通知（皖红物〔2023〕3号）"),
        (date(2023, 6, 30), 3, "省级示范小区第二批公示（2023年6月30日）"),
    ):
        with calendar.on(day, at=MORNING):
            result = tasks.enter_outside_result(
                target=target,
                unit=cast.city,
                value=Decimal(value),
                base_value=Decimal(1),
                decided_on=day,
                decided_by="省住房和城乡建设厅",
                proof=proof,
                by=clerk,
            )
            attach(result, made_up(proof, day), by=clerk)
        if value == 2:
            with calendar.on(date(2023, 6, 19), at=MORNING):
                take("plan.outside_result", "confirm", result, by=cast.officer)
