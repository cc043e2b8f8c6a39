"""Who sees what of pay, and what the pages say."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from zugong.kernel.access.models import Grant
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.importing import actions as importing
from zugong.kernel.parameters.effects import effects_of
from zugong.modules.villages.models import CountyIncome, PayPayment, PaySettlement, PayStatement

TOTAL = "32,000"


@pytest.fixture
def cadre(city, register):
    """A secretary of the village with two years' statements and one payment."""
    for year, amount in ((2021, 16_000), (2022, 17_000)):
        income = CountyIncome(unit=city.unit("jinan"), year=year, amount=Decimal(amount), document=f"{year}年统计公报")
        writing.save(income, by=None)
    cadre = register(offices="党总支书记", dual_post="false")
    paid = PayPayment(cadre=cadre, year=2022, paid_on=dt.date(2022, 12, 20), kind="monthly", amount=Decimal(22_400))
    writing.save(paid, by=None)
    return cadre


@pytest.fixture
def own(city, cadre):
    """An account of the cadre's own, without any other right."""
    user = city.user("cadre")
    user.person = cadre.person
    user.save()
    Grant.objects.filter(user=user).update(unit=cadre.unit)
    return user


def test_the_first_line_says_what_is_due_paid_and_owed(as_, cadre):
    page = as_("jinan_officer").get("/villages/pay/341502/2022/").content.decode()
    assert "到期应发 <strong>3.2 万元</strong>，已发 <strong>2.2 万元</strong>" in page
    assert "拖欠 <strong>1</strong> 人" in page
    assert "木厂镇" in page
    assert "拖欠待清偿" in page


def test_the_present_year_is_shown_unless_another_is_asked_for(as_, cadre):
    page = as_("township_officer").get("/villages/pay/341502100/").content.decode()
    assert "2023 年到期应发" in page
    assert "本年计至 2023-07-03" in page


@pytest.mark.parametrize("name", ["officer", "jinan_officer", "township_officer", "leader"])
def test_those_above_see_the_amounts(as_, cadre, name):
    page = as_(name).get("/villages/pay/341502100201/2022/").content.decode()
    assert "程雨田" in page
    assert TOTAL in page


def test_the_auditor_sees_sums_and_no_persons_amount(as_, cadre):
    client = as_("auditor")
    page = client.get("/villages/pay/341502100201/2022/").content.decode()
    assert "程雨田" not in page
    assert TOTAL not in page
    assert "****" in page
    statement = PayStatement.objects.get(cadre=cadre, year=2022)
    record = client.get(f"/ledgers/pay-statements/{statement.pk}/").content.decode()
    assert TOTAL not in record
    assert "22,400" not in record


@pytest.mark.parametrize("name", ["shucheng_officer", "other_township_officer", "other_villager"])
def test_others_do_not_find_it(as_, cadre, name):
    client = as_(name)
    statement = PayStatement.objects.get(cadre=cadre, year=2022)
    assert client.get("/villages/pay/341502100201/2022/").status_code == 404
    assert client.get(f"/ledgers/pay-statements/{statement.pk}/").status_code == 404
    assert not PayStatement.objects.visible_to(client.get("/").wsgi_request.user).exists()


def test_a_cadre_sees_the_own_statement_and_nobody_elses(client, own, cadre, register):
    other = register(name="程念", identity_number=None, offices="村委会副主任", dual_post=None)
    client.force_login(own)
    page = client.get(f"/people/{cadre.person_id}/").content.decode()
    assert (
        "我的报酬" in page and "2 倍 × 16,000 元 ÷ 12 × 12 个月" in page
    ) or "2 倍 × 17,000 元 ÷ 12 × 6 个月" in page
    statement = PayStatement.objects.get(cadre=cadre, year=2022)
    assert TOTAL in client.get(f"/ledgers/pay-statements/{statement.pk}/").content.decode()
    foreign = PayStatement.objects.get(cadre=other, year=2022)
    assert client.get(f"/ledgers/pay-statements/{foreign.pk}/").status_code == 404


