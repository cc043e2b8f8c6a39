"""The heading tree, the title, the year and the date of a plan."""

from datetime import date

import pytest

from zugong.kernel.documents.reading.lines import lines_of_text
from zugong.kernel.documents.reading.mending import repair
from zugong.kernel.documents.reading.numbering import chinese_number, read_mark
from zugong.kernel.documents.reading.outline import build_outline
from zugong.kernel.documents.reading.plan import read_plan_bytes
from zugong.kernel.documents.reading.shapes import BlockKind

TEXT = "各级党组织要压实工作责任，定期调度进展情况，确保取得实效。"


def tree(text: str) -> list[tuple[int, str]]:
    blocks = build_outline(repair(lines_of_text(text))[0])
    return [(block.level, block.text) for block in blocks if block.kind is BlockKind.HEADING]


def heads(text: str) -> list[str]:
    return [head for _, head in tree(text)]


def paragraphs(text: str) -> list[str]:
    return [block.text for block in build_outline(repair(lines_of_text(text))[0]) if block.kind is BlockKind.PARAGRAPH]


def reading(text: str, **given):
    return read_plan_bytes(text.encode(), "plan.txt", **given)


# Numbers


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "rest"),
    [
        *(
            ("第一部分 总体要求", 1, 1, "总体要求"),
            ("第二章 重点任务", 2, 2, "重点任务"),
            ("第三节 人才", 3, 3, "人才"),
        ),
        *(
            ("第十二条 各单位应当落实", 4, 12, "各单位应当落实"),
            ("一、总体要求", 5, 1, "总体要求"),
            ("十一.保障", 5, 11, "保障"),
        ),
        *(("（三）加强领导", 6, 3, "加强领导"), ("(三)加强领导", 6, 3, "加强领导"), ("1.建强组织", 7, 1, "建强组织")),
        *(("2、建强组织", 7, 2, "建强组织"), ("3．建强组织", 7, 3, "建强组织"), ("（4）建强组织", 10, 4, "建强组织")),
        *(("5）建强组织", 11, 5, "建强组织"), ("⑥建强组织", 12, 6, "建强组织"), ("1.2 建强组织", 8, 2, "建强组织")),
        *(("附件1：任务分解表", 0, 1, "任务分解表"), ("附件", 0, 1, "")),
    ],
)
def test_every_form_of_number_is_read(text, style, ordinal, rest):
    mark = read_mark(text)
    assert (mark.style, mark.ordinal, mark.rest) == (style, ordinal, rest)


@pytest.mark.parametrize(
    "text",
    [
        *("1.5万名干部参加培训", "3.2个百分点", "2023年工作", "一、二、三产业融合", "一是加强领导", "二要抓好落实"),
        *(
            "第一书记选派",
            "第三方评估",
            "1、2名干部",
            "附件中所列事项",
            "十四五规划",
            "一把手负责",
            "（2023年）",
            "3—5个",
            "12345热线",
            "20.5%以上",
        ),
    ],
)
def test_what_only_looks_like_a_number_is_none(text):
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百零二", 102), ("二〇二三", 2023)],
)
def test_chinese_ordinals_have_their_value(text, value):
    assert chinese_number(text) == value


# Levels


def test_numbers_nest_in_their_fixed_order():
    text = f"第一部分 形势\n第一章 总则\n一、要求\n（一）目标\n1.任务\n{TEXT}\n（1）措施\n{TEXT}\n（二）安排\n{TEXT}"
    assert [level for level, _ in tree(text)] == [1, 2, 3, 4, 5, 6, 4]


def test_a_style_skipped_in_one_part_keeps_its_level():
    text = f"一、要求\n1.任务\n{TEXT}\n二、目标\n（一）甲项工作\n1.任务乙\n{TEXT}"
    assert tree(text) == [(1, "一、要求"), (3, "1.任务"), (1, "二、目标"), (2, "（一）甲项工作"), (3, "1.任务乙")]


def test_headings_without_numbers_are_chapters_where_numbers_begin_anew_under_them():
    text = f"上年工作回顾\n一、成绩\n{TEXT}\n二、不足\n{TEXT}\n今年工作安排\n一、目标\n{TEXT}\n二、任务\n{TEXT}"
    assert [level for level, _ in tree(text)] == [1, 2, 2, 1, 2, 2]


def test_headings_without_numbers_stand_below_numbered_ones_otherwise():
    text = f"一、目标\n\n着力人才引育\n{TEXT}\n二、任务\n\n着力基层治理\n{TEXT}"
    assert [level for level, _ in tree(text)] == [1, 2, 1, 2]


