"""The records of the village cadre register."""

from zugong.modules.villages.models.applicants import Applicant, Clause
from zugong.modules.villages.models.appointing import Basis, Leaving
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
from zugong.modules.villages.models.conduct import (
    Clue,
    ClueKind,
    ClueSource,
    FindingKind,
    MeasureKind,
    OutcomeKind,
    Receiver,
    SupervisionVisit,
    VisitKind,
)
from zugong.modules.villages.models.findings import Finding
from zugong.modules.villages.models.money import YuanField
from zugong.modules.villages.models.pay import (
    CollectiveIncome,
    CountyIncome,
    PayBasis,
    PayPayment,
    PayStatement,
    PayStep,
    YearAppraisal,
    YearGrade,
)
from zugong.modules.villages.models.pay_settling import ArrearsSpan, PayArrears, PayDue, PaySettlement, PaySupplement
from zugong.modules.villages.models.people import Education, Level, TrainingRecord
from zugong.modules.villages.models.recruiting import RecruitmentExam, RecruitmentPost, RecruitmentQuota, ServedGap
from zugong.modules.villages.models.role_models import RoleModelNomination, RoleModelRound, RoleModelUse
from zugong.modules.villages.models.staffing import StaffingGap, StaffingSpan
from zugong.modules.villages.models.teams import TeamKind, VillageTeam
from zugong.modules.villages.models.vetting import Ban, JointReview, NegativeItem, SecretaryFiling
from zugong.modules.villages.models.ways_up import (
    PromotionApplication,
    PromotionPost,
    PromotionRound,
    Track,
    WarnedSignature,
)
from zugong.modules.villages.models.weak_villages import WeakMeasure, WeakReason, WeakVillage

__all__ = [
    "Applicant",
    "ArrearsSpan",
    "Ban",
    "Basis",
    "Clause",
    "Clue",
    "ClueKind",
    "ClueSource",
    "CollectiveIncome",
    "Condition",
    "CountyIncome",
    "Education",
    "Finding",
    "FindingKind",
    "Insurance",
    "JointReview",
    "Leaving",
    "Level",
    "MeasureKind",
    "NegativeItem",
    "Office",
    "OutcomeKind",
    "PayArrears",
    "PayBasis",
    "PayDue",
    "PayGrade",
    "PayPayment",
    "PaySettlement",
    "PayStatement",
    "PayStep",
    "PaySupplement",
    "Politics",
    "PromotionApplication",
    "PromotionPost",
    "PromotionRound",
    "Receiver",
    "RecruitmentExam",
    "RecruitmentPost",
    "RecruitmentQuota",
    "RoleModelNomination",
    "RoleModelRound",
    "RoleModelUse",
    "SecretaryFiling",
    "ServedGap",
    "Source",
    "StaffingGap",
    "StaffingSpan",
    "SupervisionVisit",
    "TeamKind",
    "Track",
    "TrainingRecord",
    "Vetting",
    "VillageCadre",
    "VillageRole",
    "VillageTeam",
    "VisitKind",
    "WarnedSignature",
    "WeakMeasure",
    "WeakReason",
    "WeakVillage",
    "YearAppraisal",
    "YearGrade",
    "YuanField",
]
