"""What stops the start: a ledger that names something that does not exist."""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured


class LedgerMistake(ImproperlyConfigured):
    """A ledger's declaration is wrong; the message says where, and what is allowed."""


def unknown(where: str, what: str, allowed: Iterable[str]) -> LedgerMistake:
    """The mistake of naming `what`, with the names that are allowed there."""
    return LedgerMistake(f"{where}: there is no {what!r}; allowed are {', '.join(sorted(allowed))}")
