"""The records of the village cadre register."""

from zugong.modules.villages.models.cadres import (
    Condition,
    Insurance,
    Office,
    PayGrade,
    Politics,
    Source,
    Vetting,
    VillageCadre,
    VillageRole,
)
from zugong.modules.villages.models.findings import Finding
from zugong.modules.villages.models.people import Education, Level, TrainingRecord
from zugong.modules.villages.models.teams import TeamKind, VillageTeam

__all__ = [
    "Condition",
    "Education",
    "Finding",
    "Insurance",
    "Level",
    "Office",
    "PayGrade",
    "Politics",
    "Source",
    "TeamKind",
    "TrainingRecord",
    "Vetting",
    "VillageCadre",
    "VillageRole",
    "VillageTeam",
]
