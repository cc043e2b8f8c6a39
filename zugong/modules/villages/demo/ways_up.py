"""The demonstration's ways up: a city round before its exam, a county round that takes applications, one that is finished.

What a reader is likely to open, in the demonstration's own township, is made by the real verbs; the rest at once.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import override

from zugong.kernel import calendar
from zugong.kernel.access.accounts import make_account
from zugong.kernel.access.granting import grant
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.registry.people import add_person
from zugong.modules.villages.actions.appointing import leave_office
from zugong.modules.villages.actions.conduct import conduct_of
from zugong.modules.villages.actions.ways_up import APPLICATION, apply_for, line_of_village
from zugong.modules.villages.actions.ways_up_conditions import checked
from zugong.modules.villages.actions.ways_up_scores import place_all
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.demo.teams import ELECTED
from zugong.modules.villages.models import (
    Finding,
    Leaving,
    PromotionApplication,
    PromotionPost,
    PromotionRound,
    VillageCadre,
    VillageRole,
)
from zugong.modules.villages.rules.register import RANKS, Office
from zugong.modules.villages.rules.ways_up import all_met
from zugong.modules.villages.ways_up_wording import stored

SEED = 20230705
IN_CITY, IN_FINISHED, NOW = 46, 19, 6
LEADING = (Office.SECRETARY, Office.DIRECTOR, Office.DEPUTY_SECRETARY, Office.DEPUTY_DIRECTOR)
STARTS = (date(2018, 9, 1), date(2019, 3, 1), date(2019, 9, 1), date(2020, 3, 1))
SIGNERS = ("许青川", "沈若谷", "陆云舟", "顾长河", "江望山", "宋知远")
STATEMENTS = (
    "任职以来牵头流转土地八百余亩，村集体收入翻番。",
    "负责党建和矛盾调解，连续两年无越级信访。",
    "返乡任职后办起电商服务站，带动四十余户增收。",
    "",
)
PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
State, Round = PromotionApplication.State, PromotionRound.State


@dataclass(slots=True)
class Hands:
    """Who does what: the accounts of a role at a unit; a township's signer is made where there is none."""

    made: int = 0
    known: dict[tuple[str, int], User] = field(default_factory=dict)

    def of(self, role: str, unit: Unit) -> User | None:
        """The account, those of the demonstration's cast first; None where the city has nobody."""
        key = (role, unit.pk)
        if key not in self.known:
            grants = Grant.objects.filter(role=role, unit=unit).select_related("user__person", "user__unit")
            users = sorted(
                (one.user for one in grants), key=lambda user: (not user.username.startswith("demo"), user.pk)
            )
            if not users:
                return None
            self.known[key] = users[0]
        return self.known[key]

    def signer(self, township: Unit) -> User:
        """Who signs for a township."""
        found = self.of(Role.UNIT_SIGNER, township)
        if found is not None:
            return found
        person = add_person(name=SIGNERS[self.made % len(SIGNERS)], unit=township, by=None)
        user = make_account(username=f"{township.code}-signer", unit=township, by=None, person=person)
        grant(user=user, role=Role.UNIT_SIGNER, unit=township, by=None)
        self.made += 1
        return user


@transaction.atomic
def build() -> None:
    """Fill the rounds where there are none and the city has people who act."""
    city = Unit.objects.filter(kind=UnitKind.CITY).order_by("pk").first()
    hands = Hands()
    if city is None or PromotionRound.with_voided.exists() or hands.of(Role.CITY_OFFICER, city) is None:
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    with remembering(), override("zh-hans"):
        _city_round(city, chance, hands)
        _finished_round(chance, hands)
        _open_round(chance, hands)


def picked(chance: random.Random, unit: Unit, number: int, *, secretaries: bool = True) -> list[VillageCadre]:
    """Cadres below a unit of whom nothing is amiss, most of them young, with college and members of the Party."""
    offices = [office for office in LEADING if secretaries or office != Office.SECRETARY]
    amiss = Finding.objects.exclude(cadre=None).values("cadre")
    taken = PromotionApplication.objects.values("person")
    rows = VillageCadre.objects.filter(
        unit__path__startswith=unit.path,
        in_office=True,
        rank__in=[RANKS[office] for office in offices],
        person__birth_date__gt=date(1980, 6, 1),
        level__gte=40,
        person__user__isnull=True,
    )
    keys = list(rows.exclude(pk__in=amiss).exclude(person__in=taken).order_by("pk").values_list("pk", flat=True))
    found = VillageCadre.objects.select_related("unit__parent", "person__data_key").in_bulk(
        chance.sample(keys, min(number, len(keys)))
    )
    return sorted(found.values(), key=lambda one: one.pk)


