"""The background jobs of one-off forms: handing out to many units, and taking back from them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.jobs.declaring import job
from zugong.modules.office.actions.collecting.handing_out import HAND_OUT, TAKE_BACK, WORKS


def _do(name: str, progress: Callable[..., None], number: int, user: int) -> dict[str, Any]:
    WORKS[name](number, User.objects.get(pk=user), progress)
    return {"url": f"/forms/{number}/"}


@job(HAND_OUT, _("下发报表"))
def hand_out_form(progress: Callable[..., None], *, number: int, user: int) -> dict[str, Any]:
    """Give every recipient of a form its return; those that have one are passed over."""
    return _do(HAND_OUT, progress, number, user)


@job(TAKE_BACK, _("停收报表"))
def take_back_form(progress: Callable[..., None], *, number: int, user: int) -> dict[str, Any]:
    """Await nothing more of a form that was closed or withdrawn."""
    return _do(TAKE_BACK, progress, number, user)
