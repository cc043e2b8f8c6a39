"""People who do not exist: names, birth dates, numbers of a division that does not exist either."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from zugong.kernel.registry.codes import identity_check_digit
from zugong.kernel.registry.models import Person, Sex, Unit

TODAY = date(2023, 7, 3)
DIVISION = "341599"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
OF_MEN = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建亮成峰彬东海峻志国荣贵兴福全义才根柱山"
OF_WOMEN = "芳娜敏静丽艳娟霞秀英玲桂慧莉燕红梅兰云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞丹菊婷玉洁彩春花凤"


@dataclass(slots=True)
class Births:
    """Makes people up, the same ones every time."""

    chance: random.Random
    made: int = 0
    names: dict[int, set[str]] = field(default_factory=dict)
    born: Counter[date] = field(default_factory=Counter)

    def person(self, unit: Unit, *, woman: bool, youngest: int, oldest: int) -> Person:
        """Somebody new in a village, whose name nobody else there has."""
        return Person(
            name=self._name(unit, woman),
            unit=unit,
            sex=Sex.FEMALE if woman else Sex.MALE,
            birth_date=self.birth_date(youngest, oldest),
        )

    def birth_date(self, youngest: int, oldest: int) -> date:
        """A birthday of somebody of that many completed years today; those in the middle are the most frequent."""
        years = round(self.chance.triangular(youngest, oldest, (youngest + oldest) / 2 - 1))
        return TODAY.replace(year=TODAY.year - years) - timedelta(days=self.chance.randrange(365))

    def _name(self, unit: Unit, woman: bool) -> str:
        given = OF_WOMEN if woman else OF_MEN
        taken = self.names.setdefault(unit.pk, set())
        while True:
            length = 2 if self.chance.random() < 0.8 else 1
            name = self.chance.choice(SURNAMES) + "".join(self.chance.sample(given, length))
            if name not in taken:
                taken.add(name)
                return name

    def give_numbers(self, person: Person) -> None:
        """An identity number that fits, and a phone in a range that no operator has given out."""
        born = person.birth_date or date(1980, 1, 1)
        self.born[born] += 1
        sequence = 2 * self.born[born] + (0 if person.sex == Sex.FEMALE else 1)
        first = f"{DIVISION}{born:%Y%m%d}{sequence:03d}"
        person.identity_number = first + identity_check_digit(first)
        if not person.sealed_phone:
            person.phone = f"19900{100000 + self.made:06d}"
        self.made += 1
