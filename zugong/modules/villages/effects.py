"""What other values of the module's parameters would change; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages import effects_pay

__all__ = ["effects_pay"]
"""What other numbers would change of the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages import staffing_effects

__all__ = ["staffing_effects"]