def test_bold_slogans_govern_plain_headings_and_run_in_headings():
    text = (
        f"打打好好““三三场场硬硬仗仗””\n\n在引才育才上打头阵\n\n引人才。{TEXT}\n\n育人才。{TEXT}\n\n"
        f"做做实实““两两篇篇文文章章””\n\n着力增强队伍凝聚力\n\n转作风。{TEXT}\n\n强激励。{TEXT}"
    )
    assert tree(text) == [
        *((1, "打好“三场硬仗”"), (2, "在引才育才上打头阵"), (3, "引人才"), (3, "育人才")),
        *((1, "做实“两篇文章”"), (2, "着力增强队伍凝聚力"), (3, "转作风"), (3, "强激励")),
    ]


# Run-in headings


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        (f"（一）提高认识。{TEXT}", "（一）提高认识", TEXT),
        (f"一、强化责任意识，抓好工作落实。{TEXT}", "一、强化责任意识，抓好工作落实", TEXT),
        (f"1.扩增量：{TEXT}", "1.扩增量", TEXT),
        (f"（二）破解“谁来办、怎么办”的难题。{TEXT}", "（二）破解“谁来办、怎么办”的难题", TEXT),
        (f"第三条 {TEXT}", "第三条", TEXT),
    ],
)
def test_a_number_with_a_short_first_sentence_is_a_run_in_heading(text, head, rest):
    assert (heads(text), paragraphs(text)) == ([head], [rest])


def test_short_first_sentences_of_neighbours_are_run_in_headings():
    assert heads(f"抓好组建工作。{TEXT}\n\n健全运行机制。{TEXT}") == ["抓好组建工作", "健全运行机制"]


@pytest.mark.parametrize(
    "text",
    [
        f"拓宽渠道“请进来”，建立引才联络机制。{TEXT}",
        f"一是加强领导。{TEXT}",
        f"会议强调：{TEXT}",
        "责任单位：市委组织部、市人力资源和社会保障局",
        "（责任单位：市委组织部、市人力资源和社会保障局）",
        "3.责任单位：市委组织部、市人力资源和社会保障局",
        "各县区委组织部，市直各单位：",
        f"1.全年新建党支部20个，覆盖率达到80%。{TEXT}",
        f"1.全年引进博士20名以上。{TEXT}",
        "1.坚持把干部教育培训作为先导性基础性战略性工程来抓，健全培训体系，提升培训质量，全年培训五千人次。",
    ],
)
def test_sentences_and_labels_are_no_headings(text):
    assert heads(f"{text}\n\n{text}") == []


# Torn headings and lists


def test_a_heading_torn_over_two_lines_is_whole():
    body = "按照分级负责的要求，逐项明确责任人和完成时限，定期通报进展，确保全年各项任务落到实处。"
    text = f"　　（三）深入推进农村集体经济组织规范化建设提质\n增效三年行动\n　　{body[:22]}\n{body[22:]}\n" * 4
    assert heads(text)[0] == "（三）深入推进农村集体经济组织规范化建设提质增效三年行动"


def test_a_number_torn_from_its_heading_is_joined():
    assert heads(f"一、\n总体要求\n{TEXT}") == ["一、总体要求"]


def test_a_heading_torn_from_its_text_still_heads_it():
    assert heads(f"坚持统筹兼顾\n\n\n{TEXT}") == ["坚持统筹兼顾"]


def test_a_boxed_list_of_headings_does_not_enter_the_tree():
    box = "夯实基层根基\n建强村级战斗堡垒组织\n规范支部组织生活制度\n\n激活人才引擎\n拓宽引才聚才渠道\n优化人才服务保障机制"
    assert heads(f"{box}\n\n着力增强队伍凝聚力\n\n{TEXT}") == ["着力增强队伍凝聚力"]


def test_headings_that_lost_their_line_breaks_are_parted():
    text = f"{TEXT}二、重点任务（一）建强组织。{TEXT}（二）育强队伍。{TEXT}"
    assert heads(text) == ["二、重点任务", "（一）建强组织", "（二）育强队伍"]


def test_a_numbered_sentence_alone_is_an_item():
    assert heads("1.人才服务专员全覆盖。\n2.窗口服务全天候。\n3.办事流程全公开。") == []


def test_signatures_dates_and_names_are_no_headings():
    assert heads(f"{TEXT}\n\n中共云川市委组织部\n\n2024年2月1日\n\n张小三\n\n{TEXT}") == []


# Title, year, date


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"云川市2024年组织工作要点\n\n{TEXT}\n一、任务\n{TEXT}", "云川市2024年组织工作要点"),
        (
            f"云政办〔2024〕5号\n云川市人民政府办公室\n关于印发《重点任务分工\n方案》的通知\n\n各县区：\n{TEXT}",
            "云川市人民政府办公室关于印发《重点任务分工方案》的通知",
        ),
        (
            f"云川市人才强市三年行动计划\n（2024—2026年）\n\n{TEXT}\n一、目标\n{TEXT}",
            "云川市人才强市三年行动计划（2024—2026年）",
        ),
        (
            f"政府工作报告\n——2024年1月10日在云川市人民代表大会上\n\n各位代表：\n{TEXT}\n一、回顾\n{TEXT}",
            "政府工作报告",
        ),
        (f"{TEXT}\n\n奋奋力力谱谱写写组组织织工工作作新新篇篇章章\n\n着力人才\n\n{TEXT}", "奋力谱写组织工作新篇章"),
    ],
)
def test_the_title_is_found_whole(text, title):
    assert reading(text).title == title


