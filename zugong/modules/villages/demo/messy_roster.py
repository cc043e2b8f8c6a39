"""A roster of village cadres as townships hand it in: titles, two header rows, dates in six ways, 同上, subtotals, mistakes.

Nobody in it exists: names are put together by lot, and the division code of the identity numbers was never given out.
"""

import datetime as dt
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from zugong.kernel.registry.codes import identity_check_digit

FAULTS = {
    "wrong check digit": 60,
    "lost digits": 30,
    "January or October": 40,
    "short phone": 20,
    "unclear post": 12,
    "unknown source": 10,
    "handed in twice": 16,
}
"""How many rows of a roster are bad, and why; all others can be taken as they stand."""

_NO_DIVISION = "341598"
_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张曹严金魏陶姜谢邹潘葛范彭鲁韦马方任袁柳史唐薛贺汤"
_GIVEN = "安邦彬昌诚春达德栋芳刚国海浩和恒宏华慧佳建江杰静军俊兰磊丽林玲龙梅敏明宁平琪强庆荣瑞森书涛伟文霞翔晓兴秀雪燕艺英勇宇玉远云泽志忠"
_TITLE = "2023年全市村（社区）干部基本情况一览表"
_HEADS = (
    ("序号", ""), ("乡镇", ""), ("村（社区）", ""),
    ("基本情况", "姓名"), ("基本情况", "性别"), ("基本情况", "出生年月"), ("基本情况", "身份证号"), ("基本情况", "联系电话"),
    ("任职情况", "现任职务"), ("任职情况", "任职时间"), ("任职情况", "来源"),
    ("学历情况", "学历"), ("学历情况", "是否全日制"), ("学历情况", "毕业院校"),
    ("家庭情况", "姓名"), ("家庭情况", "关系"), ("备注", ""),
)  # fmt: skip
_WIDTHS = (6, 14, 22, 10, 6, 12, 22, 14, 26, 12, 8, 8, 10, 18, 10, 8, 14)
_POSTS = (
    "党总支书记、村委会主任",
    "党总支副书记",
    "村委会副主任",
    "党总支委员",
    "村委会委员",
    "村委会委员、文书",
    "监委会主任",
)
_SCHOOLS = ("", "第一职业学校", "电视大学", "农业大学", "师范学院")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_FIRST_SERIAL_DAY = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Cadre:
    """Somebody as the sheet should say it, and what is wrong in the row."""

    township: str
    village: str
    name: str
    male: bool
    born: dt.date
    number: str
    phone: str
    post: str
    since: dt.date
    fault: str = ""


