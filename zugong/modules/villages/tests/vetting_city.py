"""Departments that answer, candidates, and vettings led to where a test wants them."""

import datetime as dt
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import SmallCity
from zugong.kernel.procedures.models import Reply
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.villages.actions.vetting import VETTING, request_vetting
from zugong.modules.villages.actions.vetting_steps import answers
from zugong.modules.villages.models import JointReview, Office

TODAY = dt.date(2023, 7, 3)
NAMES = {"police": "公安局", "discipline": "纪委监委", "civil": "民政局"}
"""The departments of Jinan in these tests; the others of the list are missing there."""
WHY = "其余部门以函件征求，均无异议"


def add_departments(city: SmallCity) -> None:
    """The departments, each with somebody who answers, and a second officer of the county."""
    for number, (key, name) in enumerate(NAMES.items(), start=11):
        unit = add_unit(
            code=f"341502D{number}", name=f"金安区{name}", kind=UnitKind.DEPARTMENT, parent=city.unit("jinan"), by=None
        )
        city.units[key] = unit
        city.users[f"{key}_officer"] = account(f"{key}_officer", unit, Role.DEPARTMENT_OFFICER, unit)


def account(name: str, home: Unit, role: str, place: Unit) -> User:
    """A user with one role at a place."""
    person = Person.objects.create(name=f"办{name[:6]}", unit=home)
    user = User.objects.create_user(name, person=person, unit=home)
    Grant.objects.create(user=user, role=role, unit=place, reach=Grant.Extent.SUBTREE)
    return user


def candidate(city: SmallCity, name: str = "周立春", village: str = "village") -> Person:
    """Somebody of the village who may be named for an office."""
    return Person.objects.create(name=name, unit=city.unit(village), birth_date=dt.date(1990, 1, 1))


class Steps:
    """The steps of one vetting, each taken by who takes it in practice."""

    def __init__(self, city: SmallCity, person: Person, **said: Any) -> None:
        self.city = city
        asked = {"unit": city.unit("village"), "office": Office.COMMITTEE_MEMBER, "occasion": "by_election"} | said
        self.review: JointReview = request_vetting(person=person, by=city.user("township_officer"), **asked)

    def take(self, move: str, by: str, why: str = "", **changes: Any) -> "Steps":
        """Take one move."""
        take(VETTING, move, self.review, by=self.city.user(by), why=why, changes=changes)
        return self

    def asked(self) -> "Steps":
        """The departments are asked."""
        return self.take("check", "villager").take("forward", "township_officer")

    def answer(self, department: str, answer: str = "no_objection", **said: Any) -> Reply:
        """One department answers."""
        reply = answers(self.review).get(unit=self.city.unit(department))
        changes = {"answer": answer, "item": "", "text": ""} | said
        take("procedures.reply", "reply", reply, by=self.city.user(f"{department}_officer"), changes=changes)
        return reply

    def answered(self) -> "Steps":
        """All departments have answered that there is nothing."""
        self.asked()
        for department in NAMES:
            self.answer(department)
        return self

    def deciding(self) -> "Steps":
        """The county has reviewed what was answered."""
        return self.answered().take("review", "jinan_officer", WHY)

    def public(self) -> "Steps":
        """Passed, and made public."""
        return self.deciding().take("pass", "jinan_signer").take("publish", "township_officer")

    def formal(self) -> "Steps":
        """Publicity has passed; `review` is in force."""
        self.public()
        with calendar.on(calendar.add_working_days(calendar.today(), 6)):
            return self.take("conclude", "jinan_officer")
