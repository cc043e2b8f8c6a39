"""What the search of the whole platform finds of the plan at work."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.searching import Hit, register
from zugong.modules.plan.models import Plan


def plans_with(user: Any, text: str, limit: int) -> list[Hit]:
    """Accepted plans whose title contains the text, the newest first."""
    found = Plan.objects.visible_to(user).filter(state=Plan.State.ACCEPTED, title__icontains=text)
    rows = found.select_related("unit").order_by("-year", "pk")[:limit]
    return [
        Hit(plan.title, str(plan.unit), f"{reverse('plan_of_year', args=[plan.year])}?unit={plan.unit.code}")
        for plan in rows
    ]


def register_searches() -> None:
    """Let the platform's search look through plans; tasks it finds by their ledger."""
    register(_("计划"), plans_with)
