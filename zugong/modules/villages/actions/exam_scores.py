"""Score sheets: read by admission number, compared with what is there, taken in once or many times with the same outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import read_table
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.villages.models import Applicant, RecruitmentExam
from zugong.modules.villages.models.applicants import in_points
from zugong.modules.villages.rules.exam_ranking import ABSENT, NoScore, score_of

WRITTEN, INTERVIEW = "written", "interview"
STAGES = {
    WRITTEN: (RecruitmentExam.State.WRITTEN, Applicant.State.ADMITTED),
    INTERVIEW: (RecruitmentExam.State.INTERVIEW, Applicant.State.INTERVIEW),
}
"""Of each examination the exam's stage and the state of those who sit it."""
COLUMNS = [
    Column("number", "准考证号", Kind.CODE, aliases=("准考证", "考号"), required=True),
    Column("score", "成绩", Kind.TEXT, aliases=("分数", "笔试成绩", "面试成绩", "得分"), required=True),
]
Mark = int | str
"""A score in hundredths of a point, or ABSENT."""


class CannotTakeScores(Exception):
    """The scores are not taken; nothing was written, and the message says why."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the sheet that is not taken, and why."""

    row: int
    number: str
    value: str
    reason: str


@dataclass(slots=True)
class ScoreSheet:
    """What a sheet comes to: by admission number the marks that are new or differ from what is there; what is wrong; who is missing."""

    kind: str
    new: dict[str, Mark] = field(default_factory=dict)
    changed: dict[str, tuple[Mark, Mark]] = field(default_factory=dict)
    same: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def marks(self) -> dict[str, Mark]:
        """What taking it in would write."""
        return self.new | {number: mark for number, (_before, mark) in self.changed.items()}

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Admission number, what is there, what the sheet says."""
        return [(number, in_words(before), in_words(after)) for number, (before, after) in self.changed.items()]


def in_words(mark: Mark | None) -> str:
    """A mark as people write it."""
    return str(_("缺考")) if mark == ABSENT else in_points(None if mark is None else int(mark))


def stage_of(exam: RecruitmentExam) -> str:
    """Whose scores are taken now: WRITTEN, INTERVIEW, or "" in any other stage."""
    return next((kind for kind, (stage, _state) in STAGES.items() if exam.state == stage), "")


def may_take_scores(user: User, exam: RecruitmentExam) -> bool:
    """May the user bring in scores now."""
    return bool(stage_of(exam)) and may(user, Verb.PLAN, at=exam.unit)


def _sitting(exam: RecruitmentExam, kind: str) -> dict[str, Applicant]:
    rows = Applicant.objects.filter(exam=exam, state=STAGES[kind][1]).select_related("post")
    return {one.admission_number: one for one in rows.order_by("admission_number")}


def _mark_of(applicant: Applicant, kind: str) -> Mark | None:
    return ABSENT if getattr(applicant, f"{kind}_absent") else getattr(applicant, f"{kind}_score")


def read_scores(exam: RecruitmentExam, content: bytes, name: str) -> ScoreSheet:
    """Compare a sheet with those who sit the examination. Raises CannotTakeScores, or CannotReadTable of the workbook."""
    kind = stage_of(exam)
    if not kind:
        raise CannotTakeScores(_("现在是“%(state)s”，不导入成绩") % {"state": exam.get_state_display()})
    sitting, sheet = _sitting(exam, kind), ScoreSheet(kind)
    rows: dict[str, int] = {}
    table = read_table(content, name, COLUMNS)
    for problem in table.problems:
        if problem.blocks and (problem.row is None or problem.row in table.bad_rows):
            sheet.wrong.append(Wrong(problem.row or 0, "", problem.value, problem.reason))
    for row in table.good_rows:
        number, text = str(row.values.get("number") or ""), str(row.texts.get("score") or row.values.get("score") or "")
        reason = _take_line(sheet, sitting, rows, number, text)
        if reason:
            sheet.wrong.append(Wrong(row.number, number, text, reason))
        rows.setdefault(number, row.number)
    sheet.missing = [number for number, one in sitting.items() if number not in rows and _mark_of(one, kind) is None]
    return sheet


def _take_line(
    sheet: ScoreSheet, sitting: Mapping[str, Applicant], rows: Mapping[str, int], number: str, text: str
) -> str:
    """Sort a line in; why it cannot be taken, or ""."""
    applicant = sitting.get(number)
    if applicant is None:
        return _("不在本次考试的名单中")
    if number in rows:
        return _("与第 %(row)d 行重复") % {"row": rows[number]}
    try:
        mark = score_of(text)
    except NoScore:
        return (
            _("须为 0 至 100、最多两位小数，缺考请写“缺考”") if text.strip() else _("空白既不是零分也不是缺考，请填写")
        )
    before = _mark_of(applicant, sheet.kind)
    if before is None:
        sheet.new[number] = mark
    elif before == mark:
        sheet.same += 1
    else:
        sheet.changed[number] = (before, mark)
    return ""


@transaction.atomic
def take_scores(*, exam: RecruitmentExam, kind: str, marks: Mapping[str, Mark], by: User, why: str = "") -> int:
    """Write marks by admission number; how many differ from what was there. What is there changes for a stated reason only.

    Raises CannotTakeScores: another stage, not the user's, an unknown number, or a change without a reason.
    """
    exam = RecruitmentExam.objects.select_for_update(of=("self",)).get(pk=exam.pk)
    if kind != stage_of(exam) or not may_take_scores(by, exam):
        raise CannotTakeScores(_("现在不能导入这项成绩"))
    sitting = _sitting(exam, kind)
    unknown = sorted(marks.keys() - sitting.keys())
    if unknown:
        raise CannotTakeScores(_("%(numbers)s不在本次考试的名单中") % {"numbers": "、".join(unknown[:5])})
    differing = [sitting[number] for number, mark in marks.items() if _mark_of(sitting[number], kind) != mark]
    if any(_mark_of(one, kind) is not None for one in differing) and not why.strip():
        raise CannotTakeScores(_("改动已有的成绩须说明原因"))
    for one in differing:
        mark = marks[one.admission_number]
        setattr(one, f"{kind}_absent", mark == ABSENT)
        setattr(one, f"{kind}_score", None if mark == ABSENT else mark)
    save_batch(differing, by=by, why=why or _("导入成绩"))
    if differing:
        setattr(exam, f"{kind}_by", by)
        writing.save(exam, by=by, why=why or _("导入成绩"))
    return len(differing)


def score_form(exam: RecruitmentExam) -> bytes:
    """An empty sheet with the admission numbers of those who sit the examination: no names, so that whoever marks knows nobody."""
    sitting = _sitting(exam, stage_of(exam))
    lines: Sequence[dict[str, Any]] = [
        {"number": number, "post": one.post.code, "score": in_words(_mark_of(one, stage_of(exam)))}
        for number, one in sitting.items()
    ]
    columns = [COLUMNS[0], Column("post", "岗位代码", Kind.CODE), COLUMNS[1]]
    return write_workbook([Sheet("成绩", columns, lines, title=f"{exam.title}成绩登记表")])
