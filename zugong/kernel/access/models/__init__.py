"""Accounts, grants, deputies, activation, the access log."""

from zugong.kernel.access.models.accounts import ActivationCode, Deputy, Grant, GrantQuerySet, User, UserManager
from zugong.kernel.access.models.log import AccessLog, ChainHead

__all__ = ["AccessLog", "ActivationCode", "ChainHead", "Deputy", "Grant", "GrantQuerySet", "User", "UserManager"]
