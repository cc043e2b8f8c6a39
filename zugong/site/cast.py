"""The demonstration's accounts, for the sign-in page."""

import importlib
from typing import Any


def demo_accounts() -> list[Any]:
    """Accounts that one click signs in, each with username, name, role, unit, can_try."""
    try:
        public = importlib.import_module("zugong.modules.office.public")
    except ModuleNotFoundError:
        return []
    return list(getattr(public, "demo_accounts", list)())
