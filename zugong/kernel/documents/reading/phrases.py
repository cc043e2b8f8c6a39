"""What a piece of text looks like: a sentence, a phrase fit for a heading, a date, a signature."""

import re
from datetime import date

from zugong.kernel.documents.reading.numbering import chinese_number

# No judgement on a text needs more of it than this; the limits keep long texts as cheap as short ones.
_REACH = 300
_END_REACH = 12
CLOSERS = "”’」』）)》】\"'"
_PAIRS = {"（": "）", "(": ")", "“": "”", "《": "》", "【": "】", "「": "」", "‘": "’"}
_ENDS = re.compile(rf"[。！？!?；;：:][{CLOSERS}]*$")
_ENDS_SENTENCE = re.compile(rf"[。！？!?；;][{CLOSERS}]*$")
_PROSE = re.compile(r"[，。；,;]")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)|「[^」]*」")
_HANGING = re.compile(r"[的和与及或在对把将被从向以并而且等是了之于按由因若如据经、，：（“《—]$")
_AWAITS_OBJECT = re.compile(
    r"(?:推动|推进|组织|开展|加强|实现|建立|完善|落实|深化|提升|促进|健全|强化|打造|坚持|做好|抓好|确保|力争"
    r"|新增|完成|达到|超过|不少于|培育|引进|选派)$"
)
_STARTS_PROSE = re.compile(
    r"^(?:\d{4}年(?:是|以来|，)|各位|同志们|近年来|今年以来|目前|为了|为(?:深入|全面|认真|进一步|贯彻))"
)
_SMALL = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(\d{{4}}|[一二][〇○Ｏ零一二三四五六七八九O]{{3}})\s?[年.\-/]\s?{_SMALL}\s?[月.\-/]\s?{_SMALL}\s?日?"
)
_LABEL = re.compile(
    r"^[（(【\[]?(?:责任|牵头|配合|协助|主办|承办|协办|参与|实施|完成|落实|主管|分管|联系|填报|报送"
    r"|制表|抄送|主送|抄报|印发|签发|来源|时间|地点|电话|注|备注|单位|说明)"
    r"(?:单位|部门|领导|人|科室|处室|时限|时间|日期|机关|主体)?(?:及[^：:]{1,8})?[：:]"
)
_SALUTATION = re.compile(r"(?:各[^，。]{2,60}|.{0,40}(?:同志们|代表|委员|单位|部门|办公室|党委|支部|政府|公司))[：:]$")
_ORGANISATION = re.compile(
    r".{2,30}(?:委员会|组织部|人民政府|办公室|办公厅|领导小组|委|局|党组|党委|支部|总支|公司|学院|大学|中心)$"
)
_NUMBER_OF_DOCUMENT = re.compile(r"^.{1,16}[〔\[（(［【]\s?\d{4}\s?[〕\]）)］】]\s?第?\d{1,5}号$")


def ends(text: str) -> bool:
    """Whether the text ends with a mark that can end a paragraph."""
    return bool(_ENDS.search(text[-_END_REACH:]))


def ends_sentence(text: str) -> bool:
    """Whether the text ends a sentence or clause list, a colon not being enough."""
    return bool(_ENDS_SENTENCE.search(text[-_END_REACH:]))


def has_prose(text: str) -> bool:
    """Whether commas or full stops stand outside quotation marks and brackets."""
    return bool(_PROSE.search(_QUOTED.sub("", text[:_REACH])))


def awaits_object(text: str) -> bool:
    """Whether the text breaks off after a verb that needs an object."""
    return bool(_AWAITS_OBJECT.search(text))


def count_commas(text: str) -> int:
    """How many commas stand in the text, in either width."""
    return text.count("，") + text.count(",")


def open_bracket(text: str) -> str:
    """The mark that would close the last bracket or quotation still open in the text, or nothing."""
    waiting: list[str] = []
    for char in text:
        if char in _PAIRS:
            waiting.append(_PAIRS[char])
        elif waiting and char in waiting:
            while waiting.pop() != char:
                pass
    return waiting[-1] if waiting else ""


def fits_a_heading(text: str, longest: int = 40) -> bool:
    """Whether the text reads like a title or heading: a closed phrase without the marks and turns of a sentence."""
    if not 2 <= len(text) <= longest or ends(text) or open_bracket(text):
        return False
    if _HANGING.search(text) or _STARTS_PROSE.match(text) or is_label(text) or is_date_line(text):
        return False
    bare = _QUOTED.sub("", text)
    if re.search(r"[。；;：:！？]|[^总硬就]是[^非否]|\d{4}年\d{1,2}月", bare) or count_commas(bare) > 2:
        return False
    return not text[0].isdecimal() or (bool(re.match(r"\d{4}[年—\-]", text)) and not count_commas(bare))


def is_label(text: str) -> bool:
    """Whether the text names who answers for something (责任单位：……) instead of heading a part."""
    return bool(_LABEL.match(text))


def is_salutation(text: str) -> bool:
    """Whether the text addresses the receivers of a paper."""
    return bool(_SALUTATION.fullmatch(text))


def is_signature(text: str) -> bool:
    """Whether the text is the name of an organisation alone, as under a paper."""
    return len(text) <= 32 and bool(_ORGANISATION.fullmatch(text)) and not has_prose(text)


def is_document_number(text: str) -> bool:
    """Whether the text is the number of an official paper."""
    return bool(_NUMBER_OF_DOCUMENT.match(text))


def is_date_line(text: str) -> bool:
    """Whether the text is a date and nothing else, brackets allowed."""
    return bool(_DATE.fullmatch(text.strip("（）()[]【】 ")))


def date_in(text: str) -> date | None:
    """The first full date in the text, in digits or Chinese numerals; None when there is none or no such day."""
    found = _DATE.search(text)
    if not found:
        return None
    try:
        return date(*(_value(part) for part in found.groups()))
    except ValueError:
        return None


def _value(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return chinese_number(text.translate(dict.fromkeys(map(ord, "○ＯO"), "〇")))
