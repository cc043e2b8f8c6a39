"""What other values of the module's parameters would change; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages import effects_pay, staffing_effects

__all__ = ["effects_pay", "staffing_effects"]
