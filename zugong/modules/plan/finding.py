"""What the search of the whole platform finds of the plan at work."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.filtering import nearest_first
from zugong.kernel.ledger.searching import Hit, register
from zugong.modules.plan.models import Plan, Task


def tasks_with(user: Any, text: str, limit: int) -> list[Hit]:
    """Tasks whose title, words or target contain the text; those named by it first."""
    meant = Q(title__icontains=text) | Q(source_words__icontains=text) | Q(targets__what__icontains=text)
    found = Task.objects.visible_to(user).filter(pk__in=Task.objects.filter(meant).values("pk"))
    rows = nearest_first(found.select_related("plan", "section", "unit"), ["title"], text)[:limit]
    return [Hit(task.title, _where(task), reverse("plan_task", args=[task.pk])) for task in rows]


def plans_with(user: Any, text: str, limit: int) -> list[Hit]:
    """Accepted plans whose title contains the text, the newest first."""
    found = Plan.objects.visible_to(user).filter(state=Plan.State.ACCEPTED, title__icontains=text)
    rows = found.select_related("unit").order_by("-year", "pk")[:limit]
    return [
        Hit(plan.title, str(plan.unit), f"{reverse('plan_of_year', args=[plan.year])}?unit={plan.unit.code}")
        for plan in rows
    ]


def _where(task: Task) -> str:
    """The task's year or that it was assigned, who runs it, and its state."""
    year = str(task.plan.year) if task.plan else str(_("交办件"))
    return " · ".join((year, str(task.confirming_unit), str(task.get_state_display())))


def register_searches() -> None:
    """Let the platform's search look through tasks and plans."""
    register(_("任务"), tasks_with)
    register(_("计划"), plans_with)
