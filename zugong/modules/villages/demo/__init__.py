"""The demonstration's village cadres: about eleven thousand people who do not exist, and every kind of bad data in known numbers."""

from zugong.modules.villages.demo import (
    building,
    conduct,
    pay,
    recruiting,
    role_models,
    staffing,
    vetting,
    ways_up,
    weak_villages,
)
from zugong.modules.villages.demo.faults import BAD


def build() -> None:
    """Fill the register, and let each mechanism of the module add what half a year would have brought."""
    building.build()
    staffing.build()
    vetting.build()
    conduct.build()
    weak_villages.build()
    ways_up.build()
    role_models.build()
    recruiting.build()
    pay.build()


__all__ = [
    "BAD",
    "build",
]
