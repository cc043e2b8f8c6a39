"""The numbers that rule the village cadre force, each with its source; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.parameters import (
    conduct,
    pay,
    recruiting,
    register,
    staffing,
    vetting,
    ways_up,
    weak_villages,
)

__all__ = [
    "conduct",
    "pay",
    "recruiting",
    "register",
    "staffing",
    "vetting",
    "ways_up",
    "weak_villages",
]
