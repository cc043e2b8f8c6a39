"""What the clean-up drive and the weak villages add to the pages of a village and of a listed village."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.clues import keepers_for
from zugong.modules.villages.actions.weak_villages import may_keep_policy, measures_of
from zugong.modules.villages.models import Clue, WeakVillage
from zugong.modules.villages.rules.register import VILLAGE_KINDS
from zugong.modules.villages.rules.weak_villages import Stage, progress


def clues_of(unit: Unit, user: User) -> Section | None:
    """The clues about a village that the reader handles; for everybody else there is no such part of the page."""
    if unit.kind not in VILLAGE_KINDS:
        return None
    clues = list(Clue.objects.visible_to(user).filter(village=unit).select_related("handler"))
    if not clues:
        return None
    names = {"clues": clues, "unit": unit, "may_register": bool(keepers_for(user))}
    return Section(_("问题线索（仅办理人员可见）"), "villages/_clues.html", names, position=36)


def weakness_of(unit: Unit, user: User) -> Section | None:
    """A village's listings as weak, newest first."""
    if unit.kind not in VILLAGE_KINDS or not may(user, Verb.READ, at=unit):
        return None
    seen = WeakVillage.objects.visible_to(user).filter(unit=unit).exclude(state=Stage.DROPPED)
    rows = list(seen.select_related("leader").prefetch_related("measures"))
    if not rows:
        return None
    names = {"rows": [(weak, progress(measures_of(weak))) for weak in rows]}
    return Section(_("软弱涣散村整顿"), "villages/_weakness.html", names, position=34)


def policy_of(weak: WeakVillage, user: User) -> Section | None:
    """The village's own policy, with room to add to it and to say how far it is."""
    if weak.state in {Stage.PROPOSED, Stage.DROPPED}:
        return None
    measures = list(weak.measures.filter(voided_at__isnull=True))
    names = {
        "weak": weak,
        "measures": measures,
        "may_keep": may_keep_policy(weak, user),
        "progress": progress(measures_of(weak)),
    }
    return Section(_("一村一策"), "villages/_policy.html", names, position=5)


def add_conduct_sections() -> None:
    """Have these sections asked for."""
    providers: list[tuple[Any, Any]] = [(Unit, clues_of), (Unit, weakness_of), (WeakVillage, policy_of)]
    for model, provider in providers:
        register(model, provider)
