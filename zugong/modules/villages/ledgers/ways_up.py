"""What the ways up keep lists of."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms.ways_up import PromotionRoundForm
from zugong.modules.villages.models import PromotionApplication, PromotionRound, WarnedSignature


class PromotionRounds(Ledger):
    """优秀村干部晋升的批次：招录乡镇公务员、县区自主招聘乡镇事业单位人员，计划几人、何时报名、办到哪一步。"""

    model = PromotionRound
    columns = ("title", "unit", "track", "year", "quota", "applies_from", "applies_to", "state")
    filters = {"unit": ["within"], "track": ["exact"], "year": ["exact"], "state": ["exact"]}
    form_fields = (
        "unit", "track", "year", "title", "quota", "applies_from", "applies_to", "exam_on", "interview_on",
        "document_number", "conditions",
    )  # fmt: skip
    form_class = PromotionRoundForm
    children = {"posts": ("unit", "title", "quota")}
    ordering = ("-year", "-applies_from", "pk")
    search_fields = ("title", "unit__name")


class PromotionApplications(Ledger):
    """村干部的晋升报名：谁报了哪个批次、成绩和名次、办到哪一步、录用到哪里。"""

    model = PromotionApplication
    columns = (
        "person", "unit", "round", "post", "admission_number", "written", "interview", "total", "place", "state",
        "appointed_unit", "appointed_on",
    )  # fmt: skip
    filters = {
        "round": ["exact"],
        "unit": ["within"],
        "round__track": ["exact"],
        "round__year": ["exact"],
        "state": ["exact"],
        "applied_on": ["gte", "lte"],
        "recommended_on": ["isnull"],
        "qualified_on": ["isnull"],
        "selected_on": ["isnull"],
        "public_on": ["isnull"],
        "appointed_on": ["gte", "lte", "isnull"],
    }
    ordering = ("-round__year", "round", "place", "pk")
    search_fields = ("person__name", "unit__name", "admission_number")
    detail_sections = (
        (_("报名"), ("person", "unit", "township", "county", "round", "post", "applied_on", "statement", "state")),
        (_("推荐和审查"), ("appraisal", "recommendation", "review")),
        (_("成绩"), ("admission_number", "written", "written_absent", "bonus", "interview", "interview_absent", "total", "place")),
        (_("考察和录用"), ("inspected_on", "inspection", "appointed_on", "appointed_unit", "appointed_title",
                          "appointed_document", "serves_until")),
    )  # fmt: skip


class WarnedSignatures(Ledger):
    """有反映未办结时仍然推荐、审查通过或录用的理由，县级以上查看。"""

    model = WarnedSignature
    columns = ("person", "unit", "about", "step", "signed_by", "signed_on", "why")
    filters = {"unit": ["within"], "step": ["exact"], "signed_on": ["gte", "lte"]}
    ordering = ("-signed_on", "-pk")
    search_fields = ("person__name", "about")
