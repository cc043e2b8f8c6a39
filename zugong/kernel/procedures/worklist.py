"""What is a user's today: one list from the one table of duties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.declaring import Words
from zugong.kernel.procedures.models import Duty

MOST_SHOWN = 300
"""More than this nobody works through on a page; what is most urgent comes first."""

RETURNED = "returned"
"""The last part of the kind of a duty that came back, as in plan.returned."""

TO_SIGN = frozenset({Verb.SIGN, Verb.APPROVE, Verb.DIRECT})
TO_CONFIRM = frozenset({Verb.CONFIRM, Verb.CLOSE})


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that are alike in what they ask for."""

    name: str
    label: Words
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class Worklist:
    """A user's open duties by group, most urgent first, each in one group only; and those of units below that have climbed."""

    groups: Sequence[Group]
    climbed: Sequence[Duty]

    def count(self, name: str) -> int:
        """How many duties a group has."""
        return next((len(group.duties) for group in self.groups if group.name == name), 0)

    @property
    def total(self) -> int:
        """How many duties are the user's own."""
        return sum(len(group.duties) for group in self.groups)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, for the line that answers first."""
        return {group.name: len(group.duties) for group in self.groups} | {"climbed": len(self.climbed)}


def worklist(user: User) -> Worklist:
    """What the user owes today and what has climbed to the user; the number of queries does not grow with the duties."""
    owed = Duty.objects.owed_by(user).select_related("unit", "clock")[:MOST_SHOWN]
    climbed = Duty.objects.climbed_to(user).select_related("unit", "escalated_to")[:MOST_SHOWN]
    soon = int(value_of("procedures.soon_days", at=user.unit))
    sorted_out: dict[str, list[Duty]] = {name: [] for name, _label in _labels()}
    for duty in owed:
        sorted_out[_group_of(duty, soon)].append(duty)
    groups = [Group(name, label, sorted_out[name]) for name, label in _labels() if sorted_out[name]]
    return Worklist(groups=groups, climbed=list(climbed))


def answer(work: Worklist) -> str:
    """The first line: what is most urgent, in words and numbers."""
    kinds = {
        "today": _("%d 件到期"),
        "overdue": _("%d 件逾期"),
        "returned": _("%d 件被退回"),
        "to_sign": _("%d 件待签发"),
        "to_confirm": _("%d 件待确认"),
    }
    said = [text % work.count(name) for name, text in kinds.items() if work.count(name)]
    if said:
        return _("今天有 %(kinds)s") % {"kinds": "、".join(said)}
    if work.total:
        return _("今天没有到期的事，手头还有 %d 件") % work.total
    if work.climbed:
        return _("自己的事都办完了，所辖单位有 %d 件逾期") % len(work.climbed)
    return _("今天的事都办完了")


def group_text(duties: Iterable[Duty], link: str) -> str:
    """A text to paste into a group chat: what is late, by which units, where to do it. It names units and no person."""
    late: dict[str, list[str]] = {}
    for duty in duties:
        names = late.setdefault(duty.title, [])
        if str(duty.unit) not in names:
            names.append(str(duty.unit))
    said = [_("“%(title)s”以下单位逾期：%(units)s。") % {"title": t, "units": "、".join(u)} for t, u in late.items()]
    return _("【督办】%(said)s办理：%(link)s") % {"said": "".join(said), "link": link}


def _labels() -> list[tuple[str, str]]:
    return [
        ("overdue", _("逾期")),
        ("today", _("今天到期")),
        ("returned", _("被退回")),
        ("to_sign", _("待签发")),
        ("to_confirm", _("待确认")),
        ("soon", _("即将到期")),
        ("later", _("稍后")),
    ]


def _group_of(duty: Duty, soon: int) -> str:
    today = calendar.today()
    if duty.is_overdue:
        return "overdue"
    if duty.due == today:
        return "today"
    if duty.kind.rpartition(".")[2] == RETURNED:
        return "returned"
    if duty.verb in TO_SIGN:
        return "to_sign"
    if duty.verb in TO_CONFIRM:
        return "to_confirm"
    return "soon" if duty.days_left is not None and duty.days_left <= soon else "later"
