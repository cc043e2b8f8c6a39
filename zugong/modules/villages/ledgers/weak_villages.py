"""The list of weak villages."""

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.models import WeakVillage


class WeakVillages(Ledger):
    """各年度列入整顿的软弱涣散村：为什么列入、谁包村、一村一策到哪一步、什么时候销号。"""

    model = WeakVillage
    columns = (
        "unit", "county", "year", "reasons_in_words", "state", "listed_on", "leader", "first_secretary", "sending_unit",
        "county_checked_on", "city_checked_on", "closed_on",
    )  # fmt: skip
    filters = {"unit": ["within"], "year": ["exact"], "state": ["exact", "in"], "listed_on": ["gte", "lte"]}
    detail_sections = (
        ("列入", ("unit", "county", "year", "reasons_in_words", "situation", "proposed_on", "document", "listed_on")),
        ("整顿", ("leader", "first_secretary", "sending_unit", "goal", "self_report")),
        (
            "验收销号",
            ("county_result", "county_checked_on", "city_result", "city_checked_on", "closed_on", "relisted_on"),
        ),
    )
    ordering = ("-year", "unit__path", "pk")
    search_fields = ("unit__name",)
