"""The pages of an import: from the handed-in file through mending to taking in and undoing, and what others see of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.models import AccessLog
from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.models import ColumnMeaning, Import
from zugong.kernel.ledger.tests.importing.trial import trial_ledgers
from zugong.kernel.registry.models import Post
from zugong.kernel.workbook.tests.sheets import workbook

NEW = "/ledgers/trial-posts/import/"
HEAD = ["人员", "单位", "职务", "任职日期"]


@pytest.fixture(autouse=True)
def _ledger(posts, appoint):
    appoint("旧职", "village", name="张三")


class Missing(str):
    """Stands where a template names something that it was not given, and does not let it pass."""

    __slots__ = ()

    def __mod__(self, variable):
        raise AssertionError(f"a template names {variable}, which it was not given")


@pytest.fixture(autouse=True)
def _strict(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Missing("%s is missing"))


@pytest.fixture
def hand_in(as_):
    """Hand in rows below a header: the import that came of it."""

    def send(*rows, head=HEAD, user="officer"):
        file = SimpleUploadedFile("名册.xlsx", workbook(head, *rows))
        response = as_(user).post(NEW, {"file": file})
        assert response.status_code == 302, response.text
        return Import.objects.get()

    return send


@pytest.fixture
def row(city):
    """A row that can be taken in, but for what is said."""

    def make(**said):
        texts = {"人员": "张三", "单位": city.units["village"].code, "职务": "书记", "任职日期": "2023.5"}
        return list((texts | said).values())

    return make


def address(imported, more=""):
    return f"/imports/{imported.pk}/{more}"


def test_a_good_file_is_taken_in_and_can_be_undone(hand_in, row, client):
    imported = hand_in(row())
    assert "1 行都没有问题" in client.get(address(imported)).text
    client.post(address(imported, "take/"))
    assert Post.objects.filter(title="书记").count() == 1
    page = client.get(address(imported)).text
    assert "新增 1 条" in page
    assert "书记</a>" in page
    client.post(address(imported, "undo/"), {"why": "交错了表"})
    assert not Post.objects.filter(title="书记").exists()
    assert "交错了表" in client.get(address(imported)).text


def test_an_undoing_needs_a_reason(hand_in, row, client):
    imported = hand_in(row())
    client.post(address(imported, "take/"))
    client.post(address(imported, "undo/"), {"why": ""})
    assert Post.objects.filter(title="书记").exists()


def test_a_bad_cell_is_shown_in_place_with_its_reason_and_suggestions(hand_in, row, client):
    imported = hand_in(row(任职日期=1980.1), row())
    page = client.get(address(imported)).text
    assert "1 行可以导入，1 行要改" in page
    assert 'value="1980.1"' in page
    assert "可能是 1 月，也可能是 10 月" in page
    assert 'value="start_date=1980-10-01"' in page


def test_a_mended_row_comes_back_good_with_the_new_counts(hand_in, row, client):
    imported = hand_in(row(任职日期="2023-13-01"))
    sent = client.post(address(imported, "rows/2/"), {"cell:start_date": "2023.5"}, headers={"HX-Request": "true"})
    assert "改好了" in sent.text
    assert "1 行都没有问题" in sent.text
    assert imported.rows.get().verdict == "new"


def test_a_row_that_is_still_bad_comes_back_with_what_is_still_wrong(hand_in, row, client):
    imported = hand_in(row(任职日期="2023-13-01"))
    sent = client.post(address(imported, "rows/2/"), {"cell:start_date": "无日期"}, headers={"HX-Request": "true"})
    assert 'value="无日期"' in sent.text
    assert "应为日期" in sent.text


def test_a_suggestion_is_accepted_with_one_click(hand_in, row, client):
    imported = hand_in(row(任职日期=1980.1))
    client.post(address(imported, "rows/2/"), {"accept": "start_date=1980-10-01", "cell:start_date": "1980.1"})
    assert imported.rows.get().shown_text("start_date") == "1980-10-01"


def test_alike_cells_are_mended_with_one_click(hand_in, row, client):
    imported = hand_in(row(任职日期=1980.1), row(任职日期=1985.1, 职务="主任"), row(任职日期="三月"))
    asked = {"field": "start_date", "kind": "可能是 1 月，也可能是 10 月", "value": "", "place": "1"}
    client.post(address(imported, "accept/"), asked)
    assert sorted(one.shown_text("start_date") for one in imported.rows.all()) == ["1980-10-01", "1985-10-01", "三月"]


def test_a_whole_row_can_be_opened(hand_in, row, client):
    imported = hand_in(row(任职日期="三月"))
    assert 'name="cell:title"' not in client.get(address(imported)).text
    assert 'name="cell:title"' in client.get(address(imported, "rows/2/?whole")).text


def test_an_unknown_column_is_asked_about_once(hand_in, row, client):
    imported = hand_in([*row(), "x"], head=["人员", "单位", "现职", "任职日期", "备注"])
    assert "有 2 列不认识" in client.get(address(imported)).text
    client.post(address(imported, "columns/"), {"column:现职": "title", "rest": "pass"})
    assert "1 行都没有问题" in client.get(address(imported)).text
    assert dict(ColumnMeaning.objects.values_list("label", "field")) == {"现职": "title", "备注": ""}


def test_the_bad_rows_can_be_taken_away_and_that_is_logged(hand_in, row, client):
    imported = hand_in(row(任职日期="三月"))
    assert client.get(address(imported, "bad.xlsx")).content.startswith(b"PK")
    assert AccessLog.objects.filter(kind=AccessLog.Kind.EXPORTED).exists()


def test_after_the_good_rows_the_mended_ones_can_follow(hand_in, row, client):
    imported = hand_in(row(), row(职务="主任", 任职日期="三月"))
    client.post(address(imported, "take/"))
    assert "还有 1 行要改" in client.get(address(imported)).text
    client.post(address(imported, "rows/3/"), {"cell:start_date": "2023-03-01"})
    client.post(address(imported, "take/"))
    assert set(Post.objects.values_list("title", flat=True)) == {"旧职", "书记", "主任"}


def test_what_is_no_table_is_refused_beside_the_file(as_):
    response = as_("officer").post(NEW, {"file": SimpleUploadedFile("名册.pdf", b"%PDF-1.7 ...")})
    assert response.status_code == 422
    assert "不是表格" in response.text


def test_no_file_is_refused_too(as_):
    assert "请先选择文件" in as_("officer").post(NEW).text


def test_a_changed_row_shows_old_beside_new(bring, client, city):
    officer, head = city.user("officer"), ["村", "名称", "座位"]
    with trial_ledgers() as made:
        village = city.units["village"].code
        actions.take(bring([village, "甲", 5], head=head, ledger=made.halls), officer, only_good=True)
        imported = bring([village, "甲", 8], head=head, ledger=made.halls)
        client.force_login(officer)
        page = client.get(address(imported)).text
    assert "<del>5</del>" in page
    assert "<ins>8</ins>" in page
    assert ">甲</a>" in page


def test_a_file_that_changes_nothing_offers_nothing_to_take(bring, client, city):
    line = ["驻村专班", "木厂镇", "驻村", "", "2023-01-01", ""]
    actions.take(bring(line), city.user("officer"), only_good=True)
    client.force_login(city.user("officer"))
    page = client.get(address(bring(line))).text
    assert "1 行与台账完全一致，不用导入" in page
    assert "disabled" in page


def test_nobody_else_goes_on_with_an_import(hand_in, row, as_):
    imported = hand_in(row())
    other = as_("shucheng_officer")
    assert other.get(address(imported)).status_code == 404
    assert [other.post(address(imported, verb)).status_code for verb in ("take/", "drop/", "undo/")] == [404] * 2 + [
        302
    ]
    assert other.get(address(imported, "rows/2/")).status_code == 404


def test_an_auditor_sees_the_counts_and_not_the_rows(hand_in, row, as_):
    imported = hand_in(row(任职日期="某年某月"))
    page = as_("auditor").get(address(imported))
    assert page.status_code == 200
    assert "某年某月" not in page.text
    assert as_("auditor").post(address(imported, "take/")).status_code == 403


def test_who_may_not_write_may_not_import(as_):
    assert as_("auditor").get(NEW).status_code == 403


def test_the_template_has_the_columns_of_the_form(as_):
    assert as_("officer").get(f"{NEW}template.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("show", ["bad", "new"])
def test_the_page_asks_as_often_for_many_rows_as_for_few(show, hand_in, row, client):
    counts = []
    for number in (2, 12):
        Import.objects.all().delete()
        bad = [row(任职日期="三月", 职务=f"职务{place}") for place in range(number)]
        imported = hand_in(*bad, *[row(职务=f"好{place}") for place in range(number)])
        with CaptureQueriesContext(connection) as asked:
            client.get(address(imported), {"show": show})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_column_that_was_taken_for_another_can_be_given_its_meaning(hand_in, row, client):
    imported = hand_in(row(人员="书记", 职务="张三"))
    client.post(address(imported, "columns/"), {"column:人员": "title", "column:职务": "person", "column:单位": "unit"})
    imported.refresh_from_db()
    assert imported.rows.get().texts["title"] == "书记"
    assert imported.counts == {"new": 1}
    assert ColumnMeaning.objects.count() == 2, "what was understood already is not written down"


def test_asking_how_far_it_is_does_not_prolong_the_session(hand_in, row, client):
    imported = hand_in(row())
    assert "sessionid" in client.get(address(imported)).cookies
    assert "sessionid" not in client.get(address(imported, "progress/")).cookies


def finds_something(path):
    return "Stand-In"


def is_away(path):
    raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("scanner", "said"), [("finds_something", "未通过病毒扫描（Stand-In）"), ("is_away", "没有应答")]
)
def test_a_file_is_opened_only_after_the_scanner_has_let_it_pass(as_, row, settings, scanner, said):
    settings.SCANNER = f"{__name__}.{scanner}"
    file = SimpleUploadedFile("名册.xlsx", workbook(HEAD, row()))
    response = as_("officer").post(NEW, {"file": file})
    assert response.status_code == 422
    assert said in response.text
    assert not Import.objects.exists()
