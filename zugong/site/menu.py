"""The places of the platform and who sees them in the menu."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import VERBS, Verb


@dataclass(frozen=True, slots=True)
class Place:
    """A place: where it is, what it is called, its icon, its key after `g`, and the verbs of which one is needed."""

    address: str
    label: Any
    icon: str
    key: str
    verbs: frozenset[Verb] = frozenset()
    covers: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """True if the address `path` lies in this place."""
        return path == "/" if self.address == "/" else path.startswith((self.address, *self.covers))


READERS = frozenset({Verb.READ})
MAIN = (
    Place("/", _("工作台"), "checklist", "w"),
    Place("/plan/", _("计划"), "target-arrow", "p", READERS),
    Place("/board/", _("看板"), "chart-bar", "b", READERS),
    Place("/ledgers/", _("台账"), "table", "l", READERS, ("/forms/",)),
    Place("/cases/", _("事项"), "git-branch", "c", READERS),
    Place("/villages/", _("村干部"), "users-group", "v", READERS),
)
MORE = (
    Place(
        "/units/",
        _("单位"),
        "building-community",
        "u",
        READERS | {Verb.MANAGE_UNITS, Verb.MANAGE_ACCOUNTS},
        ("/people/",),
    ),
    Place("/accounts/", _("账号与授权"), "user-cog", "a", frozenset({Verb.MANAGE_ACCOUNTS, Verb.MANAGE_GRANTS})),
    Place("/parameters/", _("规则参数"), "adjustments", "r", READERS),
    Place("/jobs/", _("后台任务"), "progress", "j", READERS | {Verb.MANAGE_SYSTEM}),
    Place("/audit/", _("审计"), "shield-check", "i", frozenset({Verb.AUDIT})),
)


def places(user: Any, among: tuple[Place, ...]) -> list[Place]:
    """Those of the places that the user has a use for."""
    verbs: set[Verb] = set()
    for role in user.roles:
        verbs |= VERBS[role]
    return [place for place in among if not place.verbs or place.verbs & verbs]
