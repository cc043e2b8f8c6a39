"""What a fault is called to people: what is wrong, and what would be right."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.modules.villages.rules.register import ELSEWHERE, Fault

WRONG: Mapping[str, Any] = {
    Fault.TWO_VILLAGES: later("同时在%(villages)s任职，两处都没有标注跨村任职"),
    Fault.DUPLICATE_PERSON: later("与%(villages)s的一条人员记录同名、同性别、同出生日期，至少一条没有身份证号"),
    Fault.NO_IDENTITY_NUMBER: later("在任村干部没有登记身份证号"),
    Fault.NO_FULL_TIME_FLAG: later("学历为大专，没有注明是否全日制"),
    Fault.NO_DUAL_VALUE: later("担任党组织书记，没有填写是否一肩挑"),
    Fault.TOO_YOUNG: later("在任村干部未满 %(limit)s 周岁"),
    Fault.TOO_OLD: later("在任村干部已超过 %(limit)s 周岁"),
    Fault.ENDS_BEFORE_START: later("离任时间 %(end)s 早于任职时间 %(start)s"),
    Fault.DECEASED_ACTIVE: later("人员状态为已故，仍有未结束的职务"),
    Fault.SENTENCED_ACTIVE: later("人员状态为受刑事处罚，仍有未结束的职务"),
    Fault.VETTED_WITHOUT_REPLIES: later("已有联审结果，但没有任何部门的回复"),
    Fault.NOT_VETTED: later("%(start)s 以后任两委或监委会职务，任职时没有在有效期内的联审结果"),
    Fault.PAID_NO_MONTHS: later("本年已发报酬大于零，计酬月数却为零或未填"),
    Fault.NO_SECRETARY: later("没有在任的党组织书记"),
    Fault.TWO_SECRETARIES: later("同时有 %(count)s 名在任的党组织书记"),
}
UNKNOWN_VILLAGE: Mapping[str, Any] = {
    "kind": later("登记的单位不是村或社区"),
    "code": later("所在村的代码 %(code)s 不是区划表中的 12 位代码"),
    "closed": later("所在村已于 %(day)s 撤销"),
}
DUAL: Mapping[str, Any] = {
    "yes": later("填写为一肩挑，任职记录中书记、主任却不是同一人"),
    "no": later("填写为不是一肩挑，任职记录中却同时担任书记和主任"),
}
RIGHT: Mapping[str, Any] = {
    Fault.UNKNOWN_VILLAGE: later("改登到区划表内的村（社区）；村已合并的，改登到并入的村"),
    Fault.TWO_VILLAGES: later("确属跨村任职的，在其中一处勾选“跨村任职”；不再任职的，填写离任时间"),
    Fault.DUPLICATE_PERSON: later("补登身份证号；确为同一人的，作废多余的一条"),
    Fault.NO_IDENTITY_NUMBER: later("在人员页补登身份证号"),
    Fault.NO_FULL_TIME_FLAG: later("在学历中选择“是”或“否”"),
    Fault.NO_DUAL_VALUE: later("填写是否一肩挑"),
    Fault.DUAL_CONTRADICTS: later("以选举结果为准，改正“是否一肩挑”或补登、结束任职记录"),
    Fault.TOO_YOUNG: later("核对出生日期；确实未满的，结束职务"),
    Fault.TOO_OLD: later("核对出生日期；已离任的，填写离任时间"),
    Fault.ENDS_BEFORE_START: later("改正任职记录中的两个日期"),
    Fault.DECEASED_ACTIVE: later("填写离任时间；误登的，改正人员状态"),
    Fault.SENTENCED_ACTIVE: later("依规免职并填写离任时间；误登的，改正人员状态"),
    Fault.VETTED_WITHOUT_REPLIES: later("补登回复部门数；没有送审的，把联审结果改为未联审"),
    Fault.NOT_VETTED: later("补办联审；任职时间登记有误的，改正任职记录"),
    Fault.PAID_NO_MONTHS: later("补填计酬月数，或改正已发报酬"),
    Fault.NO_SECRETARY: later("登记书记的任职；确属空缺的，尽快配备"),
    Fault.TWO_SECRETARIES: later("给前任书记填写离任时间"),
}


def sentence(kind: str, values: Mapping[str, str]) -> str:
    """What is wrong."""
    if kind == Fault.UNKNOWN_VILLAGE:
        return str(UNKNOWN_VILLAGE[values.get("why", "kind")]) % values
    if kind == Fault.DUAL_CONTRADICTS:
        return str(DUAL[values.get("said", "yes")])
    return str(WRONG[kind]) % _filled(values)


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    """The values, with an ellipsis for what an older row does not say."""
    filled = {name: values.get(name) or _("……") for name in ("villages", "limit", "start", "end", "count")}
    filled["villages"] = filled["villages"].replace(ELSEWHERE, _("另一乡镇的村"))
    return filled


def what_to_do(kind: str) -> Any:
    """What would be right, and where it is said."""
    return RIGHT[kind]
