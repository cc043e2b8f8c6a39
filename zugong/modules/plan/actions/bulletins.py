"""The progress bulletin: figures frozen when it is drawn up, shown to sibling units once a leader has signed it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.indicators.actions import publish
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions.standing import PartStanding, standings, task_standings
from zugong.modules.plan.models import Breakdown, Bulletin, Part, Plan, Slip, Task
from zugong.modules.plan.rules import Lamp

SIGN_BULLETIN_DUTY = "plan.sign_bulletin"
PERIOD = re.compile(r"\d{4}(-(Q[1-4]|0[1-9]|1[0-2]))?")


class CannotBulletin(Exception):
    """No bulletin can be drawn up; the message says why."""


@transaction.atomic
def draw_up(*, plan: Plan, period: str, as_of: date, by: User, remarks: str = "") -> Bulletin:
    """Draw up the bulletin of a period (2023-Q2) with its figures as of a date. Raises CannotBulletin without parts to tell of, for a
    date to come, a period that is none, or one that has a draft already."""
    if not may(by, Verb.SUPERVISE, plan.unit):
        raise CannotBulletin(_("您不能起草通报"))
    if as_of > calendar.today():
        raise CannotBulletin(_("数据截止日期不能晚于今天 %(today)s") % {"today": calendar.today()})
    if not PERIOD.fullmatch(period):
        raise CannotBulletin(_("期间请写成 2023-Q2、2023-06 或 2023"))
    words = period_words(period)
    if Bulletin.objects.filter(plan=plan, period=period, state=Bulletin.State.DRAFT).exists():
        raise CannotBulletin(_("%(period)s的通报已有草稿，请在草稿上修改") % {"period": words})
    found = standings(issued_parts(plan), on=as_of)
    if not found:
        raise CannotBulletin(_("还没有已下达的分解任务，没有可通报的进展"))
    bulletin = Bulletin(
        unit=plan.unit,
        plan=plan,
        period=period,
        as_of=as_of,
        title=_("关于%(period)s组织工作进展情况的通报") % {"period": words},
        figures=figures_of(plan, found, as_of),
        drawn_at=calendar.now(),
        remarks=remarks,
    )
    writing.save(bulletin, by=by)
    open_duty(
        kind=SIGN_BULLETIN_DUTY,
        record=bulletin,
        unit=plan.unit,
        verb=Verb.DIRECT,
        title=gettext_noop("签发：%(title)s"),
        names={"title": bulletin.title},
        url=f"/plan/bulletins/{bulletin.pk}/",
        due=calendar.add_working_days(calendar.today(), 2),
    )
    return bulletin


def issued_parts(plan: Plan) -> QuerySet[Part]:
    """What the plan's bulletin tells of."""
    return Part.objects.filter(breakdown__target__task__plan=plan, breakdown__state=Breakdown.State.ISSUED)


def period_words(period: str) -> str:
    """2023-Q2 as 2023年第二季度, 2023-06 as 2023年6月, 2023 as 2023年; anything else as it is."""
    if not PERIOD.fullmatch(period):
        return period
    year, dash, rest = period.partition("-")
    if rest.startswith("Q"):
        return f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度"
    return f"{year}年{int(rest)}月" if dash else f"{year}年"


def figures_of(plan: Plan, found: list[PartStanding], as_of: date) -> dict[str, Any]:
    """The bulletin's figures as plain values: whole, by goal, by unit with rank, and the late."""
    tasks = list(Task.objects.filter(plan=plan).select_related("group__parent", "section"))
    lamps = task_standings(tasks, on=as_of)
    return {
        "tasks": len(tasks),
        "task_lamps": dict(Counter(lamps.values())),
        "parts": len(found),
        "part_lamps": dict(Counter(standing.lamp for standing in found)),
        "goals": _by_goal(tasks, lamps),
        "units": _by_unit(found),
        "late": [_late_row(standing) for standing in found if standing.lamp == Lamp.OVERDUE],
        "slips": dict(
            Counter(Slip.objects.filter(task__plan=plan, signed_at__date__lte=as_of).values_list("colour", flat=True))
        ),
    }


