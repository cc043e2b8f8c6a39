"""What the module keeps lists of; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.ledgers import register

__all__ = ["register"]
