"""Correcting what was read, by action and by page."""

import pytest

from zugong.modules.plan.actions.editions import CannotCorrect, add_target, change_target, correct_block, drop_target

VALUES = {
    "what": "产业导师",
    "comparator": ">=",
    "value": "45",
    "value2": "",
    "unit": "名",
    "scope": "",
    "deadline": "",
}


@pytest.fixture
def edition(printed):
    return printed.read()


@pytest.fixture
def officer(printed):
    return printed.user("officer")


def place_of(edition, words):
    return next(place for place, block in enumerate(edition.blocks) if words in block["text"])


def test_a_paragraph_becomes_a_heading_and_a_heading_a_paragraph(edition, officer):
    place = place_of(edition, "总体思路")
    edition = correct_block(edition=edition, place=place, by=officer, text="总体思路", level=2)
    assert (edition.blocks[place]["kind"], edition.blocks[place]["level"]) == ("heading", 2)
    edition = correct_block(edition=edition, place=place, by=officer, text="总体思路", level=0)
    assert edition.blocks[place]["kind"] == "paragraph"


def test_targets_below_a_renamed_heading_name_it(edition, officer):
    place = place_of(edition, "选聘导师")
    edition = correct_block(edition=edition, place=place, by=officer, text="（一）聘请导师", level=2)
    assert edition.targets[0]["heading"] == "（一）聘请导师"


@pytest.mark.parametrize(("text", "level"), [("", 1), ("  ", 0), ("标题", 7), ("标题", -1)])
def test_no_words_or_no_such_level_are_refused(edition, officer, text, level):
    with pytest.raises(CannotCorrect):
        correct_block(edition=edition, place=1, by=officer, text=text, level=level)


def test_a_target_moves_with_its_words(edition, officer):
    place = edition.targets[0]["block"]
    text = f"今年要做一件事：{edition.blocks[place]['text']}"
    edition = correct_block(edition=edition, place=place, by=officer, text=text, level=0)
    target = edition.targets[0]
    assert text[target["start"] : target["end"]] == target["quote"]


def test_of_two_targets_in_the_same_words_each_keeps_its_place(printed, officer):
    edition = printed.read("青山市2023年要点\n\n一、人才\n甲县选聘40名导师，乙县选聘40名导师。\n")
    place = place_of(edition, "甲县")
    text = edition.blocks[place]["text"]
    first, second = text.index("选聘40名"), text.rindex("选聘40名")
    edition.targets = [
        {
            "quote": "选聘40名",
            "block": place,
            "start": at,
            "end": at + 5,
            "value": 40,
            "what": "导师",
            "comparator": "=",
        }
        for at in (first, second)
    ]
    edition.save()
    edition = correct_block(edition=edition, place=place, by=officer, text=f"其中：{text}", level=0)
    assert [target["start"] for target in edition.targets] == [first + 3, second + 3]


def test_a_target_that_was_missed_is_added_in_its_place(edition, officer):
    place = place_of(edition, "120个")
    start = edition.blocks[place]["text"].index("专项招聘")
    edition = add_target(edition=edition, place=place, start=start, end=start + 4, by=officer, values=VALUES)
    assert [target["quote"] for target in edition.targets if target["block"] == place][-1] == "专项招聘"
    assert edition.corrections[-1]["before"] is None


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (0, 9999)])
def test_a_target_without_words_is_refused(edition, officer, start, end):
    with pytest.raises(CannotCorrect):
        add_target(edition=edition, place=1, start=start, end=end, by=officer, values=VALUES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": ""},
        {"value": "许多"},
        {"what": " "},
        {"comparator": "!="},
        {"comparator": "between", "value2": ""},
        {"comparator": "between", "value": "5", "value2": "3"},
        {"comparator": "ratio", "value2": ""},
    ],
)
def test_values_that_make_no_target_are_refused(edition, officer, wrong):
    with pytest.raises(CannotCorrect):
        change_target(edition=edition, number=0, by=officer, values=VALUES | wrong)


def test_a_target_that_was_dropped_is_in_the_corrections(edition, officer):
    edition = drop_target(edition=edition, number=0, by=officer, why="只是背景数字")
    assert len(edition.targets) == 3
    assert (edition.corrections[-1]["after"], edition.corrections[-1]["why"]) == (None, "只是背景数字")


def test_what_somebody_else_has_corrected_since_is_not_overwritten(edition, officer):
    drop_target(edition=edition, number=0, by=officer, why="重复")
    with pytest.raises(CannotCorrect, match="刚才有人更正过"):
        drop_target(edition=edition, number=0, by=officer, why="重复", seen=0)


def test_the_page_marks_each_target_in_the_text(edition, as_):
    page = as_("officer").get(f"/plan/editions/{edition.pk}/").content.decode()
    assert page.count("<mark id=") == 4
    assert "确认计划" in page


def test_a_targets_form_is_corrected_on_the_page(edition, as_):
    client = as_("officer")
    address = f"/plan/editions/{edition.pk}/targets/0/"
    assert client.get(address).context["form"]["value"].value() == 40
    response = client.post(address, VALUES | {"seen": 0})
    assert response.url == f"/plan/editions/{edition.pk}/#target-0"
    edition.refresh_from_db()
    assert edition.targets[0]["value"] == 45


