from pathlib import Path

import pytest

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Move
from zugong.kernel.procedures.drawing import diagram, documents, page, write_documents
from zugong.kernel.procedures.tests.conftest import MOVES


def test_the_pages_in_the_docs_are_current(settings):
    """When this fails: zugong document_procedures."""
    folder = Path(settings.ROOT) / "docs" / "procedures"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")} == documents()


def test_a_diagram_has_every_state_and_every_move(declare):
    drawn = diagram(declare(moves=MOVES[:3]))
    assert "draft: 草拟" in drawn
    assert "refused --> proposed: 提请" in drawn
    assert "[*] --> draft" in drawn
    assert "approved --> [*]" in drawn


@pytest.mark.parametrize("said", ["县区组织部人员", "原因", "提请", "the platform", "in the unit's own name"])
def test_a_page_says_who_may_and_what_is_needed(procedure, said):
    assert said in page(procedure)


def test_pages_of_procedures_that_are_no_more_are_removed(procedure, tmp_path):
    (tmp_path / "old.md").write_text("")
    assert {path.name for path in write_documents(tmp_path)} == {"old.md", "test.case.md"}
    assert write_documents(tmp_path) == []
    assert not (tmp_path / "old.md").exists()


@pytest.mark.parametrize(
    "said",
    [
        "draft: 限 procedures.reply_days 个工作日，supervise 可暂停",
        "public: 公示 procedures.publicity_days 个工作日",
        "asked: 各部门同时答复，限 procedures.reply_days 个工作日",
    ],
)
def test_a_diagram_and_its_page_say_what_the_states_set_going(staged, said):
    assert f"note right of {said}" in diagram(staged)
    assert said.split(": ")[1] in page(staged).split("```")[2]


def test_a_page_says_who_signs_the_same_content(declare):
    joining = Move("approve", "批准", ("proposed",), "approved", Verb.CONFIRM, countersigns="propose")
    assert "提请（签同一内容）" in page(declare(moves=[MOVES[0], joining, MOVES[2]]))
