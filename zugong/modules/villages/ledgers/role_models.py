"""What the naming of role models keeps lists of."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms.role_models import RoleModelRoundForm
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound


class RoleModelRounds(Ledger):
    """“担当作为好书记”等典型的评选批次：哪一级、几个名额、何时推荐、办到哪一步。"""

    model = RoleModelRound
    columns = ("unit", "year", "award", "level", "quota", "nominates_from", "nominates_to", "state")
    filters = {"unit": ["within"], "year": ["exact"], "level": ["exact"], "state": ["exact"]}
    form_fields = (
        "unit", "level", "year", "award", "quota", "nominates_from", "nominates_to", "document_number", "conditions",
    )  # fmt: skip
    form_class = RoleModelRoundForm
    ordering = ("-year", "unit__path", "pk")
    search_fields = ("award", "unit__name")


class RoleModelNominations(Ledger):
    """推荐和命名的好书记：事迹、推荐票、评选得分、命名文号和以后的使用。"""

    model = RoleModelNomination
    columns = ("person", "unit", "round", "votes_present", "votes_for", "score", "state", "named_on", "medal_document")
    filters = {
        "round": ["exact"],
        "unit": ["within"],
        "round__level": ["exact"],
        "round__year": ["exact"],
        "state": ["exact"],
        "recommended_on": ["isnull"],
        "reviewed_on": ["isnull"],
        "public_on": ["isnull"],
        "named_on": ["gte", "lte", "isnull"],
    }
    ordering = ("-round__year", "unit__path", "pk")
    search_fields = ("person__name", "unit__name", "medal_document")
    detail_sections = (
        (_("推荐"), ("person", "unit", "township", "county", "round", "nominated_on", "meeting_on", "votes_present", "votes_for", "state")),
        (_("事迹"), ("politics", "development", "results", "governance", "conduct")),
        (_("审查和命名"), ("review", "score", "named_on", "medal_document")),
    )  # fmt: skip
