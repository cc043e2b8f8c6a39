"""What the register keeps lists of."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms import CadreForm, RoleForm
from zugong.modules.villages.models import Education, Finding, TrainingRecord, VillageCadre, VillageRole, VillageTeam


class VillageCadres(Ledger):
    """谁在哪个村（社区）任职：职务、来源、学历、一肩挑、报酬；一人一村一条，兼任多职写在同一条的“职务”里。"""

    model = VillageCadre
    columns = (
        "person", "unit", "duties", "person__sex", "person__birth_date", "level", "full_time_college", "dual_post",
        "source", "in_office",
    )  # fmt: skip
    filters = {
        "unit": ["within"],
        "in_office": ["exact"],
        "rank": ["exact"],
        "holds_both": ["exact"],
        "full_time_college": ["exact"],
        "person__sex": ["exact"],
        "person__birth_date": ["gte", "lte"],
        "source": ["exact"],
        "condition": ["exact"],
    }
    form_fields = (
        "unit", "source", "politics", "party_date", "dual_post", "pay_grade", "insurance", "crosses_villages",
        "veteran", "entrepreneur", "condition", "vetting", "vetting_replies", "paid_months", "paid_amount",
    )  # fmt: skip
    form_class = CadreForm
    ordering = ("unit__path", "rank", "pk")
    search_fields = ("person__name", "unit__name", "duties")
    children = {"roles": ("office", "title", "start_date", "end_date")}
    detail_sections = (
        (_("任职"), ("person", "unit", "duties", "in_office", "source", "dual_post", "holds_both", "crosses_villages")),
        (_("本人情况"), ("person__sex", "person__birth_date", "level", "full_time_college", "politics", "party_date",
                     "veteran", "entrepreneur", "condition")),
        (_("联审与待遇"), ("vetting", "vetting_replies", "pay_grade", "insurance", "paid_months", "paid_amount")),
    )  # fmt: skip


class VillageTeams(Ledger):
    """各村（社区）党组织、村（居）委会、监委会和后备力量的职数和任期。"""

    model = VillageTeam
    columns = ("unit", "kind", "seats", "term_from", "term_to")
    filters = {"unit": ["within"], "kind": ["exact"], "term_to": ["gte", "lte"]}
    form_fields = ("unit", "kind", "seats", "term_from", "term_to")
    ordering = ("unit__path", "kind", "pk")
    search_fields = ("unit__name",)


class VillageRoles(Ledger):
    """村干部的每一段任职：什么职务、从何时到何时。"""

    model = VillageRole
    columns = ("cadre", "office", "title", "start_date", "end_date")
    filters = {"cadre__unit": ["within"], "office": ["exact"], "start_date": ["gte", "lte"], "end_date": ["isnull"]}
    form_fields = (
        "cadre", "office", "title", "start_date", "end_date", "basis", "document", "leaving", "leaving_why",
    )  # fmt: skip
    form_class = RoleForm
    ordering = ("cadre__unit__path", "cadre", "pk")
    search_fields = ("cadre__person__name", "cadre__unit__name")


class Educations(Ledger):
    """村干部的学历，是否全日制。"""

    model = Education
    name = "village-educations"
    columns = ("person", "person__unit", "level", "full_time", "school", "major", "end_date")
    filters = {"person__unit": ["within"], "level": ["exact"], "full_time": ["exact", "isnull"]}
    form_fields = ("person", "level", "full_time", "school", "major", "end_date")
    ordering = ("person__unit__path", "person", "pk")
    search_fields = ("person__name", "school")


class Trainings(Ledger):
    """村干部参加的培训和学时。"""

    model = TrainingRecord
    name = "village-trainings"
    columns = ("person", "person__unit", "title", "kind", "organiser", "start_date", "hours")
    filters = {"person__unit": ["within"], "kind": ["exact"], "start_date": ["gte", "lte"]}
    form_fields = ("person", "title", "kind", "organiser", "start_date", "end_date", "hours")
    ordering = ("-start_date", "pk")
    search_fields = ("person__name", "title")


class Findings(Ledger):
    """登记中不可能对的地方：什么问题、在哪个村、怎样改；改正后自动消失，确属无误的可说明理由。"""

    model = Finding
    name = "village-findings"
    columns = ("kind", "unit", "person", "says", "mending", "found_on", "state")
    filters = {"kind": ["exact"], "unit": ["within"], "state": ["exact"], "found_on": ["gte", "lte"]}
    ordering = ("unit__path", "kind", "pk")
    search_fields = ("unit__name",)
