"""Computes pay a second time, slowly and in another way: day by day, with decimals, without any of the rules' own functions."""

import datetime as dt
from calendar import monthrange
from decimal import ROUND_FLOOR, Decimal, getcontext

getcontext().prec = 60
STEP_OF = {
    "secretary": "chief",
    "director": "chief",
    "deputy_secretary": "deputy",
    "deputy_director": "deputy",
    "party_member": "member",
    "committee_member": "member",
    "supervision_head": "member",
    "supervision_member": "member",
    "other": "member",
}


def steps_held(spans, day):
    """Every step that somebody holds on a day: (office, start, end) each."""
    offices = {o for o, start, end in spans if (start is None or start <= day) and (end is None or day < end)}
    held = {STEP_OF[office] for office in offices if office in STEP_OF}
    return held | ({"dual"} if {"secretary", "director"} <= offices else set())


def step_of_month(spans, year, month, coefficients, *, days=15, through=None):
    """The best step held, itself or a better one, on enough days of a month; "" if none."""
    all_days = [dt.date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    seen = [steps_held(spans, day) for day in all_days if through is None or day <= through]
    for step in sorted(coefficients, key=coefficients.get, reverse=True):
        enough = [held for held in seen if any(coefficients[one] >= coefficients[step] for one in held)]
        if len(enough) >= days:
            return step
    return ""


def half_up(amount):
    """A decimal of 分 to whole 元, in 分."""
    return int((amount / 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * 100


def whole_year(steps, income, coefficients, factor):
    """What the months come to, base and performance together, in 分: 70 to 30, to whole 元."""
    twelfths = sum((Decimal(str(coefficients[step])) * income for step in steps if step), Decimal(0))
    return half_up(twelfths * (Decimal("0.7") + Decimal("0.3") * factor) / 12)