def test_what_was_typed_stays_when_it_is_wrong(edition, as_):
    address = f"/plan/editions/{edition.pk}/targets/0/"
    response = as_("officer").post(address, VALUES | {"comparator": "between", "value": "9", "seen": 0})
    assert "第二值" in response.content.decode()
    assert response.context["form"]["value"].value() == "9"


def test_a_block_is_corrected_on_the_page_and_htmx_shows_it_anew(edition, as_):
    address = f"/plan/editions/{edition.pk}/blocks/2/"
    response = as_("officer").post(address, {"text": "标题", "level": 1}, headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"
    assert as_("officer").post(address, {"text": "", "level": 1}).context["form"].errors["text"]


def test_selected_words_become_a_target_on_the_page(edition, as_):
    place = place_of(edition, "120个")
    start = edition.blocks[place]["text"].index("专项招聘")
    given = {"place": place, "start": start, "end": start + 4}
    client = as_("officer")
    assert client.get(f"/plan/editions/{edition.pk}/targets/new/", given).context["quote"] == "专项招聘"
    client.post(f"/plan/editions/{edition.pk}/targets/new/", VALUES | given)
    edition.refresh_from_db()
    assert len(edition.targets) == 5


@pytest.mark.parametrize("given", [{}, {"place": "x", "start": 0, "end": 1}, {"place": 999, "start": 0, "end": 1}])
def test_odd_selections_are_refused(edition, as_, given):
    assert as_("officer").get(f"/plan/editions/{edition.pk}/targets/new/", given).status_code == 400


def test_dropping_on_the_page_needs_a_reason(edition, as_):
    client = as_("officer")
    client.post(f"/plan/editions/{edition.pk}/targets/0/drop/", {"why": ""})
    edition.refresh_from_db()
    assert len(edition.targets) == 4
    client.post(f"/plan/editions/{edition.pk}/targets/0/drop/", {"why": "背景数字", "seen": 0})
    edition.refresh_from_db()
    assert len(edition.targets) == 3


def test_numbers_that_are_not_there_break_nothing(edition, as_):
    client = as_("officer")
    assert client.get(f"/plan/editions/{edition.pk}/targets/99/").status_code == 403
    assert client.get(f"/plan/editions/{edition.pk}/blocks/999/").status_code == 403
    assert client.post(f"/plan/editions/{edition.pk}/targets/99/drop/", {"why": "无"}).status_code == 302


OTHERS = ["jinan_officer", "township_officer", "labour_officer", "resident", "enterprise", "cadre", "system_admin"]


@pytest.mark.parametrize("name", OTHERS)
def test_whoever_is_not_the_citys_does_not_see_an_unaccepted_edition(edition, as_, name):
    client = as_(name)
    for address in ("", "blocks/1/", "targets/0/", "targets/new/"):
        assert client.get(f"/plan/editions/{edition.pk}/{address}").status_code == 404
    for address in ("accept/", "date/", "targets/0/drop/"):
        assert client.post(f"/plan/editions/{edition.pk}/{address}").status_code == 404


@pytest.mark.parametrize("name", ["leader", "supervisor", "auditor"])
def test_the_citys_other_readers_see_it_but_change_nothing(edition, as_, name):
    client = as_(name)
    page = client.get(f"/plan/editions/{edition.pk}/")
    assert "确认计划" not in page.content.decode()
    assert client.post(f"/plan/editions/{edition.pk}/targets/0/", VALUES).status_code == 403
    client.post(f"/plan/editions/{edition.pk}/targets/0/drop/", {"why": "试试"})
    client.post(f"/plan/editions/{edition.pk}/accept/")
    client.post(f"/plan/editions/{edition.pk}/date/", {"issued_on": "2023-01-01"})
    edition.refresh_from_db()
    assert (len(edition.targets), edition.accepted_at, edition.plan.issued_on) == (4, None, None)


def test_an_accepted_edition_shows_no_forms(accepted, as_):
    edition = accepted.plan.editions.get()
    client = as_("officer")
    page = client.get(f"/plan/editions/{edition.pk}/").content.decode()
    assert f"/plan/editions/{edition.pk}/targets/" not in page
    assert client.post(f"/plan/editions/{edition.pk}/targets/0/", VALUES).status_code == 403


@pytest.mark.parametrize("name", ["jinan_officer", "villager", "resident", "enterprise"])
def test_an_accepted_public_plan_is_read_by_everyone_without_its_makers_notes(printed, as_, name):
    edition = printed.read()
    correct_block(edition=edition, place=1, by=printed.user("officer"), text="更正过的文字。", level=0)
    as_("officer").post(f"/plan/editions/{edition.pk}/accept/")
    page = as_(name).get(f"/plan/editions/{edition.pk}/").content.decode()
    assert "更正过的文字" in page
    assert str(printed.user("officer")) not in page
    assert "原文件" not in page


@pytest.mark.parametrize("name", ["jinan_officer", "villager", "resident", "enterprise"])
def test_the_text_of_an_internal_plan_is_read_by_its_own_unit_alone(printed, as_, name):
    printed.accept(secrecy="internal")
    edition = printed.plan.editions.get()
    assert as_(name).get(f"/plan/editions/{edition.pk}/").status_code == 404
    assert as_("auditor").get(f"/plan/editions/{edition.pk}/").status_code == 200
