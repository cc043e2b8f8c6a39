"""Clues about village cadres and teams: taking them in, and what each move on their way asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may, stands_in_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import CannotMove, begin
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.models import (
    Clue,
    FindingKind,
    MeasureKind,
    OutcomeKind,
    Receiver,
    SupervisionVisit,
    VillageCadre,
)
from zugong.modules.villages.rules.conduct import PROBLEM, effect_end, may_recheck, months_later
from zugong.modules.villages.rules.register import VILLAGE_KINDS

PROCEDURE = "villages.clue"
FOR_TEAMS = frozenset({MeasureKind.REMINDER, MeasureKind.CRITICISM})
"""A whole team can be reminded or criticised; what strikes a person needs a clue of that person's own."""


class CannotRegister(Exception):
    """The clue cannot be taken in; the message says why."""


def keepers_for(user: User) -> list[Unit]:
    """The units for which the user can take clues in: the innermost of those the user handles matters for, not all above them."""
    units = list(Unit.objects.filter(pk__in=user.units_acted_for(Verb.CONFIRM)).order_by("path"))
    return [one for one in units if not any(one.pk in other.ancestor_ids for other in units)]


@transaction.atomic
def register_clue(
    *,
    unit: Unit,
    village: Unit,
    person: Person | None,
    source: str,
    kind: str,
    received: date,
    text: str,
    by: User,
    team: str = "",
    visit: SupervisionVisit | None = None,
) -> Clue:
    """Take a clue in for a unit; the clock of charging somebody with it begins. Raises CannotRegister."""
    if unit not in keepers_for(by):
        raise CannotRegister(_("您不能以%(unit)s的名义受理线索") % {"unit": unit})
    _judge_subject(village, person, team, by)
    if received > calendar.today():
        raise CannotRegister(_("受理日期不能晚于今天"))
    if not text.strip():
        raise CannotRegister(_("请写明反映内容"))
    clue = Clue(
        number=next_number(received.year),
        unit=unit,
        village=village,
        person=person,
        team=team,
        source=source,
        kind=kind,
        received=received,
        text=text,
        visit=visit,
        registered_by=by,
    )
    begin(PROCEDURE, clue, by=by)
    return clue


def _judge_subject(village: Unit, person: Person | None, team: str, by: User) -> None:
    """Raise CannotRegister unless the clue is about one cadre or one body of a village in the reader's reach."""
    if village.kind not in VILLAGE_KINDS or not may(by, Verb.READ, at=village):
        raise CannotRegister(_("请选择所辖的村（社区）"))
    if (person is None) == (not team):
        raise CannotRegister(_("请写明反映的是哪名村干部，或者哪个班子，二者选一"))
    if person is None:
        return
    if person.pk == by.person_id:
        raise CannotRegister(_("反映的是您本人，请交其他人受理"))
    if not VillageCadre.objects.filter(unit=village, person=person).exists():
        raise CannotRegister(_("此人没有登记为该村的村干部，请先核对姓名和村"))


def next_number(year: int) -> str:
    """The number of the next clue of a year: 2023-0001 and on, voided ones counted."""
    last = Clue.with_voided.filter(number__startswith=f"{year}-").order_by("-number").values_list("number", flat=True)
    return f"{year}-{int(last[0].partition('-')[2]) + 1 if last else 1:04d}"


def not_oneself(clue: Clue, by: User | None) -> None:
    """Raise CannotMove if whoever acts, or whose right is borrowed, is the person concerned."""
    if by is None or clue.person_id is None:
        return
    places = [place for place in (clue.unit, clue.handler) if place is not None]
    people = {by.person_id, *(lent.person_id for place in places if (lent := stands_in_for(by, Verb.CONFIRM, place)))}
    if clue.person_id in people:
        raise CannotMove(_("反映的是办理人本人，须由他人办理"))


def _day(day: date, *, least: date | None, label: Any) -> None:
    """Raise CannotMove for a day that has not come, or lies before what it follows."""
    if day > calendar.today():
        raise CannotMove(_("%(label)s不能晚于今天") % {"label": label})
    if least is not None and day < least:
        raise CannotMove(_("%(label)s不能早于 %(least)s") % {"label": label, "least": least})


