"""The procedures of the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.procedures import recruiting, role_models, staffing, vetting, ways_up

__all__ = [
    "recruiting",
    "role_models",
    "staffing",
    "vetting",
    "ways_up",
]
__all__ = ["recruiting", "staffing", "vetting"]
from zugong.modules.villages.procedures import conduct, weak_villages

__all__ = ["conduct", "weak_villages"]
from zugong.modules.villages.procedures import conduct, recruiting, staffing, vetting, weak_villages

__all__ = ["conduct", "recruiting", "staffing", "vetting", "weak_villages"]
