"""Accounts, grants, deputies, activation, tokens, the access log."""

from zugong.kernel.access.models.accounts import ActivationCode, Deputy, Grant, GrantQuerySet, User, UserManager
from zugong.kernel.access.models.log import AccessLog, ChainHead
from zugong.kernel.access.models.tokens import ApiToken, ApiTokenQuerySet, KeptAnswer

__all__ = [
    "AccessLog",
    "ActivationCode",
    "ApiToken",
    "ApiTokenQuerySet",
    "ChainHead",
    "Deputy",
    "Grant",
    "GrantQuerySet",
    "KeptAnswer",
    "User",
    "UserManager",
]
