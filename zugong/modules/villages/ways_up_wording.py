"""What the conditions of a way up are called to people: the condition, what is asked for, and what the register holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.modules.villages.models import Level, Politics, YearGrade
from zugong.modules.villages.rules.ways_up import Condition, Term, Verdict

LABELS: Mapping[str, Any] = {
    Term.SERVICE: later("任职年限"),
    Term.AGE: later("年龄"),
    Term.EDUCATION: later("学历"),
    Term.PARTY: later("政治面貌"),
    Term.APPRAISAL: later("上年度考核"),
    Term.IN_OFFICE: later("在任"),
}
VERDICTS: Mapping[str, Any] = {
    Verdict.MET: later("符合"),
    Verdict.NOT_MET: later("不符合"),
    Verdict.UNKNOWN: later("台账缺项，待核实"),
}
LAMPS: Mapping[str, str] = {Verdict.MET: "done", Verdict.NOT_MET: "overdue", Verdict.UNKNOWN: "no_data"}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in words, with its lamp."""

    term: str
    label: str
    asked: str
    found: str
    verdict: str
    verdict_words: str
    lamp: str

    @property
    def met(self) -> bool:
        """True if it is met for certain."""
        return self.verdict == Verdict.MET


def stored(found: Sequence[Condition]) -> list[dict[str, Any]]:
    """The conditions as they are kept with a review."""
    return [
        {
            "term": str(one.term),
            "value": dict(one.value),
            "requirement": dict(one.requirement),
            "verdict": str(one.verdict),
        }
        for one in found
    ]


def said(kept: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Kept conditions in words."""
    return [
        Said(
            term=one["term"],
            label=str(LABELS[one["term"]]),
            asked=_asked(one["term"], one["requirement"]),
            found=_found(one["term"], one["value"]),
            verdict=one["verdict"],
            verdict_words=str(VERDICTS[one["verdict"]]),
            lamp=LAMPS[one["verdict"]],
        )
        for one in kept
    ]


def _asked(term: str, wanted: Mapping[str, Any]) -> str:
    if term == Term.SERVICE:
        names = {"chief": wanted["chief_years"], "deputy": wanted["deputy_years"]}
        return _("任村正职满 %(chief)s 年，或任副职以上满 %(deputy)s 年") % names
    if term == Term.AGE:
        words = _("不超过 %(limit)s 周岁（放宽村）") if wanted["named"] else _("不超过 %(limit)s 周岁")
        return words % wanted
    if term == Term.EDUCATION:
        return _("%(level)s及以上") % {"level": _level(wanted["level"])}
    if term == Term.PARTY:
        return _("中共党员")
    if term == Term.APPRAISAL:
        return "、".join(_grade(one) for one in str(wanted["grades"]).split(","))
    return _("报名截止日在任")


def _found(term: str, value: Mapping[str, Any]) -> str:
    if term == Term.SERVICE:
        words = _("正职 %(chief)s，副职以上共 %(both)s") % {
            "chief": _duration(value["chief"]),
            "both": _duration(value["both"]),
        }
        return words + (_("；另有任职缺起止时间") if value["unclear"] else "")
    if term == Term.AGE:
        return _("未登记出生日期") if value["years"] is None else _("%(years)s 周岁") % value
    if term == Term.EDUCATION:
        return _("未登记") if value["level"] is None else _level(value["level"])
    if term == Term.PARTY:
        return str(Politics(value["politics"]).label) if value["politics"] else _("未登记")
    if term == Term.APPRAISAL:
        return _grade(value["grade"]) if value["grade"] else _("未登记")
    return _("在任") if value["serving"] else _("无现任职务")


def _duration(months: int) -> str:
    years, rest = divmod(months, MONTHS)
    if not years:
        return _("%(months)d 个月") % {"months": rest}
    if not rest:
        return _("%(years)d 年") % {"years": years}
    return _("%(years)d 年 %(months)d 个月") % {"years": years, "months": rest}


def _level(level: int) -> str:
    return str(Level(level).label) if level in Level.values else str(level)


def _grade(grade: str) -> str:
    return str(YearGrade(grade).label) if grade in YearGrade.values else grade
