"""How sums of pay are written: small ones in 元, large ones in 万元."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()
WAN = 10_000


@register.filter
def in_wan(amount: Any) -> Decimal | None:
    """An amount of 元 in 万元; None where there is none."""
    return None if amount is None else Decimal(amount) / WAN


@register.filter
def wan(amount: Any) -> str:
    """An amount of 元 in words: 3,200 元, 1,234.5 万元."""
    if abs(amount) < WAN:
        plain = number_format(Decimal(amount).normalize() if amount % 1 else int(amount), force_grouping=True)
        return _("%(amount)s 元") % {"amount": plain}
    return _("%(amount)s 万元") % {"amount": number_format(Decimal(amount) / WAN, decimal_pos=1, force_grouping=True)}


@register.filter
def wan_hint(amount: Any) -> str:
    """The words of an amount; nothing for nought."""
    return wan(amount) if amount else ""
