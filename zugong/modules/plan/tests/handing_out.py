"""A plan of the small city with one target of each kind, and short ways to hand them out and to report."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import SmallCity, small_city
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import breakdowns, reports
from zugong.modules.plan.actions.breakdowns import Share
from zugong.modules.plan.models import Breakdown, Part, Plan, Report, Target, Task

MEETING = {"document_number": "六组〔2023〕12号", "meeting_date": date(2023, 2, 10)}


@dataclass(slots=True)
class HandedOutCity:
    """The small city, its plan, and what people do with it."""

    city: SmallCity
    plan: Plan

    def user(self, name: str) -> User:
        return self.city.user(name)

    def target(
        self, kind="split", value=300, *, comparator=">=", value2=None, measure="", what="引进人才", unit="city"
    ):
        task = Task(
            unit=self.city.units[unit],
            plan=self.plan if unit == "city" else None,
            title=f"做好{what}",
            section=self.city.units["section"] if unit == "city" else None,
            start_date=date(2023, 1, 1),
            due_date=date(2023, 12, 31),
        )
        writing.save(task, by=None)
        target = Target(
            task=task,
            what=what,
            value=Decimal(value),
            value2=value2,
            kind=kind,
            comparator=comparator,
            measure=measure,
            measure_unit="名",
        )
        return writing.save(target, by=None)

    def shares(self, **values):
        return [Share(unit=self.city.units[name], value=Decimal(value)) for name, value in values.items()]

    def draft(self, target, by="officer", why="", **values) -> Breakdown:
        return breakdowns.draft(target=target, shares=self.shares(**values), by=self.user(by), why=why)

    def issue(self, target, officer="officer", leader="leader", **values) -> dict[str, Part]:
        breakdown = self.draft(target, by=officer, **values)
        take("plan.breakdown", "submit", breakdown, by=self.user(officer))
        take("plan.breakdown", "approve", breakdown, by=self.user(leader), changes=MEETING)
        return {name: Part.objects.get(breakdown=breakdown, unit=self.city.units[name]) for name in values}

    def report(self, part, value, day=date(2023, 3, 1), by="jinan_officer", **more) -> Report:
        given = {"token": uuid4(), "value": Decimal(value), "as_of": day} | more
        return reports.report(part=part, by=self.user(by), **given)

    def confirmed(self, part, value, day=date(2023, 3, 1), clerk="jinan_officer", signer="jinan_signer", by="officer"):
        entry = self.report(part, value, day, by=clerk, why_lower="更正")
        take("plan.report", "sign", entry, by=self.user(signer))
        take("plan.report", "confirm", entry, by=self.user(by))
        return entry

    def grant(self, user, role, unit, home=None) -> None:
        account = self.city.users.get(user)
        if account is None:
            account = self.city.users[user] = User.objects.create_user(user, unit=self.city.units[home or unit])
        Grant.objects.create(user=account, role=role, unit=self.city.units[unit])


def handed_out_city() -> HandedOutCity:
    city = small_city()
    plan = Plan(unit=city.units["city"], year=2023, title="2023年要点", state=Plan.State.ACCEPTED)
    found = HandedOutCity(city, writing.save(plan, by=None))
    found.grant("jinan_leader", Role.LEADER, "jinan")
    found.grant("muchang_signer", Role.UNIT_SIGNER, "muchang")
    found.grant("muchang_leader", Role.LEADER, "muchang")
    found.grant("matou_signer", Role.UNIT_SIGNER, "matou")
    return found
