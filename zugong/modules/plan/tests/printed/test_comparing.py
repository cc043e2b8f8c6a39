"""What one edition changes against another, without a database."""

import pytest

from zugong.modules.plan.comparing import Change, compare, pieces
from zugong.modules.plan.likeness import Wording, matched

BEFORE = "统筹拿出120个事业编制开展专项招聘。"
AFTER = "统筹拿出150个事业编制开展专项招聘。"


def blocks(*texts):
    return [{"kind": "paragraph", "text": text, "level": 0} for text in texts]


def target(quote, value, **more):
    return {"quote": quote, "value": value, "what": "事业编制", "unit": "个", "comparator": "="} | more


def kinds(changes):
    return [change.change for change in changes]


def test_a_changed_number_is_shown_whole():
    found = [(piece.text, piece.change) for piece in pieces(BEFORE, AFTER)]
    assert found == [
        ("统筹拿出", None),
        ("120", Change.REMOVED),
        ("150", Change.ADDED),
        ("个事业编制开展专项招聘。", None),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [(BEFORE, AFTER), ("全新的一句话。", "完全两样的内容。"), ("", "新增。"), ("删去。", "")]
)
def test_the_pieces_make_both_sentences(old, new):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.change != Change.ADDED) == old
    assert "".join(piece.text for piece in found if piece.change != Change.REMOVED) == new


def test_a_sentence_added_removed_and_changed():
    found = compare(
        blocks("总体思路不变。", BEFORE, "将要删去的一句话。"), blocks("总体思路不变。", AFTER, "新添加的内容在此。")
    )
    assert kinds(found.lines) == [Change.REMOVED, Change.CHANGED, Change.ADDED]
    assert found.lines[1].block == 1


def test_a_sentence_that_only_moved_is_no_change():
    assert compare(blocks("甲句在前。", "乙句在后。"), blocks("乙句在后。", "甲句在前。")).is_same


def test_a_heading_of_another_level_is_no_change_of_words():
    one = [{"kind": "heading", "text": "一、人才", "level": 1}]
    other = [{"kind": "heading", "text": "一、人才", "level": 2}]
    assert compare(one, other).is_same


def test_a_target_with_another_value_is_changed():
    found = compare([], [], [target("拿出120个事业编制", 120)], [target("拿出150个事业编制", 150)])
    assert [(one.change, one.before["value"], one.after["value"]) for one in found.targets] == [
        (Change.CHANGED, 120, 150)
    ]


def test_a_target_worded_otherwise_with_the_same_value_is_none():
    assert compare([], [], [target("拿出120个事业编制", 120)], [target("统筹拿出120个事业编制", 120)]).is_same


def test_targets_come_and_go():
    found = compare([], [], [target("拿出120个事业编制", 120)], [target("选聘40名导师", 40, what="导师")])
    assert kinds(found.targets) == [Change.ADDED, Change.REMOVED]


def test_a_new_target_does_not_take_the_place_of_one_in_the_same_words():
    old = [target("拿出120个事业编制", 120)]
    new = [target("拿出130个事业编制", 130), target("拿出120个事业编制", 120)]
    assert [(one.change, one.after["value"]) for one in compare([], [], old, new).targets] == [(Change.ADDED, 130)]


def test_the_same_words_are_matched_before_alike_ones():
    old = [Wording("甲", "健全常态化监督机制，抓好落实。")]
    new = [Wording("乙", "健全常态化监督机制，抓实落实。"), Wording("丙", "健全常态化监督机制，抓好落实。")]
    assert matched(old, new) == {1: 0}


def test_the_same_title_is_matched_though_the_words_are_new():
    assert matched([Wording("改进作风", "旧的说法在这里。")], [Wording("改进作风", "完全换了写法了呢！")]) == {0: 0}


def test_tasks_without_words_are_not_taken_for_each_other():
    assert matched([Wording("甲", "")], [Wording("乙", "")]) == {}
