"""The measures over the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.indicators import recruiting, register, staffing, topics

__all__ = ["recruiting", "register", "staffing", "topics"]
from zugong.modules.villages.indicators import conduct, recruiting, register, staffing, weak_villages

__all__ = ["conduct", "recruiting", "register", "staffing", "weak_villages"]
