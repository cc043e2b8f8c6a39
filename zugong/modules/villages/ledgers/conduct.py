"""Lists of the conduct clean-up drive: supervision visits, and the clues of those who handle them."""

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.models import Clue, SupervisionVisit


class SupervisionVisits(Ledger):
    """对村（社区）的走访、抽查和夜查；发现涉及村干部的问题，另行登记线索。"""

    model = SupervisionVisit
    columns = ("village", "unit", "day", "kind", "looked_at", "problems", "result")
    filters = {"village": ["within"], "unit": ["within"], "kind": ["exact"], "day": ["gte", "lte"], "problems": ["gte"]}
    form_fields = ("unit", "village", "day", "kind", "looked_at", "problems", "result")
    ordering = ("-day", "pk")
    search_fields = ("village__name", "looked_at")


class Clues(Ledger):
    """您所在单位受理或承办的问题线索；其他人看不到。反映内容和查核情况在线索页面，不在列表里。"""

    model = Clue
    name = "village-clues"
    columns = (
        "number", "village", "person", "team", "source", "kind", "received", "unit", "handler", "due", "finding", "measure",
        "effect_until", "state", "closed_on",
    )  # fmt: skip
    filters = {
        "village": ["within"],
        "person": ["exact"],
        "state": ["exact", "in"],
        "source": ["exact"],
        "kind": ["exact"],
        "finding": ["exact"],
        "measure": ["exact"],
        "received": ["gte", "lte"],
        "due": ["lt"],
    }
    ordering = ("-received", "-pk")
    search_fields = ("number", "village__name")
