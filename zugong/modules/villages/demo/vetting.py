"""Half a year of joint vetting in the demonstration's city: some sixty candidates in every stage, and the filings of secretaries who left.

What has ended is written at once; what is under way goes through its steps, each by who takes it in practice.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.history.following import together
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import Move, procedure_named
from zugong.kernel.procedures.models import Reply, Signature
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.departments import departments_of
from zugong.modules.villages.actions.filing import FILING, keep_filings
from zugong.modules.villages.actions.vetting import VETTING, request_vetting
from zugong.modules.villages.actions.vetting_steps import answers, question
from zugong.modules.villages.models import (
    Ban,
    JointReview,
    NegativeItem,
    Office,
    SecretaryFiling,
    Vetting,
    VillageCadre,
    VillageRole,
)
from zugong.modules.villages.rules.register import RANKS
from zugong.modules.villages.rules.vetting import last_day_of_validity

SEED = 43
State = JointReview.State
TOWNSHIPS = ("township", "subdistrict")
WHY = "各部门答复已汇总，逾期单位已电话催办并登记"
ENDED = [*["formal"] * 30, *["failed"] * 4, *["withdrawn"] * 3]
UNDER_WAY = (
    *[("self_check", 2)] * 4, *[("township_review", 3)] * 4, *[("joint", 3)] * 4, *[("joint", 9)] * 4,
    *[("deciding", 8)] * 3, *[("deferred", 10)] * 2, *[("feedback", 9)] * 2, *[("publicity", 12)] * 3,
)  # fmt: skip
"""State, and how many working days ago the vetting was asked for."""
COUNTIES = ("341502", "341523", "341502", "341503", "341523", "341502", "341522", "341524", "341525", "341504")
OFFICES = (Office.COMMITTEE_MEMBER, Office.PARTY_MEMBER, Office.DEPUTY_SECRETARY, Office.SUPERVISION_MEMBER)
OCCASIONS = (JointReview.Occasion.BY_ELECTION, JointReview.Occasion.ADJUSTMENT)


@dataclass(slots=True)
class Work:
    """Who acts where, and the candidates of each county."""

    chance: random.Random
    users: dict[tuple[str, int], User] = field(default_factory=dict)
    candidates: dict[str, Iterator[VillageCadre]] = field(default_factory=dict)

    def user(self, role: str, unit: Unit) -> User:
        """Somebody with the role at the unit."""
        if not self.users:
            grants = Grant.objects.filter(user__is_active=True).select_related("user").order_by("-pk")
            self.users = {(grant.role, grant.unit_id): grant.user for grant in grants}
        return self.users[role, unit.pk]

    def candidate(self, county: str) -> VillageCadre | None:
        """The next reserve cadre of a county who was never vetted."""
        if county not in self.candidates:
            rows = VillageCadre.objects.filter(
                unit__code__startswith=county, rank=RANKS[Office.RESERVE], vetting=Vetting.NONE, unit__valid_to=None
            )
            rows = rows.filter(unit__parent__kind__in=TOWNSHIPS).order_by("unit__code", "pk")
            rows = rows.select_related("unit__parent__parent", "person")
            self.candidates[county] = iter([one for place, one in enumerate(rows[:90]) if place % 5 == 0 or place < 3])
        return next(self.candidates[county], None)


@transaction.atomic
def build() -> None:
    """Add the vettings and filings where there are none yet and the townships have people who act."""
    acts = Grant.objects.filter(role=Role.TOWNSHIP_OFFICER).exists()
    if JointReview.with_voided.exists() or not acts or not VillageCadre.objects.exists():
        return
    work = Work(random.Random(SEED))  # noqa: S311 - the demonstration is the same every time
    with remembering():
        _ended(work)
        with together():
            for place, (state, days) in enumerate(UNDER_WAY):
                cadre = work.candidate(COUNTIES[place % len(COUNTIES)])
                if cadre is not None:
                    _under_way(work, cadre, state, days, place)
        _filings(work)


def _ended(work: Work) -> None:
    """Vettings of January to June, with their answers and signatures."""
    reviews = []
    for place, state in enumerate(ENDED):
        cadre = work.candidate(COUNTIES[place % len(COUNTIES)])
        if cadre is not None:
            asked = calendar.add_working_days(date(2023, 1, 4), place * 3)
            reviews.append(_ended_review(work, cadre, state, asked))
    writing.create_all(reviews, by=None, why="联审办结")
    replies = [reply for review in reviews if review.asked_on for reply in _replies(work, review)]
    writing.create_all(replies, by=None)
    Signature.objects.bulk_create([one for review in reviews for one in _signatures(work, review)], batch_size=500)
    failed = [review for review in reviews if review.state == State.FAILED]
    writing.create_all([_item(review, place) for place, review in enumerate(failed)], by=None)


def _ended_review(work: Work, cadre: VillageCadre, state: str, asked: date) -> JointReview:
    unit, township = cadre.unit, _above(cadre.unit)
    county = _above(township)
    review = JointReview(
        person=cadre.person, unit=unit, township=township, county=county, state=state,
        office=work.chance.choice(OFFICES), occasion=work.chance.choice(OCCASIONS),
        requested_by=work.user(Role.TOWNSHIP_OFFICER, township), requested_on=asked,
    )  # fmt: skip
    if state == State.WITHDRAWN:
        return review
    found = departments_of(county)
    review.asked_on = calendar.add_working_days(asked, 4)
    review.asked, review.missing = len(found.units), "、".join(found.missing)
    review.replied = review.asked - work.chance.choice((0, 0, 0, 1))
    review.decided_on = calendar.add_working_days(asked, work.chance.choice((11, 12, 13, 15)))
    review.decided_in_time = review.decided_on <= calendar.add_working_days(asked, 13)
    review.result = "passed" if state == State.FORMAL else "failed"
    review.valid_until = last_day_of_validity(review.decided_on, 6)
    if state == State.FORMAL:
        review.formal_on = calendar.add_working_days(review.decided_on, 8)
    return review


def _replies(work: Work, review: JointReview) -> Iterator[Reply]:
    about = ContentType.objects.get_for_model(JointReview)
    asked_on = review.asked_on or review.requested_on
    units = list(departments_of(review.county).units)
    silent = len(units) - (review.replied or 0)
    for place, unit in enumerate(units):
        quiet = place >= len(units) - silent
        objects = review.state == State.FAILED and place == 0
        replied = calendar.add_working_days(asked_on, work.chance.choice((1, 2, 2, 3, 3, 4, 5, 5, 6)))
        yield Reply(
            procedure=VETTING, model=about, record_id=review.pk, stage=State.JOINT, unit=unit, asked_by=review.county,
            question=question(review)[:300], asked_on=asked_on, due_on=calendar.add_working_days(asked_on, 5),
            replied_on=None if quiet else replied, closed=True,
            state=Reply.State.DROPPED if quiet else Reply.State.REPLIED,
            answer="" if quiet else "objection" if objects else "no_objection",
            item=Ban.DISCIPLINE if objects and not quiet else "", text="处分影响期内" if objects and not quiet else "",
        )  # fmt: skip


WAY = ("check", "forward", "review", "pass", "publish", "conclude")


def _signatures(work: Work, review: JointReview) -> Iterator[Signature]:
    """Who took which step of a vetting that has ended."""
    procedure, about = procedure_named(VETTING), ContentType.objects.get_for_model(JointReview)
    names = {State.FORMAL: WAY, State.FAILED: (*WAY[:3], "fail"), State.WITHDRAWN: ("check", "withdraw")}[
        State(review.state)
    ]
    digest, before = content_hash(review, procedure), str(State.SELF_CHECK)
    for place, name in enumerate(names):
        move: Move = procedure.move(name)
        unit, role = _seat(review, name)
        day = calendar.add_working_days(review.requested_on, (1, 4, 10, 12, 14, 20)[place])
        with calendar.on(day):
            at = calendar.now()
        yield Signature(
            procedure=VETTING, procedure_version=procedure.version, model=about, record_id=review.pk,
            record_version=1, move=name, from_state=before, to_state=move.target, by=work.user(role, unit),
            on_behalf_of=unit, at=at, content_hash=digest, made_by={},
            why={"review": WHY, "fail": "有部门提出异议，经核查属实", "withdraw": "本人外出务工"}.get(name, ""),
        )  # fmt: skip
        before = move.target


def _seat(review: JointReview, move: str) -> tuple[Unit, str]:
    """At which unit and by which role a step is taken; a village's own check is entered by its township here."""
    if move in {"pass", "fail", "defer"}:
        return review.county, Role.UNIT_SIGNER
    if move in {"review", "conclude"}:
        return review.county, Role.COUNTY_OFFICER
    return review.township, Role.TOWNSHIP_OFFICER


