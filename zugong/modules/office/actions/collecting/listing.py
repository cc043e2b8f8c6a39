"""Is a form listed? What is not in the catalogue of forms, or has run out, may be refused."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.notices import Notice
from zugong.modules.office.models import CatalogueEntry, FormReturn, OneOffForm


def why_refusable(form: OneOffForm) -> str:
    """Why recipients may refuse the form today, in a sentence; empty for a form that is listed and in force."""
    today = calendar.today()
    if form.expires_on < today:
        return _("这张表已于 %(day)s 过期") % {"day": form.expires_on}
    entries = CatalogueEntry.objects.holding_for(form.unit).filter(number=form.catalogue_number)
    if entries.in_force(today).exists():
        return ""
    last = entries.order_by("-valid_to").first()
    if last is None:
        return _("报表目录里没有编号“%(number)s”") % {"number": form.catalogue_number}
    if last.valid_from > today:
        return _("目录编号“%(number)s”自 %(day)s 起才有效") % {"number": last.number, "day": last.valid_from}
    return _("目录编号“%(number)s”已于 %(day)s 到期") % {"number": last.number, "day": last.valid_to}


def numbers_in_force(user: User) -> list[CatalogueEntry]:
    """The entries on which the user may rest a form today."""
    return list(CatalogueEntry.objects.visible_to(user).in_force(calendar.today()))


def refusals_told(user: User, limit: int) -> Iterable[Notice]:
    """Which units have refused a form, told to whoever drew it up and to those who supervise or direct its unit."""
    if not any(may(user, verb) for verb in (Verb.BREAK_DOWN, Verb.SUPERVISE, Verb.DIRECT)):
        return
    refused = (
        FormReturn.objects.visible_to(user).filter(state=FormReturn.State.REFUSED).select_related("unit", "form__unit")
    )
    for entry in refused.order_by("-pk")[:limit]:
        form = entry.form
        if user.pk == form.drawn_by_id or any(may(user, verb, at=form.unit) for verb in (Verb.SUPERVISE, Verb.DIRECT)):
            words = _("%(unit)s拒填%(sender)s的“%(form)s”") % {"unit": entry.unit, "sender": form.unit, "form": form}
            day = entry.refused_on or calendar.today()
            yield Notice(key=f"office.refused/{entry.pk}", title=words, url=entry.get_absolute_url(), day=day)
