"""How much of a value each role sees, by the value's class; one's own data lies open to oneself."""

from enum import IntEnum
from typing import Any

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.classes import FieldClass


class Sight(IntEnum):
    """Not at all, in part, whole."""

    HIDDEN = 0
    MASKED = 1
    CLEAR = 2


H, M, C = Sight.HIDDEN, Sight.MASKED, Sight.CLEAR
_TABLE: dict[str, tuple[Sight, Sight, Sight]] = {
    # role: internal, personal, sensitive; what is public is clear to everybody
    Role.CITY_OFFICER: (C, C, M),
    Role.COUNTY_OFFICER: (C, C, M),
    Role.DEPARTMENT_OFFICER: (C, C, H),
    Role.TOWNSHIP_OFFICER: (C, C, M),
    Role.VILLAGE_WORKER: (C, C, M),
    Role.UNIT_SIGNER: (C, C, H),
    Role.LEADER: (C, C, M),
    Role.SUPERVISOR: (C, C, H),
    Role.CADRE: (C, M, H),
    Role.ENTERPRISE: (H, M, H),
    Role.RESIDENT: (H, M, H),
    Role.AUDITOR: (C, M, M),
    Role.SYSTEM_ADMIN: (C, M, H),
    Role.SECURITY_ADMIN: (C, C, H),
    Role.AUDIT_ADMIN: (C, C, H),
}
SIGHTS: dict[str, dict[FieldClass, Sight]] = {
    role: {
        FieldClass.PUBLIC: C,
        FieldClass.INTERNAL: internal,
        FieldClass.PERSONAL: personal,
        FieldClass.SENSITIVE: sensitive,
    }
    for role, (internal, personal, sensitive) in _TABLE.items()
}
"""Role by class. Nobody's role opens sensitive values; that takes a reason, see `unmasking`."""

NO_ROLE = {FieldClass.PUBLIC: C, FieldClass.INTERNAL: H, FieldClass.PERSONAL: H, FieldClass.SENSITIVE: H}


def best_sight(user: User, field_class: FieldClass) -> Sight:
    """The most that the user sees of values of the class anywhere; hidden means: such a column does not exist for this user."""
    return max(_sights(user.grants_today, field_class), default=NO_ROLE[field_class])


def is_uniform(user: User, field_class: FieldClass) -> bool:
    """True where all the user's roles see the class alike, so that it does not matter where a record lies."""
    return len(set(_sights(user.grants_today, field_class))) <= 1


def sight_at(user: User, field_class: FieldClass, unit: Unit | None) -> Sight:
    """What the user sees of a value of the class at a unit: by the roles that reach there, or by the least of all if none does.

    Without a unit the value belongs to the whole tree, which only roles at its root reach.
    """
    reaching = [grant for grant in user.grants_today if _reaches(grant, unit)]
    if reaching:
        return max(_sights(reaching, field_class))
    return min(_sights(user.grants_today, field_class), default=NO_ROLE[field_class])


def _reaches(grant: Grant, unit: Unit | None) -> bool:
    if grant.reach != Grant.Extent.SUBTREE or not grant.unit.path:
        return False
    return grant.unit.parent_id is None if unit is None else (unit.path or "").startswith(grant.unit.path)


def _sights(grants: Any, field_class: FieldClass) -> list[Sight]:
    return [SIGHTS[grant.role][field_class] for grant in grants]
