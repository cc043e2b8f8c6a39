"""What the “three ones” add to the page of a village and of a unit above villages."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.staffing_village import village_staffing


def of_village(unit: Unit, user: User) -> Section | None:
    """Who meets which of the ones in a village, and the case if one is missing."""
    if unit.kind not in VILLAGE_KINDS or not may(user, Verb.READ, at=unit):
        return None
    seen = village_staffing(user, unit)
    if seen.row is None:
        return None
    names = {"seen": seen, "row": seen.row, "may_try": may(user, Verb.EDIT, at=unit)}
    return Section(_("“三个一”配备"), "villages/_staffing.html", names, position=20, people=seen.people)


def add_staffing_sections() -> None:
    """Have these sections asked for."""
    register(Unit, of_village)
