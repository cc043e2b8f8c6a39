"""What the “three ones” are called to people."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

DISTINCT = "distinct"
"""Stands among what is missing where each one is met, but not by different people, and these are asked for."""


def name_of(label: str) -> str:
    """The label of a one, as the definition writes it, in the reader's language where that is known."""
    return _(label) if label else label


def lacking(missing: Mapping[str, str]) -> str:
    """Which of the ones are missing, given their labels by code: 缺35岁及以下、女性."""
    names = [name_of(label) for code, label in missing.items() if code != DISTINCT]
    if names:
        return _("缺%(ones)s") % {"ones": "、".join(names)}
    return _("有人一人兼两项，须由不同的人满足") if missing else ""