def _item(review: JointReview, place: int) -> NegativeItem:
    """What stood against the candidate: the first has ended, the last lasts."""
    start = review.requested_on - timedelta(days=200)
    ends = (date(2023, 6, 30), date(2024, 1, 31), date(2023, 7, 31), None)[place % 4]
    return NegativeItem(
        person=review.person, unit=review.county, source=next(iter(departments_of(review.county).units), None),
        item=Ban.DISCIPLINE if ends else Ban.CRIMINAL, from_date=start, until=ends, lasting=ends is None,
        document="县纪委监委〔2022〕决定" if ends else "法院生效判决",
    )  # fmt: skip


def _under_way(work: Work, cadre: VillageCadre, state: str, days: int, place: int) -> None:
    """One vetting from its request to where it stands today, day by day."""
    today, steps = calendar.today(), {"self_check": 0, "township_review": 1, "joint": 2, "deciding": 3}.get(state, 4)
    start = _working_days_before(today, days)
    township = _above(cadre.unit)
    with calendar.on(start):
        review = request_vetting(
            person=cadre.person, unit=cadre.unit, office=OFFICES[place % len(OFFICES)],
            occasion=OCCASIONS[place % 2], by=work.user(Role.TOWNSHIP_OFFICER, township),
        )  # fmt: skip
        for name in ("check", "forward")[:steps]:
            _step(work, review, name)
    if steps >= 2:
        _answer(work, review, start, today, all_of_them=steps > 2)
    if steps >= 3:
        with calendar.on(calendar.add_working_days(start, 5)):
            _step(work, review, "review", WHY)
    if steps == 4:
        with calendar.on(calendar.add_working_days(start, 6)):
            if state == "deferred":
                changes = {"look_again_on": date(2023, 7, 3) + timedelta(days=14 * (place % 2) - 3)}
                _step(work, review, "defer", "有反映待核查", changes)
            else:
                _step(work, review, "pass")
        if state == "publicity":
            with calendar.on(calendar.add_working_days(start, 8)):
                _step(work, review, "publish")


