"""A misspelt name stops the start, and the message says what is allowed."""

import pytest

from zugong.kernel.history.models import Change
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.declaring import Ledger, ledger_named, withdraw
from zugong.kernel.ledger.mistakes import LedgerMistake
from zugong.kernel.registry.models import Post


def declare(**body):
    return type("Trial", (Ledger,), {"__doc__": "A trial.", "model": Post, "columns": ["title"], **body})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"colums": ["title"]}, "colums"),
        ({"columns": ["tittle"]}, "title"),
        ({"columns": []}, "at least one column"),
        ({"columns": ["unit__nmae"]}, "name"),
        ({"columns": ["title__name"]}, "not a foreign key"),
        ({"columns": ["visible"]}, "visible"),
        ({"columns": ["get_absolute_url"]}, "get_absolute_url"),
        ({"form_fields": ["tittle"]}, "tittle"),
        ({"form_fields": ["version"]}, "cannot be typed"),
        ({"form_fields": ["unit__name"]}, "cannot be typed"),
        ({"filters": {"tittle": ["exact"]}}, "tittle"),
        ({"filters": {"title": ["startwith"]}}, "filters"),
        ({"filters": {"unit": ["gte"]}}, "within"),
        ({"filters": {"person": ["within"]}}, "within"),
        ({"ordering": ["-tittle"]}, "tittle"),
        ({"search_fields": ["tittle"]}, "tittle"),
        ({"verbs": {"writes": "edit"}}, "writes"),
        ({"form_class": dict}, "form_class"),
        ({"detail_sections": [("a", ["tittle"])]}, "tittle"),
        ({"model": Change}, "visible_to"),
        ({"model": None}, "model"),
        ({"__doc__": ""}, "docstring"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(body, says):
    with pytest.raises(LedgerMistake, match=says):
        declare(**body)
    assert ledger_named("trial") is None


def test_two_ledgers_of_one_name_are_refused():
    declare()
    try:
        with pytest.raises(LedgerMistake, match="exists already"):
            declare()
    finally:
        withdraw("trial")


def test_a_ledger_is_named_after_its_class():
    class VillagePosts(Ledger):
        """Trial."""

        model = Post
        columns = ["title"]

    assert ledger_named("village-posts") is not None
    withdraw("village-posts")


def test_the_label_of_a_column_across_a_relation_says_whose_it_is(posts):
    assert [str(column.label) for column in posts.shown] == ["职务", "人员", "单位", "单位代码", "任职日期"]


def test_what_is_told_of_the_person_a_record_is_about_needs_no_whose(posts):
    assert str(column(posts.model, "person__sex").label) == "性别"