def test_the_title_of_the_paper_sent_out_is_no_heading():
    text = f"关于印发《云川市人才工作方案》的通知\n\n{TEXT}\n2024年3月1日\n\n云川市人才工作方案\n\n一、目标\n{TEXT}"
    found = reading(text)
    assert [block.text for block in found.blocks if block.kind is BlockKind.TITLE][1] == "云川市人才工作方案"
    assert [block.text for block in found.blocks if block.kind is BlockKind.HEADING] == ["一、目标"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"2024年组织工作要点\n{TEXT}\n2023年、2023年、2023年", 2024),
        (f"人才三年行动计划（2024—2026年）\n{TEXT}", 2024),
        (f"二〇二四年工作要点\n{TEXT}", 2024),
        (f"三年实施方案\n{TEXT}2023年为启动年；2024年为攻坚年；2025年为提升年。", 2023),
        (f"组织部2023年工作总结暨2024年工作计划\n{TEXT}", 2024),
        (f"关于2023年计划执行情况与2024年计划草案的报告\n{TEXT}", 2024),
        (f"学校2024—2025学年工作计划\n{TEXT}", 2024),
        (f"云川县“十四五”教育发展规划\n{TEXT}", 2021),
        (f"云川县第十四个五年规划\n和二〇三五年远景目标纲要\n\n{TEXT}", 2021),
        (f"2023年“十四五”规划实施工作要点\n{TEXT}", 2023),
        (f"政府工作报告\n\n一、2023年工作回顾\n{TEXT}\n二、2024年重点工作\n{TEXT}", 2024),
        (f"工作方案\n{TEXT}\n云川市人民政府\n2024年3月1日", 2024),
        (f"工作方案\n{TEXT}2023年要实现全覆盖。\n云川市人民政府\n2022年12月31日", 2023),
        (f"工作方案\n{TEXT}2023年要抓好2022年的收尾。\n云川市人民政府\n2022年12月31日", 2023),
        (f"工作方案\n{TEXT}2022年完成一半，2023年完成另一半。\n云川市人民政府\n2022年3月1日", 2022),
        (f"工作方案\n{TEXT}2023年、2023年成绩显著。\n云川市人民政府\n2024年3月1日", 2024),
        (f"工作方案\n{TEXT}到2026年全部达标，到2026年见效。\n云川市人民政府\n2024年3月1日", 2024),
        (f"工作方案\n{TEXT}2025年12月31日前完成。\n云川市人民政府\n2024年3月1日", 2024),
        (f"{TEXT}2024年是关键一年，2024年要巩固2023年成果。", 2024),
        (f"工作方案\n{TEXT}", None),
    ],
)
def test_the_year_is_that_of_the_plan(text, year):
    assert reading(text).year == year


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2023年2月1日", date(2023, 2, 1)),
        ("二〇二三年二月十一日", date(2023, 2, 11)),
        ("（2023年2月1日）", date(2023, 2, 1)),
        ("云川市委办公室　　2023年2月1日印发", date(2023, 2, 1)),
        ("到2023年12月31日完成全部任务，抓好落实。", None),
        ("2023年2月30日", None),
    ],
)
def test_the_date_is_the_one_the_paper_bears(line, day):
    assert reading(f"组织工作要点\n\n{TEXT}\n\n{line}").issued_on == day


def test_a_date_on_the_card_of_a_page_is_the_last_resort():
    assert reading(f"发布日期：2023-02-03\n组织工作要点\n\n{TEXT}").issued_on == date(2023, 2, 3)
    assert reading(f"发布日期：2023-02-03\n组织工作要点\n\n{TEXT}\n2023年2月1日").issued_on == date(2023, 2, 1)


def test_captions_of_tables_are_no_headings_but_boxes_are():
    assert heads(f"二、目标\n{TEXT}\n\n表1：主要指标\n\n{TEXT}\n\n专栏1：重点工程\n\n{TEXT}") == [
        "二、目标",
        "专栏1：重点工程",
    ]


def test_every_quote_stands_in_its_block():
    found = reading(f"2024年要点\n一、任务\n全年培训５０００ 名干部，新建党支部30\n个以上。\n{TEXT}")
    assert found.targets
    for target in found.targets:
        assert found.blocks[target.block].text[target.start : target.end] == target.quote
