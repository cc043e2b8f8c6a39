"""May this user do this to that?"""

from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.registry.models import Unit


def may(user: User, verb: Verb, at: Unit | None = None) -> bool:
    """True if some grant of the user has the verb and its unit stands at or above `at` (anywhere, if `at` is None)."""
    return any(_reaches(grant, verb, at) for grant in user.grants_today)


def _reaches(grant: Grant, verb: Verb, at: Unit | None) -> bool:
    if verb not in VERBS[grant.role]:
        return False
    if at is None:
        return True
    return grant.reach == Grant.Extent.SUBTREE and (at.path or "").startswith(grant.unit.path or "-")


def acts_for(user: User, verb: Verb, unit: Unit | int) -> bool:
    """True if the user may do the verb in the unit's own name: by a grant at exactly this unit, or as its own staff."""
    unit_id = unit if isinstance(unit, int) else unit.pk
    return unit_id in user.units_acted_for(verb)


def stands_in_for(user: User, verb: Verb, unit: Unit) -> User | None:
    """Whose right the user borrows to do the verb at the unit or in its name; None where the user's own right suffices or none does."""
    able = [grant for grant in user.grants_today if _reaches(grant, verb, unit) or _acts(grant, verb, unit)]
    if not able or any(grant.user_id == user.pk for grant in able):
        return None
    return able[0].user


def _acts(grant: Grant, verb: Verb, unit: Unit) -> bool:
    return verb in VERBS[grant.role] and unit.pk in {grant.unit_id, grant.user.unit_id}


def signed_as(user: User, verb: Verb, unit: Unit) -> str:
    """How the user's name stands below what is done at the unit: 甲, or 甲（代乙） for a deputy."""
    principal = stands_in_for(user, verb, unit)
    return (
        str(user)
        if principal is None
        else _("%(deputy)s（代%(principal)s）") % {"deputy": user, "principal": principal}
    )


def visible(model: Any, user: User) -> Any:
    """The rows of a model that the user may see; the short form of the one gate for reading."""
    return model.objects.visible_to(user)
