"""The records of what is in procedure."""

from zugong.kernel.procedures.models.clocks import Clock, Pause
from zugong.kernel.procedures.models.duties import Digest, Duty, HandOver, NoticeRead
from zugong.kernel.procedures.models.signatures import Signature

__all__ = ["Clock", "Digest", "Duty", "HandOver", "NoticeRead", "Pause", "Signature"]
