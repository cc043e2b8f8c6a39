"""Which kind of unit may stand under which."""

from zugong.kernel.registry.models import UnitKind

K = UnitKind
PARENTS: dict[str, frozenset[str | None]] = {
    K.CITY: frozenset({None}),
    K.COUNTY: frozenset({K.CITY}),
    K.ZONE: frozenset({K.CITY, K.COUNTY}),
    K.TOWNSHIP: frozenset({K.COUNTY, K.ZONE}),
    K.SUBDISTRICT: frozenset({K.COUNTY, K.ZONE}),
    K.VILLAGE: frozenset({K.TOWNSHIP, K.SUBDISTRICT, K.ZONE}),
    K.COMMUNITY: frozenset({K.TOWNSHIP, K.SUBDISTRICT, K.ZONE}),
    K.DEPARTMENT: frozenset({K.CITY, K.COUNTY, K.ZONE, K.TOWNSHIP, K.SUBDISTRICT, K.DEPARTMENT}),
    K.SECTION: frozenset({K.DEPARTMENT}),
}

ON_THE_MAP = frozenset({K.CITY, K.COUNTY, K.ZONE, K.TOWNSHIP, K.SUBDISTRICT, K.VILLAGE, K.COMMUNITY})
"""Kinds whose codes are division codes; the others have codes of our own."""


def may_stand_under(kind: str, parent: str | None) -> bool:
    """True if a unit of the kind may have a parent of that kind (None: stand at the top)."""
    return parent in PARENTS[kind]
