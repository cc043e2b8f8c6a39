"""The demonstration's role models: last year's round of the city, of twenty nominated eight named, and a county round under way."""

import random
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import override

from zugong.kernel import calendar
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.conduct import conduct_of
from zugong.modules.villages.actions.role_models import NOMINATION, nominate
from zugong.modules.villages.actions.ways_up import line_of_village
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.demo.ways_up import Hands
from zugong.modules.villages.models import Finding, RoleModelNomination, RoleModelRound, RoleModelUse, VillageCadre
from zugong.modules.villages.rules.register import RANKS, Office

SEED = 20230706
NOMINATED, NAMED, UNDER_WAY = 20, 8, 3
MERITS = {
    "politics": (
        "坚持每月主题党日上党课，支部连续两年评为五星级党组织。",
        "带头落实“四议两公开”，重大事项全部上会表决。",
        "把党小组建到产业链上，发展年轻党员四名。",
    ),
    "development": (
        "流转撂荒地六百亩种植油茶，村集体经营性收入由九万元增到四十二万元。",
        "建起稻虾共作基地，带动七十三户年均增收八千元。",
        "引进来料加工车间，吸纳留守妇女三十余人就业。",
    ),
    "results": (
        "完成户厕改造和污水管网全覆盖，人居环境测评连续三季度全县前三。",
        "修通最后两公里断头路，解决四个村民组出行难。",
        "把闲置小学改成为老食堂和幸福院，服务老人六十余名。",
    ),
    "governance": (
        "推行“板凳议事会”，就地化解矛盾纠纷五十六起，无越级信访。",
        "建立积分超市，移风易俗写进村规民约，婚丧事支出下降四成。",
        "网格员每日巡查、当日上报，防汛期间转移群众无一伤亡。",
    ),
    "conduct": (
        "党务村务财务按月公开，集体资金支出逐笔公示。",
        "从不接受村民宴请，家门口公布本人电话，二十四小时接听。",
        "带头退出自家低保申请，主动接受村务监督委员会质询。",
    ),
}
USES = (
    ("teacher", date(2023, 3, 16), "全市村党组织书记示范培训班授课"),
    ("delegate", date(2023, 2, 10), "县区人大代表人选"),
)
State, Round = RoleModelNomination.State, RoleModelRound.State


@transaction.atomic
def build() -> None:
    """Fill the rounds where there are none and the city has people who act."""
    city, hands = Unit.objects.filter(kind=UnitKind.CITY).order_by("pk").first(), Hands()
    if city is None or RoleModelRound.with_voided.exists() or hands.of(Role.CITY_OFFICER, city) is None:
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    with remembering(), override("zh-hans"):
        _last_year(city, chance, hands)
        _this_year(chance, hands)


def _secretaries(chance: random.Random, unit: Unit, number: int) -> list[VillageCadre]:
    amiss = Finding.objects.exclude(cadre=None).values("cadre")
    rows = VillageCadre.objects.filter(unit__path__startswith=unit.path, rank=RANKS[Office.SECRETARY])
    keys = list(rows.exclude(pk__in=amiss).order_by("pk").values_list("pk", flat=True))
    found = VillageCadre.objects.select_related("unit__parent", "person__data_key").in_bulk(
        chance.sample(keys, min(number, len(keys)))
    )
    return sorted(found.values(), key=lambda one: one.pk)


def _merits(chance: random.Random) -> dict[str, str]:
    return {name: chance.choice(texts) for name, texts in MERITS.items()}


def _last_year(city: Unit, chance: random.Random, hands: Hands) -> None:
    round_ = writing.save(
        RoleModelRound(
            unit=city, level="city", year=2022, quota=NAMED, state=Round.NAMED, nominates_from=date(2022, 9, 5),
            nominates_to=date(2022, 9, 23), document_number="六组〔2022〕41号",
            conditions="任现职满一年的村（社区）党组织书记，五个方面成绩突出，群众公认。",
            drawn_up_by=hands.of(Role.CITY_OFFICER, city),
        ),
        by=None,
    )  # fmt: skip
    made = [_nomination(round_, cadre, chance) for cadre in _secretaries(chance, city, NOMINATED)]
    clean = [one for one in made if not conduct_of(one.person, on=date(2022, 12, 20)).blocks]
    for one in sorted(clean, key=lambda one: one.score or 0, reverse=True)[:NAMED]:
        one.state, one.public_on, one.named_on = State.NAMED, date(2022, 12, 5), date(2022, 12, 20)
        one.medal_document = "六委〔2022〕58号"
    named = [one for one in writing.create_all(made, by=None) if one.state == State.NAMED]
    uses = [
        RoleModelUse(nomination=one, kind=kind, on=on, note=note)
        for place, one in enumerate(named[:5])
        for kind, on, note in USES[: 1 + place % 2]
    ]
    writing.create_all(uses, by=None)


def _nomination(round_: RoleModelRound, cadre: VillageCadre, chance: random.Random) -> RoleModelNomination:
    township, county = line_of_village(cadre.unit)
    present = chance.randrange(28, 61)
    said: dict[str, Any] = {"votes_present": present, "votes_for": present - chance.randrange(0, 9)}
    return RoleModelNomination(
        round=round_, cadre=cadre, person=cadre.person, unit=cadre.unit, township=township, county=county,
        nominated_on=date(2022, 9, 12), meeting_on=date(2022, 9, 9), recommended_on=date(2022, 9, 20),
        review="经审查，符合推荐条件。", reviewed_on=date(2022, 10, 14), score=chance.randrange(780, 970) / 10,
        state=State.NOT_NAMED, **said, **_merits(chance),
    )  # fmt: skip


def _this_year(chance: random.Random, hands: Hands) -> None:
    county = Unit.objects.filter(code="341502").first()
    if county is None:
        return
    with calendar.on(date(2023, 6, 19)):
        round_ = writing.save(
            RoleModelRound(
                unit=county, level="county", year=2023, quota=10, state=Round.NOMINATING,
                nominates_from=date(2023, 6, 19), nominates_to=date(2023, 7, 14), document_number="金组〔2023〕19号",
                conditions="任现职满一年，近三年未受过处分。", drawn_up_by=hands.of(Role.COUNTY_OFFICER, county),
            ),
            by=None,
        )  # fmt: skip
    township = Unit.objects.filter(code="341502100").first()
    officer = None if township is None else hands.of(Role.TOWNSHIP_OFFICER, township)
    if township is None or officer is None:
        return
    for place, cadre in enumerate(_secretaries(chance, township, UNDER_WAY)):
        with calendar.on(date(2023, 6, 28)):
            made = nominate(round_=round_, cadre=cadre, by=officer, said=_merits(chance))
        weighed = conduct_of(cadre.person, on=TODAY)
        if place or weighed.open_clues or weighed.blocks:
            continue
        with calendar.on(date(2023, 6, 30)):
            votes = {"meeting_on": date(2023, 6, 27), "votes_present": 36, "votes_for": 34}
            take(NOMINATION, "recommend", made, by=hands.signer(township), changes=votes | _merits(chance))
