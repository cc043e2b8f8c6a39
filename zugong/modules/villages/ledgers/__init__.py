"""What the module keeps lists of; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.ledgers import (
    conduct,
    pay,
    recruiting,
    register,
    role_models,
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
    "role_models",
    "staffing",
    "vetting",
    "ways_up",
    "weak_villages",
]
