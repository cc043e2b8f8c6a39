"""Which module a task is likely to be run by, from the words it is written in: a proposal that people change."""

HINTS: dict[str, tuple[str, ...]] = {
    "learning": (
        "学习",
        "培训",
        "教育",
        "党校",
        "研修",
        "讲座",
        "客座教授",
        "师资",
        "学分",
        "学时",
        "课程",
        "干部专业能力",
    ),
    "talent": (
        "人才",
        "政聘企用",
        "事业编制",
        "编制周转",
        "专项招聘",
        "博士",
        "高校毕业生",
        "导师",
        "科技副总",
        "挂职服务",
        "引才",
    ),
    "cadres": (
        "能上能下",
        "年轻干部",
        "后备库",
        "选4配1",
        "领导班子",
        "双签字",
        "不适宜担任现职",
        "政治素质",
        "选人用人",
        "干部监督",
    ),
    "villages": ("村干部", "三个一", "村党组织", "村两委", "一肩挑", "村书记", "驻村", "村级组织"),
    "credit": (
        "党建引领信用",
        "党建+信用",
        "信用村",
        "信用户",
        "信用等级",
        "授信",
        "乡风文明",
        "守信",
        "积分兑换",
        "信用建设",
    ),
    "compounds": ("红色物业", "小区党支部", "业委会", "物业", "业主"),
    "newjobs": ("新就业群体", "新业态", "快递", "外卖", "骑手", "网约车", "货车司机"),
    "review": ("考核", "评议", "述职", "位次", "评先", "画像"),
}
"""Words that point to a module; the longer a word, the more it says."""


def module_for(title: str, words: str, *headings: str) -> str:
    """The code of the module whose words the task speaks most; "" where none does: then it is run as a plain task.

    The title and the headings above say more than the text.
    """
    weights = {code: _weight(hints, title, words, headings) for code, hints in HINTS.items()}
    best = max(weights, key=lambda code: weights[code])
    return best if weights[best] else ""


def _weight(hints: tuple[str, ...], title: str, words: str, headings: tuple[str, ...]) -> int:
    above = "\n".join(headings)
    return sum(len(hint) * (3 * (hint in title) + 2 * (hint in above) + words.count(hint)) for hint in hints)
