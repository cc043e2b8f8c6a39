"""Scores of a round: the province's sheet or the own exam's, by admission number; all or nothing. The places follow."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.modules.villages.actions.ways_up_conditions import rule
from zugong.modules.villages.models import PromotionApplication, PromotionRound
from zugong.modules.villages.rules import ways_up
from zugong.modules.villages.rules.score_sheet import BadLine, Score, read_lines

WRITTEN, INTERVIEW = "written", "interview"
PAPERS = {WRITTEN: later("笔试"), INTERVIEW: later("面试")}
STAGES = {WRITTEN: PromotionRound.State.EXAM, INTERVIEW: PromotionRound.State.INTERVIEW}
PROBLEMS = {
    "no_score": later("只有准考证号，没有成绩；缺考的请写“缺考”"),
    "no_number": later("成绩不是数字；缺考的请写“缺考”"),
    "out_of_range": later("成绩应在 0 到 100 之间"),
    "twice": later("准考证号重复"),
    "unknown": later("这个批次没有此准考证号"),
    "not_written": later("没有笔试成绩，不能有面试成绩"),
}
MOST_ROWS = 5000


class CannotTakeScores(Exception):
    """The sheet is not taken; the message says why, for people. `lines` are those that cannot be taken, each with its problem."""

    def __init__(self, message: str, lines: Sequence[tuple[BadLine, Any]] = ()) -> None:
        super().__init__(message)
        self.lines = lines


@dataclass(slots=True)
class Taken:
    """What a sheet brought: how many scores, how many absent, and the candidates it does not speak of."""

    scores: int = 0
    absent: int = 0
    missing: list[PromotionApplication] = field(default_factory=list)


def may_take_scores(user: User, round_: PromotionRound) -> bool:
    """Who runs the round enters its scores."""
    return may(user, Verb.EDIT, at=round_.unit) or acts_for(user, Verb.EDIT, round_.unit)


@transaction.atomic
def take_scores(*, round_: PromotionRound, paper: str, lines: Iterable[str], by: User) -> Taken:
    """Write the scores of a sheet into the applications and place them anew. Raises CannotTakeScores; nothing is written then."""
    if not may_take_scores(by, round_):
        raise CannotTakeScores(_("您没有录入这个批次成绩的权限"))
    if paper not in STAGES or round_.state != STAGES[paper]:
        raise CannotTakeScores(_("批次现在是“%(state)s”，不能导入这项成绩") % {"state": round_.get_state_display()})
    sheet = read_lines(lines)
    candidates = _candidates(round_)
    bad = [*sheet.bad, *_unknown(sheet.scores, candidates, paper)]
    if bad:
        raise CannotTakeScores(
            _("有 %(count)d 行不能导入，全部没有写入") % {"count": len(bad)},
            [(one, PROBLEMS[one.problem]) for one in bad],
        )
    if not sheet.scores:
        raise CannotTakeScores(_("没有读到成绩：每行一个准考证号和一个成绩"))
    taken = Taken()
    for score in sheet.scores:
        _write(candidates[score.number], paper, score, by)
        taken.absent += score.absent
        taken.scores += not score.absent
    told = {score.number for score in sheet.scores}
    taken.missing = [one for number, one in candidates.items() if number not in told and _awaits(one, paper)]
    place_all(round_)
    return taken


def lines_of(upload: UploadedFile) -> list[str]:
    """The lines of an uploaded sheet: a workbook's first sheet, or text. Raises CannotTakeScores."""
    content = upload.read()
    if not content.startswith(b"PK"):
        return _text(content).splitlines()
    try:
        sheet: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
        return ["\t".join(str(cell) for cell in row if cell is not None) for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise CannotTakeScores(_("这不是能读的表格，请另存为 xlsx 或复制粘贴")) from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _candidates(round_: PromotionRound) -> dict[str, PromotionApplication]:
    rows = PromotionApplication.objects.filter(round=round_, qualified_on__isnull=False).exclude(admission_number="")
    return {one.admission_number: one for one in rows.select_related("round", "person")}


def _unknown(scores: Iterable[Score], candidates: dict[str, PromotionApplication], paper: str) -> Iterable[BadLine]:
    for place, score in enumerate(scores, start=1):
        if score.number not in candidates:
            yield BadLine(place, score.number, "unknown")
        elif paper == INTERVIEW and candidates[score.number].written is None:
            yield BadLine(place, score.number, "not_written")


def _awaits(application: PromotionApplication, paper: str) -> bool:
    return getattr(application, paper) is None and not getattr(application, f"{paper}_absent")


def _write(application: PromotionApplication, paper: str, score: Score, by: User) -> None:
    setattr(application, paper, score.score)
    setattr(application, f"{paper}_absent", score.absent)
    writing.save(application, by=by, why=_("导入%(paper)s成绩") % {"paper": PAPERS[paper]})


def place_all(round_: PromotionRound) -> None:
    """Compute totals and places of the round anew, for each post by itself."""
    rows = list(PromotionApplication.objects.filter(round=round_, qualified_on__isnull=False))
    share, ties = rule(round_, "written_share"), rule(round_, "ties")
    for post in {one.post_id for one in rows}:
        group = [one for one in rows if one.post_id == post]
        places = ways_up.placed([sheet_of(one) for one in group], written_share=share, ties=ties)
        for one in group:
            one.total, one.place = places[one.pk].total, places[one.pk].place
    PromotionApplication.objects.bulk_update(rows, ("total", "place"), batch_size=500)


def sheet_of(application: PromotionApplication) -> ways_up.Sheet:
    """An application's scores as the rules want them."""
    return ways_up.Sheet(
        key=application.pk,
        written=application.written,
        interview=application.interview,
        bonus=application.bonus,
        written_absent=application.written_absent,
        interview_absent=application.interview_absent,
    )
