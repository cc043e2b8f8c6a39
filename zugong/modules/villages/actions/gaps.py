"""Villages in which something is missing: nobody registered in office, or nobody who leads."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.models import VillageCadre
from zugong.modules.villages.rules.register import RANKS, Office

UNREGISTERED, NO_SECRETARY = "unregistered", "no_secretary"
GAPS = {NO_SECRETARY: _("没有书记"), UNREGISTERED: _("没有登记任何人")}


def villages_with(gap: str, user: User, unit: Unit) -> Any:
    """The villages at and below a unit that have the gap, in the order of the tree, each with `serving`, its cadres in office.

    A village of which nobody is registered is not also counted among those without a secretary.
    """
    standing = Unit.objects.visible_to(user).within(unit).of_kind(*VILLAGE_KINDS).filter(valid_to__isnull=True)
    serving = VillageCadre.objects.visible_to(user).filter(unit=OuterRef("pk"), in_office=True)
    if gap == UNREGISTERED:
        found = standing.filter(~Exists(serving))
    else:
        found = standing.filter(Exists(serving), ~Exists(serving.filter(rank=RANKS[Office.SECRETARY])))
    in_office = Q(village_cadres__in_office=True, village_cadres__voided_at__isnull=True)
    counted = found.annotate(serving=Count("village_cadres", filter=in_office))
    return counted.select_related("parent__parent").order_by("path", "pk")
