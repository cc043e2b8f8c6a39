"""Chasing what has not come back."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import open_duty
from zugong.kernel.procedures.models import Duty
from zugong.modules.office.models import FormReturn, OneOffForm

AWAITED = (FormReturn.State.OPEN, FormReturn.State.RETURNED)


def awaited(form: OneOffForm, user: User) -> list[FormReturn]:
    """The returns that the user may see and that have not come back, in the order of the tree."""
    found = FormReturn.objects.visible_to(user).filter(form=form, state__in=AWAITED)
    return list(found.select_related("unit", "form").order_by("unit__path"))


def may_chase(user: User, entry: FormReturn) -> bool:
    """True for whoever confirms, or hands out work, at the unit or above it."""
    return any(may(user, verb, at=entry.unit) for verb in (Verb.CONFIRM, Verb.BREAK_DOWN))


@transaction.atomic
def chase(*, entries: Iterable[FormReturn], by: User) -> int:
    """Remind units of what they owe, each at most once a day; returns how many were reminded."""
    today = calendar.today()
    reminded = 0
    for entry in entries:
        if not entry.may_be_filled or entry.chased_on == today or not may_chase(by, entry):
            continue
        entry.chased += 1
        entry.chased_on = today
        words = _("第 %(count)s 次催报") % {"count": entry.chased}
        writing.save(entry, by=by, why=words)
        for duty in Duty.objects.open().about(entry).select_related("unit"):
            _remind(duty, entry, words)
        reminded += 1
    return reminded


def _remind(duty: Duty, entry: FormReturn, words: str) -> None:
    open_duty(
        kind=duty.kind,
        record=entry,
        unit=duty.unit,
        verb=duty.verb,
        title=duty.title_words,
        names=duty.title_names,
        url=duty.url,
        due=duty.due,
        detail=words,
    )


def group_text(form: OneOffForm, entries: Sequence[FormReturn], link: str) -> str:
    """A text to paste into a group chat: which units have not answered, by when they should. It names units and no person."""
    if not entries:
        return ""
    names = "、".join(str(entry.unit) for entry in entries)
    return _(
        "【催报】“%(form)s”（报表目录编号 %(number)s）还有 %(count)s 个单位未报：%(units)s。时限 %(due)s，填报：%(link)s"
    ) % {
        "form": form,
        "number": form.catalogue_number,
        "count": len(entries),
        "units": names,
        "due": form.due_date,
        "link": link,
    }