def _by_goal(tasks: Iterable[Task], lamps: Mapping[int, Lamp]) -> list[dict[str, Any]]:
    goals: dict[str, Counter[str]] = {}
    for task in tasks:
        group = task.group
        while group is not None and group.parent is not None:
            group = group.parent
        goals.setdefault(group.title if group else _("其他"), Counter())[lamps[task.pk]] += 1
    return [{"goal": goal, "tasks": sum(count.values()), "lamps": dict(count)} for goal, count in goals.items()]


def _by_unit(found: Iterable[PartStanding]) -> list[dict[str, Any]]:
    """Units by the share of their parts that are done or on time, places and departments apart; equal shares have equal rank."""
    lamps: dict[Unit, Counter[str]] = {}
    for standing in found:
        lamps.setdefault(standing.part.unit, Counter())[standing.lamp] += 1
    rows: list[dict[str, Any]] = []
    for unit, count in lamps.items():
        good, all_parts = count[Lamp.DONE] + count[Lamp.ON_TIME], sum(count.values())
        rows.append(
            {
                "unit": str(unit),
                "group": "others" if unit.kind in {UnitKind.DEPARTMENT, UnitKind.SECTION} else "places",
                "parts": all_parts,
                "good": good,
                "lamps": dict(count),
                "share": round(good * 100 / all_parts, 1),
            }
        )
    rows.sort(key=lambda row: (row["group"] == "others", -row["share"]))
    for row in rows:
        row["rank"] = 1 + sum(other["share"] > row["share"] for other in rows if other["group"] == row["group"])
    return rows


def _late_row(standing: PartStanding) -> dict[str, Any]:
    part, target = standing.part, standing.part.breakdown.target
    return {
        "unit": str(part.unit),
        "task": target.task.title,
        "what": target.what,
        "owed": f"{part.value.normalize():f}{target.measure_unit}",
        "value": None if standing.value is None else f"{standing.value.normalize():f}{target.measure_unit}",
        "due": standing.due.isoformat() if standing.due else None,
    }


@transaction.atomic
def edit_draft(*, bulletin: Bulletin, title: str, remarks: str, by: User) -> Bulletin:
    """Change the title and the remarks of a bulletin that is not signed yet; its figures stay as they were drawn up."""
    _need_draft(bulletin, by)
    if not title.strip():
        raise CannotBulletin(_("标题不能为空"))
    bulletin.title, bulletin.remarks = title.strip(), remarks.strip()
    return writing.save(bulletin, by=by)


@transaction.atomic
def draw_figures_anew(*, bulletin: Bulletin, by: User) -> Bulletin:
    """Take the figures of a draft again as of its date, with what has been confirmed since."""
    _need_draft(bulletin, by)
    found = standings(issued_parts(bulletin.plan), on=bulletin.as_of)
    bulletin.figures, bulletin.drawn_at = figures_of(bulletin.plan, found, bulletin.as_of), calendar.now()
    return writing.save(bulletin, by=by, why=_("重新取数"))


@transaction.atomic
def discard(*, bulletin: Bulletin, by: User, why: str) -> None:
    """Give up a draft; it stays in the history."""
    _need_draft(bulletin, by)
    if not why.strip():
        raise CannotBulletin(_("请说明为什么不用这份草稿"))
    writing.void(bulletin, by=by, why=why)
    close_duties(bulletin)


def _need_draft(bulletin: Bulletin, by: User) -> None:
    if not may(by, Verb.SUPERVISE, bulletin.unit):
        raise CannotBulletin(_("您不能起草通报"))
    if bulletin.state != Bulletin.State.DRAFT:
        raise CannotBulletin(_("通报已签发，不能再改"))


def before_signing(bulletin: Bulletin, *, by: User, changes: Mapping[str, Any]) -> None:
    """Give the bulletin its moment; a number is used once."""
    if Bulletin.objects.filter(unit=bulletin.unit, number=bulletin.number).exclude(pk=bulletin.pk).exists():
        raise CannotMove(_("文号 %(number)s 已用过") % {"number": bulletin.number})
    bulletin.signed_at = calendar.now()


def after_signing_bulletin(bulletin: Bulletin, *, by: User, changes: Mapping[str, Any]) -> None:
    """From now on the units below read the bulletin and its ranking."""
    close_duties(bulletin)
    publish(unit=bulletin.unit, period=bulletin.period, source=f"{bulletin.title}{bulletin.number}", by=by)
