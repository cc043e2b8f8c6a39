"""What other values of the module's parameters would change; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.effects import conduct, pay, staffing

__all__ = ["conduct", "pay", "staffing"]
