"""A round, a cadre who applies, and the steps of both, each taken by who takes it in practice."""

import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import SmallCity
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.ways_up import APPLICATION, ROUND, apply_for
from zugong.modules.villages.models import (
    Clue,
    Education,
    JointReview,
    PromotionApplication,
    PromotionRound,
    VillageCadre,
    VillageRole,
    YearAppraisal,
)
from zugong.modules.villages.tests.vetting_city import account

OPENS, CLOSES = dt.date(2023, 6, 26), dt.date(2023, 7, 7)


def add_signers(city: SmallCity) -> None:
    """Who signs for the townships, and the cadre's own account."""
    for name in ("muchang", "matou"):
        city.users[f"{name}_signer"] = account(f"{name}_signer", city.unit(name), Role.UNIT_SIGNER, city.unit(name))


def a_cadre(city: SmallCity, name: str = "周立春", *, village: str = "village", office: str = "secretary", **said: Any):
    """A cadre in good standing who meets every condition; `said` overrides birth date, start, politics, level or grade."""
    values = {
        "birth_date": dt.date(1990, 1, 1), "start": dt.date(2020, 1, 1), "politics": "01", "level": 60, "grade": "competent",
    } | said  # fmt: skip
    unit = city.unit(village)
    person = Person.objects.create(name=name, unit=unit, birth_date=values["birth_date"])
    cadre = writing.save(VillageCadre(unit=unit, person=person, politics=values["politics"]), by=None)
    writing.save(VillageRole(cadre=cadre, office=office, start_date=values["start"]), by=None)
    if values["level"]:
        writing.save(Education(person=person, level=values["level"], full_time=True), by=None)
    if values["grade"]:
        writing.save(YearAppraisal(cadre=cadre, year=2022, grade=values["grade"]), by=None)
    return VillageCadre.objects.select_related("person", "unit").get(pk=cadre.pk)


def a_round(city: SmallCity, *, unit: str = "jinan", state: str = "applying", **said: Any) -> PromotionRound:
    """A round that takes applications."""
    values: dict[str, Any] = {
        "track": "county",
        "year": 2023,
        "title": "2023年自主招聘",
        "quota": 1,
        "applies_from": OPENS,
        "applies_to": CLOSES,
        "exam_on": dt.date(2023, 7, 15),
        "drawn_up_by": city.users.get(f"{unit}_officer") or city.users["officer"],
    }
    return PromotionRound.objects.create(unit=city.unit(unit), state=state, **(values | said))


def paper() -> SimpleUploadedFile:
    """A scan of the signed form."""
    return SimpleUploadedFile(
        "报名表.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf"
    )


def a_clue(city: SmallCity, person: Person, **said: Any) -> Clue:
    """An open clue about somebody; `said` may settle it."""
    values = {"number": f"线索{Clue.objects.count() + 1}", "received": dt.date(2023, 6, 1)} | said
    return Clue.objects.create(unit=city.unit("jinan"), village=city.unit("village"), person=person, **values)


class Way:
    """The way of one application."""

    def __init__(
        self, city: SmallCity, round_: PromotionRound, cadre: VillageCadre, by: str = "township_officer"
    ) -> None:
        self.city, self.round, self.cadre = city, round_, cadre
        self.application: PromotionApplication = apply_for(round_=round_, cadre=cadre, by=city.user(by), paper=paper())

    def stands(self, state: str) -> "Way":
        """The round stands there."""
        PromotionRound.objects.filter(pk=self.round.pk).update(state=state)
        return self

    def take(self, move: str, by: str, why: str = "", **changes: Any) -> "Way":
        """Take one move."""
        take(APPLICATION, move, self.application, by=self.city.user(by), why=why, changes=changes)
        return self

    def recommended(self, **changes: Any) -> "Way":
        """The township's signer recommends."""
        return self.take("recommend", "muchang_signer", **({"recommendation": "同意推荐"} | changes))

    def qualified(self, number: str = "101", **changes: Any) -> "Way":
        """The county's officer passes the review."""
        self.recommended()
        said = {"review": "符合条件", "admission_number": number} | changes
        return self.take("qualify", "jinan_officer", **said)

    def selected(self) -> "Way":
        """Scores are in, and the county inspects."""
        self.qualified().stands("interview")
        PromotionApplication.objects.filter(pk=self.application.pk).update(
            written=Decimal(80), interview=Decimal(80), total=Decimal(80), place=1
        )
        return self.take("select", "jinan_officer")

    def vetted(self) -> "Way":
        """Inspected, and joint vetting has passed."""
        self.selected().stands("inspection")
        self.take("inspected", "jinan_officer", inspected_on=dt.date(2023, 7, 3), inspection="考察合格")
        JointReview.objects.filter(person=self.cadre.person_id).update(
            state="formal", result="passed", formal_on=calendar.today(), valid_until=dt.date(2024, 1, 3)
        )
        return self

    def public(self) -> "Way":
        """Published."""
        return self.vetted().stands("publicity").take("publish", "jinan_signer")


@contextmanager
def after_publicity():
    """On the day after the last day of publicity that began today."""
    with calendar.on(calendar.add_working_days(calendar.today(), 6)):
        yield


def move_round(city: SmallCity, round_: PromotionRound, move: str, by: str, why: str = "", **changes: Any) -> None:
    """Take a move of the round."""
    take(ROUND, move, round_, by=city.user(by), why=why, changes=changes)
