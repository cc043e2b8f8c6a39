"""The procedures of the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.procedures import (
    conduct,
    filing,
    pay,
    recruiting,
    role_models,
    staffing,
    vetting,
    ways_up,
    weak_villages,
)

__all__ = [
    "conduct",
    "filing",
    "pay",
    "recruiting",
    "role_models",
    "staffing",
    "vetting",
    "ways_up",
    "weak_villages",
]
