"""What the module keeps lists of; one file for each mechanism, all of them loaded at start."""

from zugong.modules.villages.ledgers import recruiting, register, role_models, staffing, ways_up

__all__ = ["recruiting", "register", "role_models", "staffing", "ways_up"]
from zugong.modules.villages.ledgers import conduct, register, weak_villages

__all__ = ["conduct", "register", "weak_villages"]
