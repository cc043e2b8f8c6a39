"""The records of what is in procedure."""

from zugong.kernel.procedures.models.asides import Objection, Reply
from zugong.kernel.procedures.models.cases import Case, ProcedureVersion
from zugong.kernel.procedures.models.clocks import Clock, Pause
from zugong.kernel.procedures.models.duties import Digest, Duty, HandOver, NoticeRead
from zugong.kernel.procedures.models.signatures import Signature

__all__ = [
    "Case",
    "Clock",
    "Digest",
    "Duty",
    "HandOver",
    "NoticeRead",
    "Objection",
    "Pause",
    "ProcedureVersion",
    "Reply",
    "Signature",
]
