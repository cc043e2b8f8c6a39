"""What parts below this one have waiting for a decision, as duties of whoever may decide; and what the askers are told of it."""

from collections.abc import Iterator
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS
from zugong.kernel.ledger import awaiting, export_requests
from zugong.kernel.ledger.awaiting import Waiting
from zugong.kernel.procedures import notices
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.notices import Notice
from zugong.kernel.registry.models import Unit


class DutyDesk:
    """Every unit at or above the place whose people may decide owes it; where the asker is one of them, the others by name."""

    def put(self, waiting: Waiting) -> None:
        """Open the duties."""
        for unit, holders in _holders(waiting).items():
            others = [user for user in holders if user.pk != waiting.asker.pk]
            owed_by: list[User | None] = [None]
            if unit.pk in waiting.asker.units_acted_for(waiting.verb):
                owed_by = [*others]
            for user in owed_by:
                open_duty(
                    kind=waiting.kind,
                    record=waiting.record,
                    unit=unit,
                    verb=waiting.verb,
                    title=waiting.title,
                    names=waiting.names,
                    url=waiting.url,
                    due=waiting.due,
                    user=user,
                )

    def clear(self, record: Any) -> None:
        """Close them."""
        close_duties(record)


def _holders(waiting: Waiting) -> dict[Unit, list[User]]:
    """Who may decide today, by the unit at which they were granted it."""
    roles = [role for role, verbs in VERBS.items() if waiting.verb in verbs]
    above = [*waiting.unit.ancestor_ids, waiting.unit.pk]
    granted = Grant.objects.in_force(calendar.today()).filter(role__in=roles, reach=Grant.Extent.SUBTREE)
    holders: dict[Unit, list[User]] = {}
    for grant in granted.filter(unit__in=above, user__is_active=True).select_related("unit", "user"):
        holders.setdefault(grant.unit, []).append(grant.user)
    return holders


def told_of_exports(user: User, limit: int) -> Iterator[Notice]:
    """What became of the exports for which the user asked a second person."""
    for outcome in export_requests.outcomes(user, limit):
        yield Notice(outcome.key, outcome.title, outcome.url, outcome.day)


def register_all() -> None:
    """Have the duties opened and closed, and the askers told."""
    awaiting.register(DESK)
    notices.register(told_of_exports)


DESK = DutyDesk()
