"""The procedures of the village cadre force; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.procedures import recruiting, staffing, vetting

__all__ = ["recruiting", "staffing", "vetting"]
