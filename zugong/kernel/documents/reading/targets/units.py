"""The units that plans count in, and the class of each."""

import re
from enum import StrEnum


class UnitClass(StrEnum):
    """What sort of thing a unit measures; the rules of grammar differ by it."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    TIMES = "times"
    MONEY = "money"
    SIZE = "size"
    POWER = "power"
    SPAN = "span"
    HOURS = "hours"
    AGE = "age"
    SCORE = "score"
    BARE = "bare"


_VOCABULARY = {
    UnitClass.POINTS: "个百分点 百分点",
    UnitClass.SHARE: "% ‰",
    UnitClass.TIMES: "倍 番",
    UnitClass.MONEY: "元人民币 美元 欧元 港元 元/人 元/月 元/平方米 元",
    UnitClass.POWER: "千瓦时 兆瓦时 千伏安 兆伏安 千瓦 兆瓦 吉瓦 千伏 kV kW MW GW kWh MWh",
    UnitClass.SIZE: (
        "/10万 /万 微克/立方米 微克 "
        "μg/m³ 毫克/升 吨标准煤 平方公里 平方千米 平方米 立方米/日 立方米 公顷 公里 千米 吨/日 吨/年 标准箱 标箱 "
        "公斤 千克 克 平米 亩 米 吨 斤 升 方 km 里 TEU ㎡ 立方 度"
    ),
    UnitClass.HOURS: "个学时 个课时 学时 课时 学分 个学分",
    UnitClass.SPAN: "个工作日 工作日 个自然日 个月 个小时 个半天 小时 分钟 个星期 天 日 周 年 秒 毫秒",
    UnitClass.AGE: "周岁 岁",
    UnitClass.SCORE: "分",
    UnitClass.COUNT: (
        "人次 户次 家次 场次 车次 件次 班次 批次 例次 个 名 人 家 户 项 件 次 场 期 批 处 所 座 条 支 台 套 篇 部 辆 艘 架 "
        "张 本 册 份 幅 首 只 头 羽 株 棵 口 盏 块 间 栋 幢 组 队 例 宗 起 种 款 位 对 门 堂 节 趟 枚 笔 轮 遍 届 面 匹 列 根 组次 片 眼 孔"
    ),
}
# Nouns that stand right after an Arabic number without a classifier.
_NOUNS_AS_UNITS = (
    "个就业岗位 就业岗位 学位 床位 车位 泊位 岗位 企业 项目 行政村 示范村 社区 乡镇 村 镇 乡 亩次 粒 辆次 机位 站 元次"
)

CLASS_OF: dict[str, UnitClass] = {
    unit: unit_class for unit_class, words in _VOCABULARY.items() for unit in words.split()
} | dict.fromkeys(_NOUNS_AS_UNITS.split(), UnitClass.COUNT)


def _alternation(units: list[str]) -> str:
    return "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))


# A unit's sign is not the unit when it begins another word.
_NOT_THE_UNIT = (
    r"(?!(?<=人)[均才工](?!员)|(?<=个)性|(?<=项)目|(?<=场)[所馆]|(?<=家)[庭具]|(?<=户)均|(?<=名)[录单]|(?<=日)[均常报]|(?<=年)[级轻代]|"
    r"(?<=分)[别之局类校院级支]|(?<=本)[科地级市]|(?<=方)[面式针]|(?<=件)套|(?<=天)[然津]|(?<=度)假|(?<=里)程|(?<=部)[门委分]|(?<=组)织|"
    r"(?<=口)径|(?<=面)[积向临]|(?<=站)[式点]|(?<=对)[接口]|(?<=节)[点约能]|(?<=位)[于居]|(?<=周)[年边]|(?<=根)据|(?<=期)工|(?<=块)链)"
)
UNIT = rf"(?:{_alternation(list(CLASS_OF))}){_NOT_THE_UNIT}"
# After a Chinese numeral only true classifiers and measures are units: 三村 or 一度 is part of a name.
_NAMES_AFTER_CHINESE = frozenset(_NOUNS_AS_UNITS.split()) | frozenset("度方里口面本部门节块片对组根首")
UNIT_AFTER_CHINESE = rf"(?:{_alternation([u for u in CLASS_OF if u not in _NAMES_AFTER_CHINESE])}){_NOT_THE_UNIT}"
