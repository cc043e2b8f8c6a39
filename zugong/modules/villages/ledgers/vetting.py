"""What joint vetting keeps lists of."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms.vetting import NegativeItemForm
from zugong.modules.villages.models import JointReview, NegativeItem, SecretaryFiling


class JointReviews(Ledger):
    """村干部人选的联审：谁、拟任什么、办到哪一步、通过还是不通过、有效期到哪一天；不含部门答复的内容。"""

    model = JointReview
    columns = ("person", "unit", "office", "occasion", "state", "result", "requested_on", "decided_on", "valid_until")
    filters = {
        "unit": ["within"],
        "state": ["exact"],
        "result": ["exact"],
        "occasion": ["exact"],
        "requested_on": ["gte", "lte"],
        "decided_on": ["gte", "lte"],
        "valid_until": ["gte", "lte"],
    }
    ordering = ("-requested_on", "-pk")
    search_fields = ("person__name", "unit__name")
    detail_sections = (
        (_("人选"), ("person", "unit", "township", "county", "office", "occasion", "requested_by", "requested_on")),
        (_("联审"), ("state", "asked_on", "asked", "replied", "missing")),
        (_("结果"), ("result", "decided_on", "decided_in_time", "look_again_on", "formal_on", "valid_until")),
    )  # fmt: skip


class NegativeItems(Ledger):
    """负面清单（“十不选”）记录：谁、哪一项、从何时到何时、哪个部门提供；只由登记县区和来源部门查看。"""

    model = NegativeItem
    columns = ("person", "item", "from_date", "until", "lasting", "source", "lifted_on")
    filters = {
        "item": ["exact"],
        "source": ["exact"],
        "from_date": ["gte", "lte"],
        "until": ["gte", "lte"],
        "lifted_on": ["isnull"],
    }
    form_fields = (
        "person", "unit", "item", "from_date", "until", "lasting", "source", "document", "lifted_on", "lifted_why",
    )  # fmt: skip
    form_class = NegativeItemForm
    ordering = ("-from_date", "pk")
    search_fields = ("person__name",)


class SecretaryFilings(Ledger):
    """村党组织书记任职、调整、免职的县级备案：哪一天变动、应在何时报备、报了没有。"""

    model = SecretaryFiling
    columns = (
        "unit", "person", "kind", "happened_on", "due_on", "state", "document_number", "filed_on", "confirmed_on",
    )  # fmt: skip
    filters = {
        "unit": ["within"],
        "kind": ["exact"],
        "state": ["exact"],
        "happened_on": ["gte", "lte"],
        "due_on": ["gte", "lte"],
    }
    ordering = ("-happened_on", "-pk")
    search_fields = ("unit__name", "person__name")