def before_assigning(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """Only units in charge of the village can be charged."""
    not_oneself(clue, by)
    allowed = list(clue.choices_for("handler"))
    if clue.handler not in allowed:
        names = "、".join(str(unit) for unit in allowed)
        raise CannotMove(_("这条线索可以交给：%(units)s") % {"units": names})
    clue.assigned_on = calendar.today()


def after_assigning(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """Note the last day of the check, as the clock counts it."""
    clock = running_clock(procedure_named(PROCEDURE), clue)
    clue.due = due_of(clock) if clock else None
    writing.save(clue, by=by)


def before_checking(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """Nobody checks oneself; a pause has moved the last day."""
    not_oneself(clue, by)
    clock = running_clock(procedure_named(PROCEDURE), clue)
    clue.due = (due_of(clock) if clock else None) or clue.due


def before_countersigning(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """With the second signature the finding is settled."""
    not_oneself(clue, by)
    clue.settled_on = calendar.today()


def before_returning(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """What goes back is not settled."""
    not_oneself(clue, by)
    clue.settled_on = None


def after_returning(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The check has a new last day."""
    after_assigning(clue, by=by, changes=changes)


def before_handling(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """A measure follows what is proven, strikes a team only as a team can be struck, and has its effect period."""
    not_oneself(clue, by)
    if clue.finding not in PROBLEM:
        raise CannotMove(_("查核结论是“%(finding)s”，不能作处理") % {"finding": clue.get_finding_display()})
    if clue.person_id is None and clue.measure not in FOR_TEAMS:
        raise CannotMove(_("对班子只能提醒或批评教育；涉及个人的，请另行登记线索"))
    _day(_given(clue.handled_on), least=clue.settled_on, label=_("处理日期"))
    with noting() as used:
        months = value_of("villages.conduct.effect_months", at=clue.unit)
    clue.effect_until = effect_end(clue.measure, _given(clue.handled_on), months)
    clue.made_by = used.stored()


def before_telling(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The person is told after the measure was decided."""
    not_oneself(clue, by)
    _day(_given(clue.told_on), least=clue.handled_on, label=_("告知本人日期"))


def before_rectifying(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """From the day of mending runs the waiting time before the re-check."""
    not_oneself(clue, by)
    _day(_given(clue.rectified_on), least=clue.handled_on, label=_("整改完成日期"))
    months = int(value_of("villages.conduct.recheck_months", at=clue.unit))
    clue.recheck_from = months_later(_given(clue.rectified_on), months)


def before_closing(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """A re-check before its time shows nothing; with it the clue is closed."""
    not_oneself(clue, by)
    today = calendar.today()
    months = int(value_of("villages.conduct.recheck_months", at=clue.unit))
    if not may_recheck(_given(clue.rectified_on), months, today):
        raise CannotMove(
            _("整改满 %(months)d 个月才能复查，最早 %(day)s") % {"months": months, "day": clue.recheck_from}
        )
    _day(_given(clue.education_on), least=clue.settled_on, label=_("以案促改日期"))
    clue.rechecked_on = clue.closed_on = today


def before_failing(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """What was not mended is mended anew."""
    not_oneself(clue, by)
    clue.rechecked_on = calendar.today()


def before_clearing(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """A name is cleared of what is not true."""
    not_oneself(clue, by)
    if clue.finding != FindingKind.UNTRUE:
        raise CannotMove(_("查核结论是“%(finding)s”，不能按不属实澄清") % {"finding": clue.get_finding_display()})
    clue.closed_on = calendar.today()


def before_shelving(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """What cannot be checked is kept on file; what is proven is never."""
    not_oneself(clue, by)
    if clue.finding != FindingKind.UNCLEAR:
        raise CannotMove(_("只有无法查核的线索才能了结存查"))
    clue.closed_on = calendar.today()


def before_dismissing(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """A double, or what is no matter of ours, ends before anybody is charged."""
    not_oneself(clue, by)
    clue.closed_on = calendar.today()


def before_handing_over(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """All that the clue says leaves with the matter; the status stays."""
    not_oneself(clue, by)
    _day(_given(clue.handed_on), least=clue.received, label=_("移送日期"))
    for name in Clue.content:
        setattr(clue, name, "")
    clue.visit = None


def after_handing_over(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """Files leave too, and the history tells why nothing can be read."""
    why = _("已移送%(receiver)s，线索内容和附件随移送清空") % {"receiver": Receiver(clue.receiver).label}
    for file in attachments_of(clue):
        # Without a digest no file names the content, so that the nightly sweep takes it off the disk.
        file.name, file.digest, file.size = _("已移送"), "", 0
        writing.save(file, by=by, why=why)
        writing.void(file, by=by, why=why)
    writing.note(clue, by=by, why=why)


def before_outcome(clue: Clue, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """What came back is dated after the handing over; only a punishment has an effect period."""
    not_oneself(clue, by)
    _day(_given(clue.outcome_on), least=clue.handed_on, label=_("结果日期"))
    if clue.effect_until is not None:
        if clue.outcome != OutcomeKind.DISCIPLINED:
            raise CannotMove(_("只有处分才有影响期"))
        if clue.effect_until < _given(clue.outcome_on):
            raise CannotMove(_("影响期不能早于结果日期 %(day)s") % {"day": clue.outcome_on})
    clue.closed_on = calendar.today()


def _given(day: date | None) -> date:
    """A day that the move has asked for."""
    if day is None:
        raise CannotMove(_("请填写日期"))
    return day
