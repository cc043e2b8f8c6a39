"""From blocks to groups, tasks and sentences, without a database."""

import pytest

from zugong.modules.plan.outline import outline_of


def heading(text, level=1):
    return {"kind": "heading", "text": text, "level": level}


def paragraph(text, kind="paragraph"):
    return {"kind": kind, "text": text, "level": 0}


def titles(blocks, numbered=()):
    return [task.title for task in outline_of(blocks, numbered).all_tasks]


def test_a_heading_with_one_paragraph_is_a_task():
    assert titles([heading("一、选聘导师"), paragraph("面向高校选聘导师，建立名册。")]) == ["选聘导师"]


def test_each_of_several_paragraphs_is_a_task_named_by_its_first_clause():
    blocks = [heading("一、人才"), paragraph("选聘导师，建立名册。"), paragraph("开展招聘：面向高校。")]
    assert titles(blocks) == ["选聘导师", "开展招聘"]


def test_a_paragraph_above_lower_headings_is_a_task_of_its_own():
    blocks = [
        heading("一、人才"),
        paragraph("坚持引育并举，做大总量。"),
        heading("（一）引才", 2),
        paragraph("开展招聘。"),
    ]
    assert titles(blocks) == ["坚持引育并举", "引才"]


def test_boxed_contents_make_no_tasks():
    blocks = [heading("一件大事"), paragraph("建强四支队伍"), heading("一、人才"), paragraph("开展招聘，充实力量。")]
    assert titles(blocks) == ["人才"]


def test_a_fragment_with_a_number_is_a_task():
    blocks = [heading("一、人才"), paragraph("招聘120人")]
    assert titles(blocks, numbered={1}) == ["人才"]


def test_a_row_of_a_table_with_a_number_is_a_task_named_by_its_first_cell():
    blocks = [heading("附表"), paragraph("事业编制｜120个", "row"), paragraph("产业导师｜40名", "row")]
    assert titles(blocks, numbered={1, 2}) == ["事业编制", "产业导师"]


def test_a_number_in_a_heading_is_the_first_tasks_below_it():
    blocks = [heading("一、招聘120人"), heading("（一）宣传", 2), paragraph("进高校宣讲，发布公告。")]
    outline = outline_of(blocks, {0})
    assert [(task.title, task.headings) for task in outline.all_tasks] == [("宣传", [0])]


def test_a_heading_with_a_number_and_nothing_below_is_a_task():
    outline = outline_of([heading("一、人才"), heading("（一）招聘120人", 2)], {1})
    assert [(task.title, task.words) for task in outline.all_tasks] == [("招聘120人", "（一）招聘120人")]


def test_a_number_in_the_preface_is_a_task_under_no_heading():
    outline = outline_of([paragraph("全年招聘120人，确保完成。"), heading("一、人才"), paragraph("进高校宣讲。")], {0})
    assert [task.title for task in outline.tasks] == ["全年招聘120人"]
    assert not outline.loose


@pytest.mark.parametrize(
    "text", ["一句。两句！三句？", "没有句号", "引号里“有句号。”还有；分号", "　　空格 开头。 结尾"]
)
def test_the_sentences_of_a_block_are_its_text(text):
    outline = outline_of([paragraph(text)])
    assert "".join(one.text for one in outline.loose).replace(" ", "") == text.strip("　 ").replace(" ", "")
    assert all(text[one.start :].startswith(one.text) for one in outline.loose)
