"""What pay keeps lists of: incomes, grades, statements, payments, sums due, settlements, supplements, arrears."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms.pay import (
    CollectiveIncomeForm,
    CountyIncomeForm,
    PaymentForm,
    YearAppraisalForm,
)
from zugong.modules.villages.models import (
    ArrearsSpan,
    CollectiveIncome,
    CountyIncome,
    PayArrears,
    PayDue,
    PayPayment,
    PaySettlement,
    PayStatement,
    PaySupplement,
    YearAppraisal,
)


class CountyIncomes(Ledger):
    """各县区农村居民人均可支配收入：哪一年多少、出自哪份统计公报；村干部报酬以上一年的数为基数。"""

    model = CountyIncome
    columns = ("unit", "year", "amount", "document", "published_on")
    filters = {"unit": ["within"], "year": ["exact"]}
    form_fields = ("unit", "year", "amount", "document", "published_on")
    form_class = CountyIncomeForm
    ordering = ("-year", "unit__path", "pk")
    search_fields = ("unit__name", "document")


class CollectiveIncomes(Ledger):
    """各村集体经营性收入：比上年增长的部分按比例激励村两委成员。"""

    model = CollectiveIncome
    columns = ("unit", "year", "income", "document")
    filters = {"unit": ["within"], "year": ["exact"], "income": ["gte", "lte"]}
    form_fields = ("unit", "year", "income", "document")
    form_class = CollectiveIncomeForm
    ordering = ("-year", "unit__path", "pk")
    search_fields = ("unit__name",)


class YearAppraisals(Ledger):
    """村干部年度考核等次：绩效报酬按等次系数计算。"""

    model = YearAppraisal
    columns = ("cadre", "cadre__unit", "year", "grade", "document")
    filters = {"cadre__unit": ["within"], "year": ["exact"], "grade": ["exact"]}
    form_fields = ("year", "grade", "document")
    form_class = YearAppraisalForm
    ordering = ("-year", "cadre__unit__path", "cadre", "pk")
    search_fields = ("cadre__person__name", "cadre__unit__name")


class PayStatements(Ledger):
    """村干部报酬核算单：一人一年一张，应发多少、怎样算出、已发多少、还欠多少；由系统核算，不能填写。"""

    model = PayStatement
    columns = (
        "cadre", "cadre__unit", "year", "main_step", "months", "base", "performance", "incentive", "computed_total",
        "fallen_due", "paid", "arrears", "arrears_since", "standing",
    )  # fmt: skip
    filters = {
        "cadre__unit": ["within"],
        "year": ["exact"],
        "standing": ["exact"],
        "main_step": ["exact"],
        "months": ["gte", "lte"],
        "arrears_since": ["isnull", "lte"],
    }
    ordering = ("-year", "cadre__unit__path", "cadre__rank", "pk")
    search_fields = ("cadre__person__name", "cadre__unit__name")
    detail_sections = (
        (_("核算结果"), ("cadre", "cadre__unit", "year", "main_step", "months", "income", "grade")),
        (_("应发与已发"), ("base", "performance", "incentive", "computed_total", "supplements_total", "fallen_due", "paid",
                      "difference", "arrears", "arrears_since", "standing", "settlement")),
    )  # fmt: skip


class PayPayments(Ledger):
    """报酬发放：哪天给谁发了多少、属哪一年、哪一类；财政部门的发放表可直接导入，按人、日期、类别识别，重复导入不会重复登记。"""

    model = PayPayment
    columns = ("cadre", "cadre__unit", "paid_on", "kind", "amount", "year", "note")
    filters = {"cadre__unit": ["within"], "year": ["exact"], "kind": ["exact"], "paid_on": ["gte", "lte"]}
    form_fields = ("paid_on", "kind", "amount", "year", "note")
    form_class = PaymentForm
    ordering = ("-paid_on", "cadre__unit__path", "cadre", "pk")
    search_fields = ("cadre__person__name", "cadre__unit__name")


class PayDues(Ledger):
    """到期应发的报酬：各村哪一天应发多少、涉及几人；只有合计，不含个人。"""

    model = PayDue
    columns = ("unit", "due_on", "kind", "amount", "persons", "year")
    filters = {"unit": ["within"], "year": ["exact"], "kind": ["exact"], "due_on": ["gte", "lte"]}
    ordering = ("-due_on", "unit__path", "pk")
    search_fields = ("unit__name",)


class PaySettlements(Ledger):
    """报酬年度结算：乡镇上报、县区确认；确认后应发数不再变动，之后发现的差额列为补差。"""

    model = PaySettlement
    columns = ("unit", "year", "persons", "base", "performance", "incentive", "computed_total", "state", "confirmed_on")
    filters = {"unit": ["within"], "year": ["exact"], "state": ["exact"]}
    ordering = ("-year", "unit__path", "pk")
    search_fields = ("unit__name",)


class PaySupplements(Ledger):
    """年度结算以后发现的差额：多了少了都列明，原结算单不改。"""

    model = PaySupplement
    columns = ("statement", "statement__cadre__unit", "found_on", "months", "amount")
    filters = {"statement__cadre__unit": ["within"], "statement__year": ["exact"], "found_on": ["gte", "lte"]}
    ordering = ("-found_on", "-pk")
    search_fields = ("statement__cadre__person__name", "statement__cadre__unit__name")


class PayArrearsItems(Ledger):
    """报酬拖欠事项：哪个乡镇拖欠了多少人、多少钱，县区怎样安排清偿；发清后自动办结。"""

    model = PayArrears
    columns = ("unit", "opened_on", "persons", "amount", "state", "plan", "promised_on", "cleared_on")
    filters = {"unit": ["within"], "state": ["exact"], "opened_on": ["gte", "lte"]}
    ordering = ("-opened_on", "unit__path", "pk")
    search_fields = ("unit__name", "plan")


class ArrearsSpans(Ledger):
    """拖欠明细：谁从何时起被列为拖欠、欠多少、到何时为止。"""

    model = ArrearsSpan
    columns = ("statement", "statement__cadre__unit", "amount", "from_date", "until_date")
    filters = {"statement__cadre__unit": ["within"], "from_date": ["gte", "lte"], "until_date": ["isnull"]}
    ordering = ("-from_date", "-pk")
    search_fields = ("statement__cadre__person__name", "statement__cadre__unit__name")
