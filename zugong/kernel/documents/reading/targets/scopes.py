"""Reads who owes a number: the whole city, each county, every village, or each month."""

import re

_UNITS = (
    "县市区|县（市、区）|县(市、区)|市县区|县区|区县|市县|乡镇街道|乡镇（街道）|镇街|乡镇|街道|村（社区）|村社区|村居|社区|村|小区|网格|支部|党支部|党组织|"
    "基层党组织|单位|部门|企业|学校|园区|开发区|医院|机关|地|级|市|县|区|镇|乡|户|站|所|校|园|项目|家庭医生团队|党委（党组）|党委|党组|行业|党员|干部"
)
_UNIT_WORDS = "|".join(re.escape(unit) for unit in sorted(_UNITS.split("|"), key=len, reverse=True))
_SCOPE = re.compile(
    rf"""
    每(?:个|名|位|家|所|户|条|支|座|处|类|批|期|次)?(?:季度|月|周|年|半年|学期|天|日|旬|两年|学年|[\d.十百千万一二三两]+[^\d，。、；]{{1,4}}|(?:{_UNIT_WORDS})|[^\d，。、；一二三四五六七八九十要都应须均]{{1,8}})
  | 各(?:{_UNIT_WORDS})(?:[^\d，。、；要应须均都至可每一]{{1,8}}(?=[要应须均都至]))?
  | 全[市县区省州镇乡街系域国]
  | (?:{_UNIT_WORDS})(?=均|都|每|各)
  | 市县(?=[要应]|联动|两级)
    """,
    re.VERBOSE,
)


def scope(before: str) -> str | None:
    """Return the last scope in the words before a number, as written; None when they name none."""
    found = None
    for match in _SCOPE.finditer(before):
        if not _is_a_comparison(before, match):
            found = match.group()
    return found


def _is_a_comparison(before: str, match: re.Match[str]) -> bool:
    """全省 in 位居全省 or 高于全省平均 is the field of a comparison, not the one who owes."""
    return match.group() in ("全省", "全国") and bool(re.search(r"[居列于在达比]$|前列", before[: match.start()]))
