"""Mends of extracted text: each is made where it is due, recorded, and made only once."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel.documents.reading.doubling import mend_doubling
from zugong.kernel.documents.reading.lines import lines_of_text
from zugong.kernel.documents.reading.mending import repair


def repaired(text: str) -> list[str]:
    return [paragraph.text for paragraph in repair(lines_of_text(text))[0]]


def undoubled(text: str) -> str:
    return "\n".join(line.text for line in mend_doubling(lines_of_text(text))[0])


def doubled(text: str) -> str:
    return "".join(char if char == "\n" else char * 2 for char in text)


# Doubled glyphs


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("推推动动", "推动"),
        ("推推动动组组织织工工作作", "推动组织工作"),
        ("打打好好““三三场场硬硬仗仗””", "打好“三场硬仗”"),
        ("推推选选5500名名司司机机。。", "推选50名司机。"),
        ("推选5500名名“暖心司机”", "推选50名“暖心司机”"),
        ("覆盖率达到8800%%以上", "覆盖率达到80%以上"),
        ("培培训训22220000名名党党员员", "培训2200名党员"),
        ("今年要建建设设示示范范社社区区，努力形成经验。", "今年要建设示范社区，努力形成经验。"),
        ("人人人民民群群众众", "人人民群众"),
        ("常常常常态态化化开开展展", "常常态化开展"),
        ("推推推推动动动动发发发发展展展展", "推动发展"),
        ("22002233年年工工作作要要点点", "2023年工作要点"),
    ],
)
def test_doubled_glyphs_are_halved(damaged, mended):
    assert undoubled(damaged) == mended


@pytest.mark.parametrize(
    "honest",
    [
        *("方方面面", "高高兴兴", "家家户户", "平平安安", "轰轰烈烈", "形形色色", "明明白白", "扎扎实实"),
        *("常常", "人人有责，事事有回应", "天天见面", "常态化开展", "家家户户人人参与", "走走看看、听听问问"),
        *("培训2200名", "共1166户", "电话88886666", "11月11日", "66个村", "第22届", "5500户", "2200人人均增收"),
        *("培养2200名名师", "……", "——", "等等。", "从2023——2025年", "“暖心司机””", "100%", "1.1.2", "试点村村民"),
    ],
)
def test_honest_doubles_stay(honest):
    assert undoubled(honest) == honest
    assert undoubled(f"全市要做到{honest}，抓好落实") == f"全市要做到{honest}，抓好落实"


def test_a_doubled_paragraph_is_halved_over_its_line_ends_with_its_digits():
    damaged = "\n".join(
        [
            "关关爱爱货货车车司司机机，，推推选选5500",
            "名名““暖暖心心司司机机””，，增增强强归归属属",
            "感感。。",
        ]
    )
    assert repaired(damaged) == ["关爱货车司机，推选50名“暖心司机”，增强归属感。"]


def test_the_lines_of_a_doubled_paragraph_are_no_headlines_but_a_doubled_heading_is():
    paragraph = "全全市市新新建建党党群群服服务务站站点点\n五五十十个个，，做做到到应应建建尽尽建建。。"
    assert [line.bold for line in mend_doubling(lines_of_text(f"抓抓好好基基层层党党建建\n\n{paragraph}"))[0]] == [
        True,
        False,
        False,
    ]


def test_a_line_doubled_beside_a_plain_one_is_halved_alone():
    assert undoubled("聚聚焦焦主主责责主主业业\n人人有责") == "聚焦主责主业\n人人有责"


def test_an_idiom_alone_on_its_line_stays_beside_doubled_lines():
    assert undoubled("聚聚焦焦主主责责主主业业\n\n方方面面") == "聚焦主责主业\n方方面面"


def test_one_glyph_that_lost_its_double_does_not_save_the_line():
    assert undoubled("组组织织开开展展评选选表表彰彰活活动动") == "组织开展评选表彰活动"


def test_a_halving_is_recorded_with_before_and_after():
    _, mends = mend_doubling(lines_of_text("一切如常\n推推动动工工作作"))
    assert [(mend.kind, mend.line, mend.before, mend.after) for mend in mends] == [
        ("doubled", 2, "推推动动工工作作", "推动工作")
    ]


CHARACTERS = "的一是在不了有和中大为上国我以要他时来用们生到作地于出就分对成会主发动同工也能下过面说产种方后"
PLAIN = st.text(st.sampled_from(CHARACTERS + "，。、0123456789“”"), min_size=1, max_size=80).filter(
    lambda text: all(left != right for left, right in pairwise(text))
)


@given(PLAIN)
def test_plain_text_is_left_alone(text):
    assert undoubled(text) == text


@given(PLAIN.filter(lambda text: sum(char in CHARACTERS for char in text) >= 8))
def test_doubling_a_text_and_mending_it_gives_it_back(text):
    assert undoubled(doubled(text)) == text


@given(st.text(st.sampled_from("人常工作推动50名名，。“” \n"), max_size=40))
def test_mending_doubles_twice_is_mending_once(text):
    assert undoubled(undoubled(text)) == undoubled(text)


# Forms and spaces


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("２０２３年培训５０００名，增长８％", "2023年培训5000名，增长8%"),
        ("增长６．５％", "增长6.5%"),
        ("推进ＧＤＰ核算", "推进GDP核算"),
        ("⼯作要点⻓效机制", "工作要点长效机制"),
        ("粮⻝生产和⻰头企业", "粮食生产和龙头企业"),
        ("⼾籍⼈⼝和⻘年", "户籍人口和青年"),
        ("生师比 12.5 ∶ 1", "生师比12.5∶1"),
        ("推\u200b进落\ufeff实", "推进落实"),
        ("重 点 任 务", "重点任务"),
        ("李　明", "李明"),
        ("达到 80% 以上", "达到80%以上"),
        ("选派 50 名 干部", "选派50名干部"),
        ("2 0 2 3 年工作", "2023年工作"),
        ("第一章 总 则", "第一章 总则"),
        ("打造 Smart City 平台", "打造Smart City平台"),
    ],
)
def test_forms_and_spaces_are_mended_and_recorded(damaged, mended):
    paragraphs, mends = repair(lines_of_text(damaged))
    assert [paragraph.text for paragraph in paragraphs] == [mended]
    assert mends[0].before == damaged


@pytest.mark.parametrize(
    "kept", ["（一）总体要求：“三场硬仗”", "3 500", "2—3个", "党委(党组)书记", "①加强领导", "政府+市场"]
)
def test_chinese_punctuation_and_spaces_between_digits_stay(kept):
    assert repaired(kept) == [kept]


def test_labels_on_one_line_are_parted():
    assert repaired("主要指标 重 点 工 作") == ["主要指标", "重点工作"]


# Furniture

BODY = "全年新建党支部三十个，培训党员五千名，选派第一书记"


@pytest.mark.parametrize(
    "furniture",
    [
        *("- 3 -", "— 3 —", "－３－", "第3页 共9页", "第 3 页", "3/9", "Page 3 of 9", "03-PDF 版面", "·3·", "第三页"),
        *(
            "【打印】【关闭】",
            "打印本页 关闭窗口",
            "字号：大 中 小",
            "分享到：微信",
            "返回顶部",
            "责任编辑：张小三",
            "上一篇：通知",
        ),
        *("版权所有：云川市人民政府", "当前位置：首页 > 公开", "2024/5/6 10:20 云川市人民政府"),
        "https://www.example.gov.cn/a.html 1/3",
    ],
)
def test_furniture_between_the_lines_of_a_sentence_is_dropped_and_recorded(furniture):
    paragraphs, mends = repair(
        lines_of_text(f"{BODY}\n{furniture}\n二十名到村任职，抓好落实，带动集体增收致富，务求见效。")
    )
    assert len(paragraphs) == 1
    assert "furniture" in {mend.kind for mend in mends}


def test_page_numbers_alone_on_their_line_are_dropped_when_they_count_on():
    pages = [f"{BODY}的第{name}批\n" * 8 + f"{number}" for number, name in enumerate("一二三", start=12)]
    assert not [text for text in repaired("\n".join(pages)) if text.isdecimal()]


def test_a_number_alone_on_its_line_stays_when_nothing_counts_on():
    assert "300" in repaired("事业编制数\n300\n统筹使用。")


def test_running_heads_are_dropped_at_page_ends_only():
    text = "\f".join(
        f"云川市工作简报\n{BODY}\n{name}名干部到村任职。\n— {number} —"
        for number, name in enumerate("甲乙丙丁", start=1)
    )
    assert "云川市工作简报" not in repaired(text)[1:]
    assert repaired("加强领导\n\n抓好落实。\n\n加强领导\n\n压实责任。").count("加强领导") == 2


@pytest.mark.parametrize(
    "kept", ["分享经验做法", "推文阅读量突破100万次", "主办单位：市委组织部", "中心镇建设", "2024年目标"]
)
def test_lines_that_only_resemble_furniture_stay(kept):
    assert kept in repaired(f"一、安排\n\n{kept}\n\n二、要求\n- 1 -\n\n2023年目标")


def test_a_contents_list_is_dropped():
    text = "目　录\n一、总体要求……1\n二、重点任务……3\n一、总体要求\n全面落实。\n二、重点任务\n抓好落实。"
    assert repaired(text) == ["一、总体要求", "全面落实。", "二、重点任务", "抓好落实。"]
    assert repaired(text.replace("……1", "").replace("……3", "")) == [
        "一、总体要求",
        "全面落实。",
        "二、重点任务",
        "抓好落实。",
    ]


# Wraps

WRAPPED = "围绕乡村建设和城市更新等课题举办研修班，分批组织骨干外出考察学习，带动队伍整体素质提高，全年培训干部三千名以上，做到应训尽训。"


def wrapped(text: str, size: int, between: str = "\n") -> str:
    return between.join(text[at : at + size] for at in range(0, len(text), size))


@pytest.mark.parametrize("size", [15, 18, 21, 28])
def test_hard_wraps_are_joined(size):
    assert repaired(wrapped(WRAPPED, size)) == [WRAPPED]


@pytest.mark.parametrize("between", ["\n\n", "\n\f", "\n- 3 -\n"])
def test_sentences_torn_by_blank_lines_and_page_breaks_are_joined(between):
    head, tail = wrapped(WRAPPED[:42], 21), wrapped(WRAPPED[42:], 21)
    assert repaired(f"{head}{between}{tail}") == [WRAPPED]


def test_paragraphs_stay_apart():
    assert repaired(f"{wrapped(WRAPPED, 21)}\n\n{wrapped(WRAPPED, 21)}") == [WRAPPED, WRAPPED]
    indented = f"　　{wrapped(WRAPPED, 21)}\n"
    assert repaired(indented * 4) == [WRAPPED] * 4


def test_lines_that_are_not_wrapped_stay_apart():
    sentences = [WRAPPED, f"继续{WRAPPED}", "各级各部门要压实责任，抓好落实，确保取得实效。"]
    assert repaired("\n".join(sentences)) == sentences


def test_an_indented_line_goes_on_where_the_next_is_not_indented():
    head = "　　工程建设项目审批时间控制在六十个\n工作日以内，小型项目压缩到十五个工作日。\n"
    assert repaired(head * 4)[0] == "工程建设项目审批时间控制在六十个工作日以内，小型项目压缩到十五个工作日。"


def test_an_open_quotation_or_bracket_goes_on():
    assert repaired("打造“云川先锋\n驿站”服务品牌\n（责任单位：市委\n组织部）")[0] == "打造“云川先锋驿站”服务品牌"


def test_a_join_is_recorded_with_the_text_on_either_side():
    _, mends = repair(lines_of_text(wrapped(WRAPPED, 21)))
    assert mends[0].kind == "wrap"
    assert (mends[0].line, mends[0].before.replace("\n", "")) == (2, mends[0].after)


SENTENCES = st.text(st.sampled_from(CHARACTERS + "，、０１２ Ａ"), min_size=12, max_size=60).map(
    lambda text: f"全面推进{text}工作。"
)


@settings(max_examples=80)
@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_repairing_twice_is_repairing_once(lines):
    once = repaired("\n\n".join(lines))
    assert repaired("\n\n".join(once)) == once


# Tables


@pytest.mark.parametrize(
    "table",
    [
        "序号\t任务\t目标\n1\t发展党员\t500名\n2\t新建支部\t30个",
        "序号    任务    目标\n1    发展党员    500名\n2    新建支部    30个",
        "| 序号 | 任务 | 目标 |\n|---|---|---|\n| 1 | 发展党员 | 500名 |\n| 2 | 新建支部 | 30个 |",
        "序号\n任务\n目标\n1\n发展党员\n500名\n2\n新建支部\n30个",
    ],
)
def test_flattened_tables_become_rows(table):
    assert repaired(f"主要目标如下。\n{table}")[1:] == ["序号｜任务｜目标", "1｜发展党员｜500名", "2｜新建支部｜30个"]


def test_prose_with_one_wide_gap_is_no_table():
    assert repaired("云川市委组织部    关于工作安排") == ["云川市委组织部关于工作安排"]
