"""Accounts, grants, deputies, activation, tokens, the access log, erasures."""

from zugong.kernel.access.models.accounts import ActivationCode, Deputy, Grant, GrantQuerySet, User, UserManager
from zugong.kernel.access.models.erasures import Erasure
from zugong.kernel.access.models.log import AccessLog, ChainHead, Look
from zugong.kernel.access.models.tokens import ApiToken, ApiTokenQuerySet, CallCount, KeptAnswer

__all__ = [
    "AccessLog",
    "ActivationCode",
    "ApiToken",
    "ApiTokenQuerySet",
    "CallCount",
    "ChainHead",
    "Deputy",
    "Erasure",
    "Grant",
    "GrantQuerySet",
    "KeptAnswer",
    "Look",
    "User",
    "UserManager",
]
