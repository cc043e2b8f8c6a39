"""What the plan keeps lists of: tasks, parts, reports, slips, postponements, bulletins, results from outside."""

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.plan.models import Bulletin, OutsideResult, Part, Postponement, Report, Slip, Task


class Tasks(Ledger):
    """计划里的任务和临时交办件：谁负责、何时前、以什么为完成标志。"""

    model = Task
    name = "plan-tasks"
    columns = ("title", "plan", "section", "leader", "due_date", "deliverable", "state", "source")
    filters = {
        "title": ["icontains"],
        "plan": ["exact"],
        "section": ["exact"],
        "state": ["exact"],
        "due_date": ["gte", "lte"],
    }
    ordering = ("plan", "position", "pk")
    search_fields = ("title", "source_words", "source", "delivered_number")


class Parts(Ledger):
    """分解到各单位的任务：谁承担多少、何时前完成。"""

    model = Part
    name = "plan-parts"
    columns = ("breakdown__target__what", "unit", "value", "breakdown__target__measure_unit", "due_date", "note")
    filters = {"unit": ["within"], "due_date": ["gte", "lte"]}
    ordering = ("breakdown", "unit", "pk")
    search_fields = ("breakdown__target__what",)


class Reports(Ledger):
    """各单位填报的进展：数值、截至日期、谁报的、确认没有。"""

    model = Report
    name = "plan-reports"
    columns = ("part__breakdown__target__what", "unit", "as_of", "value", "state", "reported_at", "why_lower")
    filters = {"unit": ["within"], "state": ["exact"], "as_of": ["gte", "lte"]}
    ordering = ("-as_of", "-pk")
    search_fields = ("part__breakdown__target__what", "text")


class Slips(Ledger):
    """督查单：给谁、什么颜色、何时前反馈、销号没有。"""

    model = Slip
    name = "plan-slips"
    columns = ("colour", "number", "addressee", "task", "due_date", "state", "replied_on", "closed_on")
    filters = {"addressee": ["within"], "colour": ["exact"], "state": ["exact"], "due_date": ["gte", "lte"]}
    ordering = ("-pk",)
    search_fields = ("number", "reason", "task__title")


class Postponements(Ledger):
    """延期申请：谁为哪项任务申请延到何时、同意没有。"""

    model = Postponement
    name = "plan-postponements"
    columns = ("task", "unit", "old_due_date", "new_due_date", "reason", "requested_on", "state", "decided_on")
    filters = {"unit": ["within"], "state": ["exact"], "requested_on": ["gte", "lte"]}
    ordering = ("-pk",)
    search_fields = ("task__title", "reason")


class Bulletins(Ledger):
    """进展通报：哪一期、数据截至何时、签发没有。"""

    model = Bulletin
    name = "plan-bulletins"
    columns = ("title", "number", "unit", "period", "as_of", "state", "signed_at")
    filters = {"unit": ["within"], "state": ["exact"], "as_of": ["gte", "lte"]}
    ordering = ("-as_of", "-pk")
    search_fields = ("title", "number")


class OutsideResults(Ledger):
    """外部认定的结果：谁认定的、凭什么文件、比基期怎样。"""

    model = OutsideResult
    name = "plan-outside-results"
    columns = ("target__what", "unit", "value", "base_value", "decided_on", "decided_by", "proof", "state")
    filters = {"unit": ["within"], "state": ["exact"], "decided_on": ["gte", "lte"]}
    ordering = ("-decided_on", "-pk")
    search_fields = ("target__what", "decided_by", "proof")
