"""How people write offices in a roster (党总支书记、村委会主任), and which offices they mean."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from zugong.modules.villages.rules.register import RANKS, Office

_BETWEEN = re.compile(r"[、,;/|+\s]+|(?<=[书记主任员])兼(?:任)?")
_REMARK = re.compile(r"\([^()]*\)|一肩挑")
_PARTY = r"(?:村|社区|居)?(?:党总支部?|党支部|党委|党组织|总支部?|支部)?"
_BODY = r"(?:村|社区|居)?(?:村委会|居委会|村民委员会|居民委员会|社区居委会|村委|居委|委员会)?"
_BOARD = r"(?:(?:村务|居务)监督委员会|(?:村|居)?监督?委员?会|(?:村|居)监委?会?)"
_PATTERNS: Sequence[tuple[Office, re.Pattern[str]]] = [
    (Office.SECRETARY, re.compile(rf"{_PARTY}书记")),
    (Office.DEPUTY_SECRETARY, re.compile(rf"{_PARTY}(?:专职)?副书记")),
    (Office.DIRECTOR, re.compile(rf"{_BODY}主任|村长")),
    (Office.DEPUTY_DIRECTOR, re.compile(rf"{_BODY}副主任")),
    (Office.SUPERVISION_HEAD, re.compile(rf"{_BOARD}主任")),
    (Office.SUPERVISION_MEMBER, re.compile(rf"{_BOARD}(?:委员|成员)")),
    (Office.PARTY_MEMBER, re.compile(r"(?:村|社区)?(?:党总支部?|党支部|党委|党组织|总支部?|支部)委员|(?:总)?支委")),
    (
        Office.COMMITTEE_MEMBER,
        re.compile(r"(?:村|社区|居)?(?:村委会|居委会|村民委员会|居民委员会|村委|居委)(?:委员|成员)"),
    ),
    (Office.RESERVE, re.compile(r"(?:村级|村)?后备(?:干部|力量|人才|人选)?")),
]
_JOBS = re.compile(
    r"文书|会计|出纳|报账员|妇联主席|妇女主任|妇联主任|团支部书记|团总支书记|民兵营长|民兵连长|治保主任|调解主任|综治专干|计生专干|"
    r"(?:扶贫|乡村振兴|党建|民政|人社|环保)专干|网格员|网格长|专职干部|村级专干|社区工作者|两委干事"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """One office as it was written."""

    office: Office
    title: str


class UnclearDuty(ValueError):
    """It cannot be told which office is meant; the argument is what was written."""


def duties_in(text: str) -> list[Duty]:
    """The offices that a roster's cell names, from the first of the village down, each once. Raises UnclearDuty."""
    plain = _REMARK.sub("", unicodedata.normalize("NFKC", text).replace("﹑", "、"))
    found: dict[Office, Duty] = {}
    for part in filter(None, _BETWEEN.split(plain)):
        office = _office_of(part)
        earlier = found.get(office)
        title = part if earlier is None or part in earlier.title else f"{earlier.title}、{part}"
        found[office] = Duty(office, title if earlier is None or office == Office.OTHER else earlier.title)
    return sorted(found.values(), key=lambda duty: RANKS[duty.office])


def _office_of(part: str) -> Office:
    if _JOBS.fullmatch(part):
        return Office.OTHER
    for office, pattern in _PATTERNS:
        if pattern.fullmatch(part):
            return office
    raise UnclearDuty(part)