def _step(work: Work, review: JointReview, name: str, why: str = "", changes: dict[str, Any] | None = None) -> None:
    unit, role = _seat(review, name)
    take(VETTING, name, review, by=work.user(role, unit), why=why, changes=changes)


def _answer(work: Work, review: JointReview, start: date, today: date, *, all_of_them: bool) -> None:
    """Answers that have come so far; the police of the first county has some left to answer for a visitor."""
    for number, reply in enumerate(answers(review).select_related("unit")):
        day = calendar.add_working_days(start, 1 + (number * 2 + review.pk) % 4)
        waits = not all_of_them and (reply.unit.name.endswith("公安局") or (number + review.pk) % 4 == 0)
        if waits or day > today:
            continue
        with calendar.on(day):
            by = work.user(Role.DEPARTMENT_OFFICER, reply.unit)
            take("procedures.reply", "reply", reply, by=by, changes={"answer": "no_objection", "item": "", "text": ""})


def _above(unit: Unit) -> Unit:
    if unit.parent is None:
        raise LookupError(f"{unit} has nothing above it")
    return unit.parent


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def _filings(work: Work) -> None:
    """Secretaries who left this year: most are on file, some were filed late, some are owed and late."""
    left = VillageRole.objects.filter(office=Office.SECRETARY, end_date__gte=date(2023, 1, 1)).order_by(
        "end_date", "pk"
    )
    today = calendar.today()
    for place, role in enumerate(left):
        if role.end_date is None or role.end_date > today:
            continue
        opened = max(role.end_date, min(today, role.end_date + timedelta(days=1)))
        with calendar.on(opened):
            keep_filings([role])
        if place % 3 == 2 or _above(role.cadre.unit).kind not in TOWNSHIPS:
            continue
        for filing in SecretaryFiling.objects.filter(role=role).select_related("township", "county"):
            _file(work, filing, opened, days=6 if place % 4 else 14)


def _file(work: Work, filing: SecretaryFiling, opened: date, *, days: int) -> None:
    filed = calendar.add_working_days(opened, days)
    if filed >= calendar.today():
        return
    paper = {"document_number": f"任免〔2023〕{filing.pk}号", "document_date": opened}
    with calendar.on(filed):
        take(FILING, "file", filing, by=work.user(Role.TOWNSHIP_OFFICER, filing.township), changes=paper)
    confirmed: Sequence[date] = [calendar.add_working_days(filed, 3)]
    if confirmed[0] <= calendar.today():
        with calendar.on(confirmed[0]):
            take(FILING, "confirm", filing, by=work.user(Role.COUNTY_OFFICER, filing.county))
