"""What the plan tells people on their worklist: papers that a leader has signed."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.procedures.notices import Notice, register
from zugong.modules.plan.models import Bulletin, Slip


def signed_papers(user: Any, limit: int) -> Iterator[Notice]:
    """The newest signed bulletins, and the signed slips that are not settled, which the user may see."""
    bulletins = Bulletin.objects.visible_to(user).filter(signed_at__isnull=False).select_related("unit")
    for bulletin in bulletins.order_by("-signed_at", "-pk")[:limit]:
        yield _notice(
            "plan.bulletin", bulletin, _("%(unit)s印发：%(title)s") % {"unit": bulletin.unit, "title": bulletin}
        )
    out = (Slip.State.ISSUED, Slip.State.REPLIED)
    slips = Slip.objects.visible_to(user).filter(signed_at__isnull=False, state__in=out)
    for slip in slips.select_related("addressee", "task").order_by("-signed_at", "-pk")[:limit]:
        yield _notice("plan.slip", slip, _("%(slip)s：%(task)s") % {"slip": slip, "task": slip.task.title})


def _notice(kind: str, paper: Any, title: str) -> Notice:
    day = paper.signed_at.astimezone(calendar.SHANGHAI).date()
    return Notice(key=f"{kind}/{paper.pk}", title=title, url=paper.get_absolute_url(), day=day)


def register_notices() -> None:
    """Have signed papers told on the worklist."""
    register(signed_papers)
