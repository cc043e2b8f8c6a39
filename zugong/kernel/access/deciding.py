"""May this user do this to that?"""

from typing import Any

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.registry.models import Unit


def may(user: User, verb: Verb, at: Unit | None = None) -> bool:
    """True if some grant of the user has the verb and its unit stands at or above `at` (anywhere, if `at` is None)."""
    return any(
        verb in VERBS[grant.role]
        and (at is None or (grant.reach == Grant.Extent.SUBTREE and (at.path or "").startswith(grant.unit.path or "-")))
        for grant in user.grants_today
    )


def acts_for(user: User, verb: Verb, unit: Unit | int) -> bool:
    """True if the user may do the verb in the unit's own name: by a grant at exactly this unit, or as its own staff."""
    unit_id = unit if isinstance(unit, int) else unit.pk
    return unit_id in user.units_acted_for(verb)


def visible(model: Any, user: User) -> Any:
    """The rows of a model that the user may see; the short form of the one gate for reading."""
    return model.objects.visible_to(user)
