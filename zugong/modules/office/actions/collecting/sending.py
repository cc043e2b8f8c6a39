"""Sending a form: what it costs the units, the returns they owe, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.parameters.reading import value_of, version_of
from zugong.kernel.procedures.duties import close_duties
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.office import rules
from zugong.modules.office.actions.collecting.drafting import (
    HEAD,
    drafts_of,
    draw_up,
    may_receive,
    set_recipients,
)
from zugong.modules.office.actions.collecting.handing_out import hand_out, take_back
from zugong.modules.office.models import FormColumn, OneOffForm
from zugong.modules.office.models.collecting import asked_in_month

VILLAGES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
RATES = ("office.form.minutes", "office.form.known_percent", "office.form.list_rows")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """What a form asks of its recipients, in minutes. `heaviest` are villages with what is asked of them this month, this included."""

    columns: int
    known: int
    share: int
    minutes_each: Decimal
    recipients: int
    villages: int
    limit: int
    heaviest: Sequence[tuple[Unit, Decimal]]
    over: int

    @property
    def hours(self) -> Decimal:
        """Hours of work of all recipients together."""
        return (self.minutes_each * self.recipients / 60).quantize(Decimal("0.1"))

    @property
    def most_this_month(self) -> Decimal:
        """The minutes asked this month of the village that is asked most, this form included."""
        return max((minutes for _unit, minutes in self.heaviest), default=Decimal(0))


def minutes_each(form: OneOffForm, columns: Sequence[FormColumn]) -> Decimal:
    """The minutes that one recipient needs, by the parameters that hold at the sending unit."""
    minutes, percent, rows = (value_of(code, at=form.unit) for code in RATES)
    return rules.minutes_asked(_asked(columns), rules.Rates(minutes, percent, rows), is_list=form.is_list)


def _asked(columns: Sequence[FormColumn]) -> list[rules.Asked]:
    return [rules.Asked(column.kind, bool(column.source)) for column in columns]


def cost_of(form: OneOffForm) -> Cost:
    """What the form asks, and how much is asked of each village this month."""
    columns = list(form.columns.all())
    each = minutes_each(form, columns)
    units = list(form.recipients.all())
    villages = [unit for unit in units if unit.kind in VILLAGES]
    asked = asked_in_month(calendar.today()).filter(unit__in=[unit.pk for unit in villages]).exclude(form=form)
    before = dict(asked.order_by().values_list("unit").annotate(Sum("minutes")))
    sums = sorted(((unit, before.get(unit.pk, Decimal(0)) + each) for unit in villages), key=lambda pair: -pair[1])
    limit = value_of("office.form.monthly_minutes", at=form.unit)
    return Cost(
        columns=len(columns),
        known=sum(bool(column.source) for column in columns),
        share=rules.known_share(_asked(columns)),
        minutes_each=each,
        recipients=len(units),
        villages=len(villages),
        limit=limit,
        heaviest=sums[:MOST_NAMED],
        over=sum(minutes > limit for _unit, minutes in sums),
    )


def before_sending(form: OneOffForm, *, by: User, changes: Mapping[str, Any]) -> None:
    """Refuse a form that asks nothing, of nobody, or too late; note the day, the cost and by which parameters it was reckoned."""
    columns = list(form.columns.all())
    wanted = list(form.recipients.values_list("pk", flat=True))
    if not columns:
        raise CannotMove(_("这张表还没有列"))
    if not wanted:
        raise CannotMove(_("还没有选择填报单位"))
    if form.due_date < calendar.today():
        raise CannotMove(_("填报时限 %(day)s 已过，请先改时限") % {"day": form.due_date})
    if form.expires_on < form.due_date:
        raise CannotMove(_("有效期早于填报时限 %(due)s") % {"due": form.due_date})
    if may_receive(by).filter(pk__in=wanted).count() < len(wanted):
        raise CannotMove(_("填报单位里有的已撤销，或不归您管，请重新选择"))
    form.sent_on = calendar.today()
    form.minutes_each = minutes_each(form, columns)
    form.minutes_by = " ".join(version_of(code, at=form.unit) for code in RATES)[:300]


def after_sending(form: OneOffForm, *, by: User, changes: Mapping[str, Any]) -> None:
    """Every recipient gets a return with what is known filled in, and owes the rest."""
    hand_out(form, by=by)


def after_closing(form: OneOffForm, *, by: User, changes: Mapping[str, Any]) -> None:
    """What has not come back by now is not awaited any more."""
    close_duties(form)
    take_back(form, by=by)


def after_withdrawing(form: OneOffForm, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody owes anything any more; what was filled in stays to be read."""
    close_duties(form)
    take_back(form, by=by)


@transaction.atomic
def draw_up_again(*, form: OneOffForm, by: User, **head: Any) -> OneOffForm:
    """A new draft with the head, the columns and the recipients of an earlier form, for its next round."""
    taken = {name: getattr(form, name) for name in HEAD} | head
    drafts = [replace(draft, key="") for draft in drafts_of(form)]
    again = draw_up(by=by, columns=drafts, **taken)
    units = may_receive(by).filter(pk__in=form.recipients.values("pk"))
    set_recipients(form=again, units=units, by=by)
    return again
