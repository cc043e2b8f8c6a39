"""Accounts from a sheet: every row is checked first, every bad row is named, and nothing is made unless all are good."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zugong.kernel.access.accounts import make_account, username_for, username_mistake
from zugong.kernel.access.activation import issue_code
from zugong.kernel.access.deciding import may
from zugong.kernel.access.granting import request_grant
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Role, Verb
from zugong.kernel.history import writing
from zugong.kernel.registry.codes import phone_mistake
from zugong.kernel.registry.models import Person, Post, Unit, UnitKind
from zugong.kernel.registry.people import add_person
from zugong.kernel.registry.tree_rules import Mistake
from zugong.kernel.sealing.fields import digests

HEADS = {
    "name": "姓名",
    "unit_code": "单位代码",
    "unit_name": "单位名称",
    "role": "角色",
    "username": "账号",
    "title": "职务",
    "phone": "手机",
}
HOME_PLACES = frozenset({UnitKind.DEPARTMENT, UnitKind.SECTION})
OF_A_PLACE = frozenset(
    {Role.CITY_OFFICER, Role.COUNTY_OFFICER, Role.UNIT_SIGNER, Role.LEADER, Role.SUPERVISOR, Role.AUDITOR}
    | {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
)
"""Roles whose holders sit in a department or section and work for the city or county above it."""


class AccountsRefused(Exception):
    """Some rows cannot become accounts; `mistakes` names each of them. Nothing was made."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep the mistakes, and the first few as the message."""
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.row)
        super().__init__("；".join(str(mistake) for mistake in self.mistakes[:5]))


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row of the sheet, as text, with its number in the sheet."""

    number: int
    name: str
    unit_code: str = ""
    unit_name: str = ""
    role: str = ""
    username: str = ""
    title: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class HandOut:
    """What one new user is handed on paper; the code is shown this once."""

    user: User
    role: str
    code: str


@dataclass(frozen=True, slots=True)
class _Ready:
    row: AccountRow
    unit: Unit
    role: str


def account_rows(table: Iterable[Mapping[str, Any]], *, numbers: Iterable[int] | None = None) -> list[AccountRow]:
    """Rows of a table headed in Chinese or by identifier; empty rows are left out.

    `numbers` are those of the rows in their sheet; unsaid, the first row stands below one line of heads.
    """
    names = {label: name for name, label in HEADS.items()} | {"手机号": "phone", "单位": "unit_name"}
    rows = []
    for number, line in zip(numbers or count(2), table, strict=False):
        values = {
            names.get(head.strip(), head): str(value if value is not None else "").strip()
            for head, value in line.items()
        }
        known = {name: values[name] for name in HEADS if values.get(name)}
        if known:
            rows.append(AccountRow(number=number, **{"name": "", **known}))
    return rows


@transaction.atomic
def make_accounts(rows: Sequence[AccountRow], *, by: User | None) -> list[HandOut]:
    """Make one account a row, with person, post, code and requested role. Raises AccountsRefused; then nothing was made."""
    ready, mistakes = _sorted_out(rows, by)
    if mistakes:
        raise AccountsRefused(mistakes)
    taken = set(User.with_voided.values_list("username", flat=True)) | {row.username for row in rows}
    return [_make(one, taken, by) for one in ready]


def _make(one: _Ready, taken: set[str], by: User | None) -> HandOut:
    row = one.row
    person = _known_person(row, one.unit) or add_person(name=row.name, unit=one.unit, phone=row.phone, by=by)
    if row.title and not Post.objects.filter(person=person, unit=one.unit, title=row.title, end_date=None).exists():
        writing.save(Post(person=person, unit=one.unit, title=row.title), by=by)
    username = row.username or username_for(row.name, taken)
    user = make_account(username=username, unit=one.unit, person=person, by=by)
    request_grant(user=user, role=one.role, unit=place_of(one.role, one.unit), by=by)
    return HandOut(user=user, role=str(Role(one.role).label), code=issue_code(user=user, by=by))


def place_of(role: str, home: Unit) -> Unit:
    """The unit at which somebody who sits in `home` holds the role: the city or county above a department or section."""
    place = home
    while role in OF_A_PLACE and place.kind in HOME_PLACES and place.parent is not None:
        place = place.parent
    return place


def _known_person(row: AccountRow, unit: Unit) -> Person | None:
    """Somebody registered in the unit under this name who has no account yet; a phone tells namesakes apart."""
    same = Person.objects.filter(name=row.name, unit=unit, user__isnull=True)
    if row.phone:
        same = same.filter(Q(phone_digest__in=digests(row.phone)) | Q(phone_digest=""))
    return same.first()


def _sorted_out(rows: Sequence[AccountRow], by: User | None) -> tuple[list[_Ready], list[Mistake]]:
    ready: list[_Ready] = []
    mistakes: list[Mistake] = []
    roles = {str(role.label): role.value for role in Role} | {role.value: role.value for role in Role}
    units = _Units(rows)
    for row in rows:
        unit, wrong = units.find(row)
        wrong = [*wrong, *_own_mistakes(row, roles)]
        if unit is not None:
            wrong += _mistakes_at(row, unit, by)
        mistakes += [Mistake(row.number, row.name or row.username, message) for message in wrong]
        if unit is not None and not wrong:
            ready.append(_Ready(row, unit, roles[row.role]))
    return ready, mistakes + _repeated(ready)


def _own_mistakes(row: AccountRow, roles: Mapping[str, str]) -> list[str]:
    wrong = []
    if not row.name:
        wrong.append(_("姓名为空"))
    if row.role not in roles:
        wrong.append(
            _("角色“%(role)s”不认识，可填：%(roles)s")
            % {"role": row.role, "roles": "、".join(str(r.label) for r in Role)}
        )
    if row.phone and phone_mistake(row.phone):
        wrong.append(phone_mistake(row.phone))
    if row.username and username_mistake(row.username):
        wrong.append(username_mistake(row.username))
    elif row.username and User.with_voided.filter(username=row.username).exists():
        wrong.append(_("账号 %(name)s 已有人使用") % {"name": row.username})
    return wrong


def _mistakes_at(row: AccountRow, unit: Unit, by: User | None) -> list[str]:
    if by is not None and not may(by, Verb.MANAGE_ACCOUNTS, at=unit):
        return [_("您不能管理%(unit)s的账号") % {"unit": unit}]
    if unit.is_closed:
        return [_("%(unit)s已撤销") % {"unit": unit}]
    namesakes = User.objects.filter(person__name=row.name, unit=unit)
    if row.phone:
        namesakes = namesakes.filter(Q(person__phone_digest__in=digests(row.phone)) | Q(person__phone_digest=""))
    holder = namesakes.first()
    if holder is None:
        return []
    return [
        _("%(name)s在%(unit)s已有账号 %(username)s") % {"name": row.name, "unit": unit, "username": holder.username}
    ]


def _repeated(ready: Sequence[_Ready]) -> list[Mistake]:
    people: dict[tuple[str, int, str], int] = {}
    usernames: dict[str, int] = {}
    found = []
    for one in ready:
        row = one.row
        first = people.setdefault((row.name, one.unit.pk, row.phone), row.number)
        if first != row.number:
            found.append(
                Mistake(row.number, row.name, _("与第 %(row)d 行是同一人；同名的请填手机以区分") % {"row": first})
            )
        if row.username:
            first = usernames.setdefault(row.username, row.number)
            if first != row.number:
                found.append(Mistake(row.number, row.name, _("账号与第 %(row)d 行重复") % {"row": first}))
    return found


class _Units:
    """The units that a sheet names, read in one query."""

    def __init__(self, rows: Sequence[AccountRow]) -> None:
        codes = {row.unit_code for row in rows if row.unit_code}
        names = {row.unit_name for row in rows if row.unit_name}
        named = Q(code__in=codes) | Q(name__in=names) | Q(short_name__in=names)
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, dict[int, Unit]] = defaultdict(dict)
        for unit in Unit.objects.filter(named).select_related("parent__parent__parent"):
            self.by_code[unit.code] = unit
            for name in {unit.name, unit.short_name}:
                self.by_name[name][unit.pk] = unit

    def find(self, row: AccountRow) -> tuple[Unit | None, list[str]]:
        """The row's unit, or what is wrong."""
        if row.unit_code:
            unit = self.by_code.get(row.unit_code)
            return unit, [] if unit else [_("单位代码 %(code)s 不存在") % {"code": row.unit_code}]
        if not row.unit_name:
            return None, [_("请填单位代码或单位名称")]
        found = list(self.by_name.get(row.unit_name, {}).values())
        if len(found) == 1:
            return found[0], []
        if not found:
            return None, [_("没有名为“%(name)s”的单位") % {"name": row.unit_name}]
        return None, [
            _("有 %(count)d 个单位名为“%(name)s”，请填单位代码") % {"count": len(found), "name": row.unit_name}
        ]