def served_before(cadres: Iterable[VillageCadre], chance: random.Random) -> None:
    """Most of them were deputies before the last election, as those who apply commonly were."""
    earlier = [
        VillageRole(cadre=cadre, office=Office.DEPUTY_DIRECTOR, start_date=chance.choice(STARTS), end_date=ELECTED)
        for cadre in cadres
        if chance.random() < 0.85
    ]
    writing.create_all(earlier, by=None)


def _round(unit: Unit, hands: Hands, **said: Any) -> PromotionRound:
    role = Role.CITY_OFFICER if unit.kind == UnitKind.CITY else Role.COUNTY_OFFICER
    made = PromotionRound(unit=unit, year=2023, drawn_up_by=hands.of(role, unit), **said)
    return writing.save(made, by=made.drawn_up_by)


def _application(round_: PromotionRound, cadre: VillageCadre, applied: date, **said: Any) -> PromotionApplication:
    township, county = line_of_village(cadre.unit)
    return PromotionApplication(
        round=round_, cadre=cadre, person=cadre.person, unit=cadre.unit, township=township, county=county,
        applied_on=applied, **said,
    )  # fmt: skip


def _reviewed(made: PromotionApplication, chance: random.Random, days: tuple[date, date], number: str) -> bool:
    """Recommended, and reviewed against the register; True if it passed. Somebody over a limit passes now and then for a stated reason."""
    made.recommended_on, made.reviewed_on = days
    made.appraisal = chance.choices(("excellent", "competent", "basic"), (20, 74, 6))[0]
    made.recommendation = "经镇党委会议研究，同意推荐。"
    found = checked(made.round, made.cadre, grade=made.appraisal)
    made.checked = stored(found)
    if not all_met(found) and chance.random() < 0.7:
        made.state, made.review = State.NOT_TAKEN, "按台账核对，条件不符合，不予通过。"
        return False
    made.state, made.qualified_on, made.admission_number = State.QUALIFIED, days[1], number
    made.review = "经审查，符合报名条件。"
    return True


def _city_round(city: Unit, chance: random.Random, hands: Hands) -> None:
    """Track one: the review is over, the written exam was held, and the province's scores are awaited."""
    round_ = _round(
        city, hands, track="civil", title="2023年面向优秀村干部招录乡镇公务员", quota=12, state=Round.EXAM,
        applies_from=date(2023, 5, 8), applies_to=date(2023, 5, 19), exam_on=date(2023, 6, 24),
        document_number="六组〔2023〕18号", conditions="具有正常履行职责的身体条件；近三年未受过党纪政务处分。",
    )  # fmt: skip
    cadres = picked(chance, city, IN_CITY)
    served_before(cadres, chance)
    made = []
    for place, cadre in enumerate(cadres, start=1):
        applied = date(2023, 5, 8) + timedelta(days=chance.randrange(12))
        one = _application(round_, cadre, applied, statement=chance.choice(STATEMENTS))
        if chance.random() < 0.05:
            one.state = State.WITHDRAWN
        elif chance.random() < 0.05:
            one.state = State.NOT_TAKEN
        else:
            _reviewed(one, chance, (date(2023, 5, 26), date(2023, 6, 6)), f"3415{place:04d}")
        made.append(one)
    writing.create_all(made, by=None)


def _finished_round(chance: random.Random, hands: Hands) -> None:
    """Track two in a county whose round is over: four were appointed, and their villages have a seat to fill."""
    county = Unit.objects.filter(code="341523").first() or _last_county()
    if county is None:
        return
    round_ = _round(
        county, hands, track="county", title=f"2023年{county}乡镇事业单位招聘优秀村干部", quota=4, state=Round.CLOSED,
        applies_from=date(2023, 2, 13), applies_to=date(2023, 2, 24), exam_on=date(2023, 3, 25),
        interview_on=date(2023, 4, 15), document_number="舒组〔2023〕6号",
    )  # fmt: skip
    cadres = picked(chance, county, IN_FINISHED, secretaries=False)
    served_before(cadres, chance)
    made = [_application(round_, cadre, date(2023, 2, 13) + timedelta(days=chance.randrange(12))) for cadre in cadres]
    for place, one in enumerate(made, start=1):
        if _reviewed(one, chance, (date(2023, 3, 3), date(2023, 3, 13)), f"2023{place:03d}"):
            _scored(one, chance)
    written = writing.create_all(made, by=None)
    place_all(round_)
    _appointed(round_, [one.pk for one in written])