def messy_roster(villages: Sequence[tuple[str, str]], *, rows: int = 5_000, seed: int = 2023) -> bytes:
    """The roster as xlsx, with so many rows, for villages given as township and name, each township's together.

    The bad rows are those of `FAULTS`, or as many of each kind as fit into a shorter roster. The same seed gives the same roster.
    """
    chance = random.Random(seed)  # noqa: S311 - a roster to try the import with
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "花名册"
    _write_head(sheet)
    for line in _lines(_cadres(villages, rows, chance), chance):
        sheet.append(line)
    sheet.append(["注：本表由各乡镇填报，数据截至2023年6月30日。"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_head(sheet: Any) -> None:
    last = get_column_letter(len(_HEADS))
    sheet.append([_TITLE])
    sheet.append(["填报单位：各县区委组织部", *[None] * 10, "填报日期：2023年7月3日"])
    sheet.append([group for group, _label in _HEADS])
    sheet.append([label or None for _group, label in _HEADS])
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(name="方正小标宋简体", size=18)
    sheet["A1"].alignment = Alignment(horizontal="center")
    line = Border(*[Side("thin")] * 4)
    for group, places in groupby(range(1, len(_HEADS) + 1), key=lambda place: _HEADS[place - 1][0]):
        first, *_others = listed = list(places)
        for place in listed:
            sheet.cell(3, place).value = group if place == first else None
            sheet.cell(3, place).border = sheet.cell(4, place).border = line
        rows = 4 if len(listed) == 1 else 3
        sheet.merge_cells(start_row=3, end_row=rows, start_column=first, end_column=listed[-1])
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "D5"


def _cadres(villages: Sequence[tuple[str, str]], rows: int, chance: random.Random) -> list[_Cadre]:
    """The people of the roster by village, mistakes spread over them by lot."""
    twice = min(FAULTS["handed in twice"], rows // 20)
    numbers: set[str] = set()
    people = [_cadre(*villages[place * len(villages) // rows], chance, place, numbers) for place in range(rows - twice)]
    wrong = [fault for fault, count in FAULTS.items() if fault != "handed in twice" for _ in range(count)]
    chosen = chance.sample(range(len(people)), min(len(wrong), rows // 5) + twice)
    for place, fault in zip(chosen[twice:], wrong, strict=False):
        people[place] = _spoilt(people[place], fault)
    again = [replace(people[place], fault="handed in twice") for place in chosen[:twice]]
    order = {village: place for place, village in enumerate(dict.fromkeys(villages))}
    return sorted([*people, *again], key=lambda one: (order[one.township, one.village], bool(one.fault)))


def _cadre(township: str, village: str, chance: random.Random, place: int, numbers: set[str]) -> _Cadre:
    """Somebody whose identity number nobody of `numbers` has, whatever becomes of the birth month."""
    male = chance.random() < 0.68
    while True:
        born = dt.date(1966, 1, 1) + dt.timedelta(days=chance.randrange(33 * 365))
        serial = 2 * chance.randrange(500) + male
        if (known_by := f"{born:%Y%d}{serial:03d}") not in numbers:
            numbers.add(known_by)
            break
    name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2 if chance.random() < 0.8 else 1))
    since = dt.date(chance.choice((2018, 2021, 2021, 2021, 2022)), chance.randrange(1, 13), chance.randrange(1, 28))
    post, number = chance.choice(_POSTS), _identity_number(born, f"{serial:03d}")
    return _Cadre(township, village, name, male, born, number, f"1700{place:07d}", post, since)


def _identity_number(born: dt.date, serial: str) -> str:
    first = f"{_NO_DIVISION}{born:%Y%m%d}{serial}"
    return first + identity_check_digit(first)


def _spoilt(one: _Cadre, fault: str) -> _Cadre:
    if fault == "wrong check digit":
        wrong = "1" if one.number[-1] != "1" else "2"
        return replace(one, number=one.number[:-1] + wrong, fault=fault)
    if fault == "January or October":
        born = one.born.replace(month=10)
        return replace(one, born=born, number=_identity_number(born, one.number[14:17]), fault=fault)
    return replace(one, fault=fault)


def _lines(people: Sequence[_Cadre], chance: random.Random) -> Iterator[list[Any]]:
    number = 0
    for township, of_township in groupby(people, key=lambda one: one.township):
        above, count = "", 0
        for one in of_township:
            number, count = number + 1, count + 1
            yield [number, township, *_village(one, above, chance), *_cells(one, chance)]
            above = one.village
        yield [None, f"{township}小计", f"{count}人"]
    yield [None, "合 计", f"{number}人"]


def _village(one: _Cadre, above: str, chance: random.Random) -> list[str]:
    if one.village == above and chance.random() < 0.7:
        return ["同上"]
    return [f"{one.township}{one.village}"]


def _cells(one: _Cadre, chance: random.Random) -> list[Any]:
    """A row from the name on, each value in one of the ways in which it is written."""
    spaced = len(one.name) == 2 and chance.random() < 0.6
    level = chance.choice(("高中", "中专", "大专", "大专", "本科"))
    kin = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    return [
        "　".join(one.name) if spaced else one.name,
        "男" if one.male else "女",
        float(f"{one.born.year}.1") if one.fault == "January or October" else _month(one.born, chance),
        _number(one, chance),
        one.phone[:10] if one.fault == "short phone" else chance.choice((one.phone, int(one.phone))),
        "主持工作" if one.fault == "unclear post" else one.post,
        _month(one.since, chance),
        "选聘" if one.fault == "unknown source" else chance.choice(("选举", "选举", "选派", "招录", "返乡")),
        level,
        chance.choice(("是", "否")) if level in ("大专", "本科") else None,
        chance.choice(_SCHOOLS) or None,
        kin,
        chance.choice(("配偶", "父亲", "母亲")),
        chance.choice((None, None, None, "连任", "新任")),
    ]


def _month(day: dt.date, chance: random.Random) -> Any:
    """A date as offices write it. A number never ends in a zero that would be lost: that is a mistake of its own."""
    number = float(f"{day:%Y.%m}") if day.month != 10 else f"{day:%Y.%m}"
    ways = (
        f"{day:%Y.%m}", number, int(f"{day:%Y%m}"), f"{day.year}年{day.month}月", day, (day - _FIRST_SERIAL_DAY).days,
        f"{day:%Y.%m}".translate(_FULL_WIDTH), f"{day:%Y-%m-%d}",
    )  # fmt: skip
    return chance.choice(ways)


def _number(one: _Cadre, chance: random.Random) -> Any:
    if one.fault == "lost digits":
        return float(one.number[:17] + "0")
    ways = (one.number, one.number, one.number.lower(), one.number.translate(_FULL_WIDTH),
            f"{one.number[:6]} {one.number[6:14]} {one.number[14:]}")  # fmt: skip
    return chance.choice(ways)
