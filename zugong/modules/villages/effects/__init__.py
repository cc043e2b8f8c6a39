"""What other numbers would change of the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.effects import conduct, pay, staffing

__all__ = ["conduct", "pay", "staffing"]
