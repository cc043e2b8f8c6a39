"""Tags of the shell, built into every template: icons, lamps, figures, menu."""

import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

register = template.Library()

NO_FIGURE = "—"
UNIT_PAGE = "/units/{}/"


class Lamp(NamedTuple):
    """A lamp's look: CSS class, shape as the path of a 16 × 16 drawing, words."""

    tone: str
    shape: str
    words: Any


DISC = "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Z"
LAMPS = {
    "done": Lamp("done", "m3 8.6 3.4 3.4L13 4.8", _("已完成")),
    "on_time": Lamp("on-time", DISC, _("正常")),
    "near": Lamp("near", "M8 2.6 14 13H2Z", _("临期或滞后")),
    "overdue": Lamp("overdue", "M3 3h10v10H3Z", _("逾期或严重滞后")),
    "no_target": Lamp("no-target", "M3.5 8h9", _("未设目标")),
    "no_data": Lamp("no-data", DISC, _("尚无数据")),
}
# Rules of progress speak of "behind" where rules of dates speak of "near"; the lamp is the same.
ALIASES = {"behind": "near", "far_behind": "overdue", "on_track": "on_time", "": "no_data"}


@register.filter
def lamp_of(name: object) -> Lamp:
    """The look of the lamp called `name`; an unknown name is a mistake and raises."""
    key = str(name) if name is not None else ""
    return LAMPS[ALIASES.get(key, key)]


@cache
def drawing(name: str, style: str = "outline") -> str:
    """The paths of a Tabler icon, read once."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError(f"{name!r} is no icon name")
    svg = (settings.ICONS / style / f"{name}.svg").read_text("utf-8")
    return re.sub(r"\s+", " ", svg[svg.index(">") + 1 : svg.index("</svg>")]).strip()


@register.simple_tag
def icon(name: str, size: int = 20, style: str = "outline") -> SafeString:
    """A decorative icon drawn in the colour of the text; words beside it carry the meaning."""
    paint = 'fill="none" stroke="currentColor"' if style == "outline" else 'fill="currentColor"'
    return mark_safe(  # noqa: S308 - the drawing comes from the icon package, the rest from the template's author
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" {paint} stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing(name, style)}</svg>'
    )


@register.filter
def grouped(value: Any, decimals: int | str = "") -> str:
    """A number with thousands grouped, without needless zeros (or with exactly `decimals`); a dash for None."""
    if value is None or value == "":
        return NO_FIGURE
    number = Decimal(str(value))
    if decimals == "":
        number = number.normalize() if number % 1 else number.quantize(Decimal(1))
        return number_format(f"{number:f}", use_l10n=True, force_grouping=True)
    return number_format(number, decimal_pos=int(decimals), use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Any) -> str:
    """A number of per cent with one decimal (76.4 %); a dash for None."""
    return NO_FIGURE if value is None or value == "" else f"{grouped(value, 1)} %"


@register.filter
def share(part: Any, whole: Any) -> float:
    """How many per cent `part` is of `whole`, kept between 0 and 100, for the length of a bar."""
    if not whole:
        return 0.0
    return round(min(max(float(part or 0) / float(whole) * 100, 0.0), 100.0), 1)


@register.filter
def put(address: str, value: object) -> str:
    """An address pattern with its `{}` replaced: `"/board/{}/2023/"|put:unit.code`."""
    return address.replace("{}", str(value))


@register.filter
def unlocalize_number(value: Any) -> str:
    """A number as CSS and HTML attributes want it, whatever the language."""
    return f"{float(value):g}"


@register.filter
def initial(user: Any) -> str:
    """The character that stands for a person where there is no room for the name."""
    return str(user)[:1].upper()


@register.filter
def page_numbers(page: Any) -> list[int | None]:
    """Numbers of the pages to offer; None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_tag
def period_choices(shown: str) -> dict[str, Any]:
    """The periods around the one shown (2023, 2023-Q2 or 2023-06): its year's quarters and months, the years beside it."""
    year = int(shown[:4])
    rest = shown[5:]
    if rest.startswith("Q"):
        label = _("%(year)s 年第 %(quarter)s 季度") % {"year": year, "quarter": rest[1:]}
    elif rest:
        label = _("%(year)s 年 %(month)s 月") % {"year": year, "month": int(rest)}
    else:
        label = _("%(year)s 年") % {"year": year}
    return {
        "label": label,
        "year": str(year),
        "year_label": _("%(year)s 年") % {"year": year},
        "before": str(year - 1),
        "after": str(year + 1),
        "quarters": [(f"{year}-Q{quarter}", _("第 %s 季度") % quarter) for quarter in range(1, 5)],
        "months": [(f"{year}-{month:02}", _("%s 月") % month) for month in range(1, 13)],
    }


@register.simple_tag(takes_context=True)
def unit_to_switch(context: template.Context) -> dict[str, Any]:
    """The unit that the top bar names, and the address pattern where choosing another one leads."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return {"unit": None, "address": ""}
    shown = context.get("shown_unit")
    if shown is not None:
        return {"unit": shown, "address": context.get("unit_address") or UNIT_PAGE}
    own = user.unit or next((grant.unit for grant in user.grants_today), None)
    return {"unit": own if user.reach().paths else None, "address": UNIT_PAGE}