def _scored(one: PromotionApplication, chance: random.Random) -> None:
    """One in twelve was absent; who wrote well was interviewed. In the end they are not taken unless they come first."""
    one.state = State.NOT_TAKEN
    if chance.random() < 0.08:
        one.written_absent = True
        return
    one.written = Decimal(chance.randrange(480, 880)) / 10
    one.bonus = Decimal(chance.choice((0, 0, 0, 2)))
    if one.written >= Decimal(58):
        one.interview = Decimal(chance.randrange(700, 900)) / 10


def _appointed(round_: PromotionRound, keys: Sequence[int]) -> None:
    """The first four have been appointed; each one's village offices ended on that day."""
    on = date(2023, 6, 1)
    first = PromotionApplication.objects.filter(pk__in=keys, place__lte=round_.quota)
    for one in first.select_related("round", "township", "cadre__unit").order_by("place"):
        one.state, one.selected_on, one.inspected_on = State.APPOINTED, date(2023, 4, 20), date(2023, 4, 27)
        one.inspection, one.public_on = "考察合格，群众公认度高。", date(2023, 5, 16)
        one.appointed_on, one.serves_until = on, date(2028, 5, 31)
        one.appointed_unit, one.appointed_title = one.township, "农业综合服务站工作人员"
        one.appointed_document = "舒人社〔2023〕31号"
        _write_moved(one)
        for role in VillageRole.objects.filter(cadre=one.cadre_id, end_date=None).select_related("cadre__unit"):
            leave_office(role=role, on=on, leaving=Leaving.TRANSFERRED, why=f"{round_.title}聘用", by=None)


def _write_moved(one: PromotionApplication) -> None:
    """Write a record with its state, as the steps of these months did."""
    PromotionApplication.objects.filter(pk=one.pk).update(state=one.state)
    one.version = PromotionApplication.objects.get(pk=one.pk).version
    writing.save(one, by=None, why="办结")


def _last_county() -> Unit | None:
    return Unit.objects.filter(kind=UnitKind.COUNTY).order_by("-code").first()


def _open_round(chance: random.Random, hands: Hands) -> None:
    """Track two in the county of the demonstration's own people: open for applications, so that each can try it."""
    home = Unit.objects.filter(code="341502").first()
    township = Unit.objects.filter(code="341502100").first()
    if home is None or township is None:
        return
    with calendar.on(date(2023, 6, 26)):
        round_ = _round(
            home, hands, track="county", title="2023年金安区乡镇事业单位招聘优秀村干部", quota=5, state=Round.APPLYING,
            applies_from=date(2023, 6, 26), applies_to=date(2023, 7, 7), exam_on=date(2023, 7, 29),
            document_number="金组〔2023〕21号", conditions="服从组织安排，聘用后在乡镇服务不少于五年。",
        )  # fmt: skip
        posts = {"农业综合服务站": 2, "党群服务中心": 2, "村镇建设服务中心": 1}
        for title, number in posts.items():
            writing.save(PromotionPost(round=round_, unit=township, title=title, quota=number), by=round_.drawn_up_by)
    _apply_by_hand(round_, township, chance, hands)


def _apply_by_hand(round_: PromotionRound, township: Unit, chance: random.Random, hands: Hands) -> None:
    officer, county = hands.of(Role.TOWNSHIP_OFFICER, township), hands.of(Role.COUNTY_OFFICER, round_.unit)
    cadres = picked(chance, township, NOW)
    served_before(cadres, chance)
    posts = list(round_.posts.all())
    for place, cadre in enumerate(cadres):
        with calendar.on(date(2023, 6, 27) + timedelta(days=place % 3)):
            if officer is None:
                return
            paper = SimpleUploadedFile(f"{cadre.person.name}报名表.pdf", PAPER, "application/pdf")
            made = apply_for(
                round_=round_, cadre=cadre, by=officer, post=posts[place % len(posts)],
                statement=STATEMENTS[place % len(STATEMENTS)], paper=paper,
            )  # fmt: skip
        weighed = conduct_of(cadre.person, on=TODAY)
        if place < 2 or weighed.open_clues or weighed.blocks:
            continue
        with calendar.on(date(2023, 6, 30)):
            said = {"recommendation": "经镇党委会议研究，同意推荐。", "appraisal": "competent"}
            take(APPLICATION, "recommend", made, by=hands.signer(township), changes=said)
        if place == 4 and county is not None:
            with calendar.on(TODAY):
                said = {"review": "经审查，同意参加考试。", "admission_number": "2023001"}
                take(APPLICATION, "qualify", made, by=county, why="年限差额部分按乡镇意见认定", changes=said)
