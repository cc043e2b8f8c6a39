"""By what an office is taken, and why it is left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.modules.villages.rules.appointing import Basis as BasisCode
from zugong.modules.villages.rules.appointing import Leaving as LeavingCode


class Basis(models.TextChoices):
    """By what somebody comes into an office."""

    ELECTION = BasisCode.ELECTION, _("换届选举")
    BY_ELECTION = BasisCode.BY_ELECTION, _("补选")
    PARTY_PROCEDURE = BasisCode.PARTY_PROCEDURE, _("党内程序任命")
    PLACEMENT = BasisCode.PLACEMENT, _("统一招考安排")
    TRANSFER = BasisCode.TRANSFER, _("选派、调整")


class Leaving(models.TextChoices):
    """Why somebody leaves an office."""

    TERM_ENDED = LeavingCode.TERM_ENDED, _("任期届满")
    RESIGNED = LeavingCode.RESIGNED, _("辞职")
    REMOVED = LeavingCode.REMOVED, _("免职")
    RECALLED = LeavingCode.RECALLED, _("罢免")
    TRANSFERRED = LeavingCode.TRANSFERRED, _("调整、调离")
    RETIRED = LeavingCode.RETIRED, _("到龄离任")
    DECEASED = LeavingCode.DECEASED, _("去世")