def test_a_statement_says_how_it_came_about(as_, cadre):
    statement = PayStatement.objects.get(cadre=cadre, year=2022)
    page = as_("township_officer").get(f"/ledgers/pay-statements/{statement.pk}/").content.decode()
    for words in (
        "2 倍 × 16,000 元 ÷ 12 × 12 个月", "上述合计 × 70%", "上述合计 × 30% × 考核系数 1（尚未定等次）",
        "还欠 <strong class=\"village-gap\">9,600</strong> 元", "2021年统计公报", "村干部报酬正常增长机制", "2022-12-20",
    ):  # fmt: skip
        assert words in page, words


def test_the_township_draws_up_its_settlement(as_, city, cadre):
    client = as_("township_officer")
    assert "办理年度结算" in client.get("/villages/pay/341502100/2022/").content.decode()
    assert "办理年度结算" not in client.get("/villages/pay/341502100/2023/").content.decode()
    answer = client.post("/villages/pay/341502100/2022/settle/")
    settlement = PaySettlement.objects.get()
    assert answer.url == f"/cases/villages.pay_settlement/{settlement.pk}/"
    assert TOTAL in client.get(answer.url).content.decode()
    assert "草拟" in client.get("/villages/pay/341502100/2022/").content.decode()


def test_nobody_else_draws_it_up(as_, cadre):
    assert as_("villager").post("/villages/pay/341502100/2022/settle/").status_code == 404
    as_("leader").post("/villages/pay/341502100/2022/settle/")
    assert not PaySettlement.objects.exists()


def test_the_sheet_goes_out_as_workbook_and_as_document(as_, cadre):
    client = as_("township_officer")
    workbook = client.get("/villages/pay/341502100/2022/sheet.xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(workbook.content)).active for cell in row]
    assert "程雨田" in cells
    assert 32_000 in cells
    document = client.get("/villages/pay/341502100/2022/sheet.docx")
    assert document.status_code == 200
    assert document.content[:2] == b"PK"
    masked = as_("auditor").get("/villages/pay/341502100/2022/sheet.xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(masked.content)).active for cell in row]
    assert "程雨田" not in cells
    assert 32_000 not in cells


def bring(user, *lines):
    content = "\n".join(["村（社区）,姓名,发放日期,类别,金额（元）,所属年度", *lines]).encode()
    return importing.begin(ledger_named("pay-payments"), SimpleUploadedFile("发放表.csv", content), user)


def test_the_finance_offices_list_comes_in_once(city, cadre):
    lines = ("甲河村村委会,程雨田,2023-01-20,年终结算,9600,", "甲河村村委会,程雨田,2023-02-10,月发,1983.5,")
    for _time in range(2):
        imported = bring(city.user("jinan_officer"), *lines)
        importing.take(imported, imported.by, only_good=True)
    rows = PayPayment.objects.filter(paid_on__year=2023).order_by("paid_on")
    assert [(row.year, row.kind, row.amount) for row in rows] == [
        (2022, "settlement", Decimal(9_600)), (2023, "monthly", Decimal("1983.5")),
    ]  # fmt: skip
    assert PayStatement.objects.get(cadre=cadre, year=2022).standing == "even"


def test_who_is_not_in_the_register_is_a_mistake_of_the_line(city, cadre):
    imported = bring(city.user("jinan_officer"), "甲河村村委会,程不在,2023-01-20,年终结算,9600,")
    [row] = imported.rows.all()
    assert row.verdict == "bad"


def test_another_coefficient_says_what_it_would_change(city, cadre):
    value = {"dual": 2.5, "chief": 2.2, "deputy": 1.6, "member": 1.4}
    [effect] = effects_of("villages.pay.coefficients", value, at=city.unit("jinan"), reader=city.user("officer"))
    [difference] = effect.differences
    assert (difference.before, difference.after) == ("17,000 元", "18,700 元")


def test_the_page_asks_as_often_for_many_as_for_one(as_, city, cadre, register, django_assert_max_num_queries):
    client = as_("jinan_officer")
    client.get("/villages/pay/341502/2022/")
    with django_assert_max_num_queries(100) as few:
        client.get("/villages/pay/341502/2022/")
    for name in ("程甲", "程乙", "程丙"):
        register("other_village", name=name, identity_number=None, offices="村委会委员", dual_post=None)
    with django_assert_max_num_queries(len(few)):
        client.get("/villages/pay/341502/2022/")
