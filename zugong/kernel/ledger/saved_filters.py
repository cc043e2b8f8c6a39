"""Saved filters: a listing under a name, one's own or shared with the unit."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.models import SavedFilter

LONGEST_QUERY = 2000


class CannotSave(Exception):
    """The listing is not kept under this name; the message says why."""


def saved_filters(ledger: Ledger, user: User) -> models.QuerySet[SavedFilter]:
    """The saved filters of a ledger that are offered to the user: the own ones and those shared in the own unit."""
    offered = Q(by=user.pk) | Q(shared=True, unit__isnull=False, unit=user.unit_id)
    return SavedFilter.objects.visible_to(user).filter(offered, ledger=ledger.name).select_related("by__person")


@transaction.atomic
def save_filter(*, listing: Listing, name: str, shared: bool, by: User) -> SavedFilter:
    """Keep filters, order and columns of a listing under a name; a name of one's own is taken over. Raises CannotSave."""
    name, query = name.strip()[:30], listing.lasting_query
    if not name:
        raise CannotSave(_("请给常用筛选起个名字"))
    if not query:
        raise CannotSave(_("还没有筛选、排序或选列，没有可保存的内容"))
    if len(query) > LONGEST_QUERY:
        raise CannotSave(_("筛选条件过长，无法保存"))
    ledger = listing.ledger.name
    found = SavedFilter.objects.filter(ledger=ledger, by=by, name=name).first()
    saved = found or SavedFilter(ledger=ledger, by=by, name=name)
    saved.query, saved.shared, saved.unit = query, shared, by.unit
    return writing.save(saved, by=by)


def drop_filter(*, saved: SavedFilter, by: User) -> None:
    """Take a saved filter of one's own away. Raises CannotSave for somebody else's."""
    if saved.by_id != by.pk:
        raise CannotSave(_("只有保存人可以删除"))
    writing.void(saved, by=by, why=str(_("不再使用")))


def chips(listing: Listing) -> list[dict[str, Any]]:
    """The saved filters as a list's page shows them: which one is in force, and whose it is."""
    now = listing.lasting_query
    user = listing.user
    return [
        {"saved": one, "current": one.query == now, "own": one.by_id == user.pk, "key": f"drop-{one.pk}"}
        for one in saved_filters(listing.ledger, user)
    ]
