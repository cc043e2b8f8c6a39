"""The measures over the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.indicators import (
    conduct,
    pay,
    recruiting,
    register,
    staffing,
    topics,
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
    "topics",
    "vetting",
    "ways_up",
    "weak_villages",
]
