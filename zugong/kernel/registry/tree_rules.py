"""What makes a table of units a tree: pure checks over its rows."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zugong.kernel.registry.codes import division_mistake
from zugong.kernel.registry.kinds import ON_THE_MAP, may_stand_under
from zugong.kernel.registry.models import UnitKind

if TYPE_CHECKING:
    from zugong.kernel.registry.models import Unit

LENGTHS: dict[str, int] = {
    UnitKind.CITY: 4, UnitKind.COUNTY: 6, UnitKind.ZONE: 9, UnitKind.TOWNSHIP: 9,
    UnitKind.SUBDISTRICT: 9, UnitKind.VILLAGE: 12, UnitKind.COMMUNITY: 12,
}  # fmt: skip
ZONE_CODE = re.compile(r"\d{6}4\d\d$")
VILLAGE_NAME = re.compile(r"^(?P<stem>.+?)村?(?:村民委员会|村委会)$")
COMMUNITY_NAME = re.compile(r"^(?P<stem>.+社区)(?:居民委员会|居委会)$")
FIRST_VILLAGE_NUMBER = 200
"""In statistics codes the last three digits of a residents' committee lie below, those of a village at or above."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row of a table of units, with its number in the table."""

    number: int
    code: str
    parent_code: str
    kind: str
    name: str
    short_name: str = ""
    official_parent_code: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong (or remarkable) in one row."""

    row: int
    code: str
    message: str

    def __str__(self) -> str:
        return _("第 %(row)d 行（%(code)s）：%(message)s") % {
            "row": self.row, "code": self.code or _("无代码"), "message": self.message,
        }  # fmt: skip


def settled(row: TreeRow) -> TreeRow:
    """The row as it enters the tree: a development zone deals with the city and keeps its county; long names get a short one."""
    if row.kind == UnitKind.TOWNSHIP and ZONE_CODE.fullmatch(row.code) and row.name.endswith("区"):
        county = row.parent_code
        row = replace(row, kind=UnitKind.ZONE, parent_code=county[:4], official_parent_code=county)
    return replace(row, short_name=row.short_name or short_name_of(row.name))


def short_name_of(name: str) -> str:
    """中心村委会 -> 中心村, 军民社区居民委员会 -> 军民社区; other names stay as they are."""
    village = VILLAGE_NAME.match(name)
    if village:
        return f"{village['stem']}村"
    community = COMMUNITY_NAME.match(name)
    return community["stem"] if community else ""


def with_county_names(rows: Sequence[TreeRow], names: Mapping[str, str]) -> list[TreeRow]:
    """Zones and units like townships whose name says no place (经济开发区) get a short name with their county's."""
    return [replace(row, short_name=row.short_name or _placed_name(row, names)) for row in rows]


def _placed_name(row: TreeRow, names: Mapping[str, str]) -> str:
    county = names.get(row.official_parent_code or row.parent_code, "")
    city = names.get(row.code[:4], "")
    like_a_township = row.kind == UnitKind.TOWNSHIP and row.code[6:7] == "5"
    says_where = any(stem in row.name for stem in (county[:-1], city[:-1]) if stem)
    if says_where or not county or not (row.kind == UnitKind.ZONE or like_a_township):
        return ""
    return f"{county}{row.name}"


def mistakes_in(rows: Sequence[TreeRow], existing: Mapping[str, "Unit"]) -> list[Mistake]:
    """Everything that would break the tree, row by row."""
    kinds = {code: unit.kind for code, unit in existing.items()} | {row.code: row.kind for row in rows}
    found: list[Mistake] = []
    seen: dict[str, int] = {}
    for row in rows:
        messages = _row_mistakes(row, kinds, existing)
        if row.code and row.code in seen:
            messages.append(_("代码与第 %(row)d 行重复") % {"row": seen[row.code]})
        seen.setdefault(row.code, row.number)
        found += [Mistake(row.number, row.code, message) for message in messages]
    found += _second_roots(rows, existing) + _cycles(rows) + _twins(rows, existing)
    return sorted(found, key=lambda mistake: mistake.row)


def _row_mistakes(row: TreeRow, kinds: Mapping[str, str], existing: Mapping[str, "Unit"]) -> list[str]:
    if not row.code:
        return [_("代码为空")]
    messages = []
    if not row.name:
        messages.append(_("名称为空"))
    if row.kind not in UnitKind.values:
        return [*messages, _("类别“%(kind)s”不认识") % {"kind": row.kind}]
    if row.parent_code and row.parent_code not in kinds:
        messages.append(_("上级代码 %(parent)s 不存在") % {"parent": row.parent_code})
    elif kinds.get(row.parent_code, UnitKind.CITY) in UnitKind.values:
        messages += _kind_mistake(row, kinds.get(row.parent_code))
    if row.official_parent_code and row.official_parent_code not in kinds:
        messages.append(_("区划上级代码 %(parent)s 不存在") % {"parent": row.official_parent_code})
    messages += _code_mistake(row)
    unit = existing.get(row.code)
    return messages + (_against_existing(row, unit) if unit is not None else [])


