"""The pages of one-off forms, as the people at both ends see them."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from zugong.modules.office.actions.collecting import answering
from zugong.modules.office.actions.collecting.drafting import ColumnDraft
from zugong.modules.office.models import FormReturn, OneOffForm, RecipientSet
from zugong.modules.office.tests.collecting.asking import GOOD

HEAD = {
    "title": "党员情况",
    "catalogue_number": "组-01",
    "due_date": "2023-07-10",
    "expires_on": "2023-09-30",
    "layout": "single",
    "confirms": "sender",
}


def sheet(*rows, name="表.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def columns(*labels, **more):
    data = {"c-TOTAL_FORMS": len(labels), "c-INITIAL_FORMS": 0}
    for number, label in enumerate(labels):
        data |= {f"c-{number}-label": label, f"c-{number}-kind": "integer", f"c-{number}-ORDER": number + 1}
    return data | more


def typed(**cells):
    return {f"{key}-0": value for key, value in (GOOD | cells).items()}


def test_a_form_is_drawn_up_given_columns_and_recipients_and_sent(asking, as_):
    client = as_("officer")
    client.post("/forms/new/", HEAD)
    form = OneOffForm.objects.get()
    address = form.get_absolute_url()
    assert "还没有列" in client.get(address).text
    client.post(f"{address}columns/", columns("党员人数", "其中女党员"))
    below = {"do": "below", "below": asking.city.units["muchang"].pk, "level": "village"}
    client.post(f"{address}recipients/", below)
    page = client.get(address).text
    assert "2 个单位共" in page
    assert "每个单位约填" in page
    client.post(f"/cases/office.one_off_form/{form.pk}/send/", {"send-version": OneOffForm.objects.get().version})
    assert form.returns.count() == 2
    assert "还差" in client.get(address).text


def test_columns_are_read_from_a_sheet_and_what_was_understood_is_said(asking, as_):
    client = as_("officer")
    upload = sheet(["党员情况统计表"], ["序号", "单位", "党员人数（人）", "是否有活动场所"])
    page = client.post("/forms/new/", HEAD | {"sheet": upload}, follow=True).text
    assert "第 2 行是表头，共 2 列" in page
    labels = [(column.label, column.kind) for column in OneOffForm.objects.get().columns.all()]
    assert labels == [("党员人数（人）", "integer"), ("是否有活动场所", "choice")]


@pytest.mark.parametrize(
    ("field", "value", "said"), [("due_date", "2023-06-01", "早于今天"), ("expires_on", "2023-07-04", "有效期早于")]
)
def test_a_head_that_contradicts_itself_is_refused_beside_its_field(asking, as_, field, value, said):
    response = as_("officer").post("/forms/new/", HEAD | {field: value})
    assert response.status_code == 422
    assert said in response.text
    assert not OneOffForm.objects.exists()


def test_a_column_that_may_not_be_asked_is_refused_and_what_was_typed_stays(asking, as_):
    form = asking.draft(columns=())
    response = as_("officer").post(f"/forms/{form.pk}/columns/", columns("党员人数", "宗教信仰"))
    assert response.status_code == 422
    assert "一律不采集" in response.text
    assert "宗教信仰" in response.text
    assert not form.columns.exists()


def test_recipients_are_kept_as_a_set_and_taken_out_one_by_one(asking, as_):
    form, client = asking.draft(), as_("officer")
    client.post(f"/forms/{form.pk}/recipients/", {"do": "save", "name": "示范村"})
    kept = RecipientSet.objects.get()
    client.post(f"/forms/{form.pk}/recipients/", {"out": asking.city.units["village"].pk})
    assert form.recipients.count() == 2
    client.post(f"/forms/{form.pk}/recipients/", {"do": "set", "set": kept.pk})
    assert form.recipients.count() == 3


def test_a_village_fills_in_on_the_phone(asking, as_):
    form = asking.send()
    client = as_("villager")
    assert "有 <strong>1</strong> 张表要填" in client.get("/forms/").text
    entry = asking.entry(form)
    client.post(entry.get_absolute_url(), typed(c1="４０") | {"way": "phone"})
    entry.refresh_from_db()
    assert (entry.state, entry.way, entry.rows) == ("filled", "phone", [GOOD])


def test_a_form_page_leads_a_village_to_its_own_return(asking, as_):
    form = asking.send()
    assert as_("villager").get(form.get_absolute_url()).url == asking.entry(form).get_absolute_url()


def test_a_bad_cell_is_named_beside_it_and_what_was_typed_stays(asking, as_):
    entry = asking.entry(asking.send())
    response = as_("villager").post(entry.get_absolute_url(), typed(c1="四十", c2="50人"))
    assert response.status_code == 422
    assert "应为数字" in response.text
    assert 'value="四十"' in response.text
    assert ">50</button>" in response.text
    entry.refresh_from_db()
    assert entry.state == "open"


def test_a_village_answers_with_its_own_sheet(asking, as_):
    entry = asking.entry(asking.send())
    upload = sheet(["党员情况"], ["党员人数", "其中女党员", "活动场所"], [40, 15, "自有"])
    as_("villager").post(f"{entry.get_absolute_url()}sheet/", {"sheet": upload})
    entry.refresh_from_db()
    assert (entry.state, entry.way, entry.rows) == ("filled", "sheet", [GOOD])


def test_bad_cells_of_an_own_sheet_are_named_by_row_and_column(asking, as_):
    entry = asking.entry(asking.send())
    upload = sheet(["党员人数", "其中女党员", "活动场所"], ["40人", 15, "自由"])
    response = as_("villager").post(f"{entry.get_absolute_url()}sheet/", {"sheet": upload})
    assert response.status_code == 422
    assert "自由" in response.text
    assert [(p.row, p.column, p.value, p.suggestion) for p in response.context["problems"]] == [
        (2, "党员人数", "40人", "40"),
        (2, "活动场所", "自由", "自有"),
    ]
    assert 'data-suggests="c1-0">40<' in response.text


def test_an_own_sheet_without_the_column_keeps_what_is_known(asking, as_):
    form = asking.send(columns=(ColumnDraft("党员人数", "integer"), ColumnDraft("乡镇", source="unit:parent")))
    entry = asking.entry(form)
    as_("villager").post(
        f"{entry.get_absolute_url()}sheet/", {"sheet": sheet(["单位", "党员人数"], ["甲河村村委会", 40])}
    )
    entry.refresh_from_db()
    assert entry.rows == [{"c1": "40", "c2": "木厂镇"}]


def test_a_township_downloads_one_sheet_for_its_villages_and_hands_it_in(asking, as_):
    form = asking.send()
    client = as_("township_officer")
    book = load_workbook(io.BytesIO(client.get(f"/forms/{form.pk}/empty.xlsx").content))
    lines = book.worksheets[0]
    names = [lines.cell(row, 1).value for row in (4, 5)]
    assert names == ["甲河村村委会", "乙岗村村委会"]
    for row, count in ((4, 40), (5, "不清楚")):
        lines.cell(row, 2).value = count
    stream = io.BytesIO()
    book.save(stream)
    upload = SimpleUploadedFile("表.xlsx", stream.getvalue())
    response = client.post(f"/forms/{form.pk}/sheet/", {"sheet": upload})
    assert asking.entry(form).state == "filled"
    assert asking.entry(form, "other_village").state == "open"
    assert [(problem.row, problem.column) for problem in response.context["problems"]] == [(5, "党员人数")]


def test_the_confirmer_confirms_some_and_sends_others_back_with_a_reason(asking, as_):
    form = asking.send()
    good, bad = asking.fill(form), asking.fill(form, "other_village")
    client = as_("officer")
    client.post(f"/forms/{form.pk}/confirm/", {"do": "confirm", "entry": good.pk})
    client.post(f"/forms/{form.pk}/confirm/", {"do": "return", "entry": bad.pk, "why": "请核实"})
    assert asking.entry(form).state == "confirmed"
    assert "被退回：请核实" in as_("other_villager").get(bad.get_absolute_url()).text


def test_an_unlisted_form_is_refused_with_one_click(asking, as_):
    entry = asking.entry(asking.send(catalogue_number="自编-7"))
    client = as_("villager")
    assert "拒填" in client.get(entry.get_absolute_url()).text
    client.post(f"{entry.get_absolute_url()}refuse/")
    entry.refresh_from_db()
    assert entry.state == "refused"
    assert "拒填" in as_("supervisor").get("/").text


@pytest.mark.parametrize(
    "path", ["", "merged/", "merged/?by=township", "merged/?by=county", "changes/", "upper/", "merged.xlsx"]
)
def test_the_views_of_a_form_are_there_for_its_sender(asking, as_, path):
    form = asking.send()
    asking.fill(form)
    assert as_("officer").get(f"{form.get_absolute_url()}{path}").status_code == 200


def test_a_sibling_finds_none_of_it(asking, as_):
    form = asking.send(by="jinan_officer", to=("village",))
    entry = asking.entry(form)
    client = as_("shucheng_officer")
    for path in "", "merged/", "merged.xlsx", "changes/", "upper/", "upper.xlsx", "empty.xlsx":
        assert client.get(f"{form.get_absolute_url()}{path}").status_code == 404
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert client.post(f"{form.get_absolute_url()}chase/").status_code == 404


def test_a_village_sees_nobody_elses_answer_in_the_merged_table(asking, as_):
    form = asking.send()
    asking.fill(form, "other_village", c1="76543", c2="0")
    page = as_("villager").get(f"{form.get_absolute_url()}merged/").text
    assert "76,543" not in page
    assert "乙岗村" not in page


def test_a_returned_list_keeps_its_rows(asking, as_):
    form = asking.send(layout="list")
    entry = asking.entry(form)
    data = {"row": ["0", "1", "2"], "c1-0": "3", "c1-1": "", "c1-2": "4"}
    as_("villager").post(entry.get_absolute_url(), data)
    entry.refresh_from_db()
    assert [row["c1"] for row in entry.rows] == ["3", "4"]
    assert FormReturn.objects.filter(state="filled").count() == 1


def test_an_answer_that_is_sent_later_tells_its_errors_by_input_and_is_taken_once(asking, as_):
    entry, client = asking.entry(asking.send()), as_("villager")
    sent = {"headers": {"Accept": "application/json", "Idempotency-Key": str(uuid4())}}
    refused = client.post(entry.get_absolute_url(), typed(c1="40人"), **sent)
    assert refused.status_code == 422
    assert refused.json()["errors"] == {"c1-0": ["应为数字（是不是 40）"]}
    for _time in range(2):
        taken = client.post(entry.get_absolute_url(), typed(), **sent)
        assert taken.json()["location"] == entry.get_absolute_url()


def test_a_case_shows_an_answer_as_its_form_does(asking, as_):
    form = asking.send()
    asking.fill(form, c1="40", c2="10", c4="新建")
    entry = asking.entry(form)
    page = as_("officer").get(f"/cases/office.form_return/{entry.pk}/").text
    assert "<dt>党员人数</dt>" in page
    assert "新建" in page
    assert "{&#x27;c1&#x27;" not in page
    assert dict(entry.shown_content())["其中女党员"] == "10"


def test_a_case_shows_the_rows_of_a_list_as_a_table(asking, as_):
    form = asking.send(columns=(ColumnDraft("项目"), ColumnDraft("金额", "decimal")), to=("village",), layout="list")
    raw = [{"c1": "修路", "c2": "3.5"}, {"c1": "架桥", "c2": "20"}]
    entry = answering.fill(entry=asking.entry(form), raw=raw, by=asking.user("villager"), way="page")
    page = as_("officer").get(f"/cases/office.form_return/{entry.pk}/").text
    assert '<td data-label="项目">架桥</td>' in page
    assert entry.shown_content()[2:] == [("第 1 行", "项目：修路；金额：3.5"), ("第 2 行", "项目：架桥；金额：20")]
