"""The demonstration's village cadres: about eleven thousand people who do not exist, and every kind of bad data in known numbers."""

from zugong.modules.villages.demo.building import build
from zugong.modules.villages.demo.faults import BAD

__all__ = ["BAD", "build"]