def _kind_mistake(row: TreeRow, parent_kind: str | None) -> list[str]:
    if may_stand_under(row.kind, parent_kind):
        return []
    where = UnitKind(parent_kind).label if parent_kind else _("顶层")
    return [_("%(kind)s不能设在%(where)s之下") % {"kind": UnitKind(row.kind).label, "where": where}]


def _code_mistake(row: TreeRow) -> list[str]:
    if row.kind in ON_THE_MAP:
        message = division_mistake(row.code, row.official_parent_code or row.parent_code or None, LENGTHS[row.kind])
        return [message] if message else []
    if row.parent_code and not row.code.startswith(row.parent_code):
        return [_("代码 %(code)s 不以上级代码 %(parent)s 开头") % {"code": row.code, "parent": row.parent_code}]
    return []


def _against_existing(row: TreeRow, unit: "Unit") -> list[str]:
    if unit.voided_at is not None:
        return [_("此代码的单位已作废，不能再导入")]
    messages = []
    if (unit.parent.code if unit.parent else "") != row.parent_code:
        messages.append(_("上级与现有单位不同，请用“划转”办理"))
    if unit.kind != row.kind:
        messages.append(_("类别与现有单位不同，请用“改制”办理"))
    return messages


def _second_roots(rows: Sequence[TreeRow], existing: Mapping[str, "Unit"]) -> list[Mistake]:
    roots = {code for code, unit in existing.items() if unit.parent_id is None}
    found = []
    for row in rows:
        if not row.parent_code and row.code:
            if roots and row.code not in roots:
                found.append(Mistake(row.number, row.code, _("没有上级代码；顶层单位只能有一个")))
            roots.add(row.code)
    return found


def _cycles(rows: Sequence[TreeRow]) -> list[Mistake]:
    parents = {row.code: row.parent_code for row in rows}
    found = []
    for row in rows:
        code, passed = row.parent_code, set()
        while code in parents and code not in passed and code != row.code:
            passed.add(code)
            code = parents[code]
        if code == row.code and row.code:
            found.append(Mistake(row.number, row.code, _("上级关系成环，回到了自身")))
    return found


def _twins(rows: Sequence[TreeRow], existing: Mapping[str, "Unit"]) -> list[Mistake]:
    """Two units of one name below one parent; below different parents a name may repeat."""
    held: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    named_anew = {row.code for row in rows}
    for code, unit in existing.items():
        if unit.parent is not None and not unit.is_closed and code not in named_anew:
            held[unit.parent.code, unit.name][code] = 0
    found = []
    for row in rows:
        others = {code: number for code, number in held[row.parent_code, row.name].items() if code != row.code}
        if others and row.name:
            other = next(iter(others))
            found.append(Mistake(row.number, row.code, _("同一上级下已有同名单位（%(other)s）") % {"other": other}))
        held[row.parent_code, row.name][row.code] = row.number
    return found


def irregularities(rows: Sequence[TreeRow]) -> list[Mistake]:
    """What is unusual in rows that are kept as they are."""
    found = []
    names = Counter(row.name for row in rows)
    for row in rows:
        if row.kind == UnitKind.ZONE and row.official_parent_code:
            found.append(
                Mistake(row.number, row.code, _("%(name)s按开发区与市直接往来，保留区划上级") % {"name": row.name})
            )
        if row.kind == UnitKind.TOWNSHIP and row.code[6:7] == "5":
            found.append(Mistake(row.number, row.code, _("%(name)s是类似乡级的单位") % {"name": row.name}))
        if row.kind == UnitKind.VILLAGE:
            found += _odd_village(row)
        if names[row.name] > 1 and row.kind in {UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT}:
            found.append(Mistake(row.number, row.code, _("%(name)s在全市有重名") % {"name": row.name}))
    return found


def _odd_village(row: TreeRow) -> list[Mistake]:
    found = []
    if not VILLAGE_NAME.match(row.name) and not row.name.endswith("村"):
        found.append(Mistake(row.number, row.code, _("类别为村，名称为%(name)s") % {"name": row.name}))
    if row.code[9:].isdigit() and int(row.code[9:]) < FIRST_VILLAGE_NUMBER:
        found.append(Mistake(row.number, row.code, _("类别为村，代码在居委会号段")))
    return found
