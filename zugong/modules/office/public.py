"""What other modules and the site may use of the office."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zugong.kernel.access.models import User
from zugong.modules.office.cast import CAST

OUTLINES = Path(__file__).parent / "data" / "luan-counties.geojson"
"""Outlines of the counties by division code, for maps."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demonstration, as the sign-in page offers it."""

    username: str
    name: str
    role: Any
    unit: str
    can_try: Any


def demo_accounts() -> list[DemoAccount]:
    """The accounts of the demonstration that exist here, in the order in which a visitor should try them."""
    hints = {member.username: (member.label, member.can_try) for member in CAST}
    order = {member.username: place for place, member in enumerate(CAST)}
    users = User.objects.filter(username__in=hints, is_active=True).select_related("person", "unit")
    return [
        DemoAccount(user.username, str(user), hints[user.username][0], str(user.unit or ""), hints[user.username][1])
        for user in sorted(users, key=lambda user: order[user.username])
    ]
