"""An examination in the small city, brought as far as a test wants it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.testing import SmallCity
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.saving import save_form
from zugong.kernel.procedures.moving import take
from zugong.kernel.workbook.columns import Column
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.villages.actions.exam_applicants import confirm_clear
from zugong.modules.villages.actions.exam_posts import APPLICANT, EXAM, QUOTA, derive_posts, draft_exam, share_out
from zugong.modules.villages.actions.exam_scores import read_scores, take_scores
from zugong.modules.villages.forms.recruiting import ApplicantForm
from zugong.modules.villages.models import Applicant, JointReview, RecruitmentExam, RecruitmentPost, RecruitmentQuota
from zugong.modules.villages.tests.conftest import number

DRAFTED, NOTICED = dt.date(2023, 3, 1), dt.date(2023, 3, 20)
CLOSING, CHECKED = dt.date(2023, 3, 31), dt.date(2023, 4, 12)
WRITTEN, INTERVIEW = dt.date(2023, 4, 15), dt.date(2023, 5, 6)
VETTED, PUBLISHED, PLACED = dt.date(2023, 6, 1), dt.date(2023, 6, 12), dt.date(2023, 6, 25)


@dataclass
class Exam:
    """The examination under test, and its people by name."""

    city: SmallCity
    exam: RecruitmentExam
    people: dict[str, Applicant] = field(default_factory=dict)

    def user(self, name: str) -> Any:
        """Somebody of the city."""
        return self.city.user(name)

    @property
    def quota(self) -> RecruitmentQuota:
        """The share of the county."""
        return RecruitmentQuota.objects.select_related("exam", "unit").get(exam=self.exam, unit=self.city.jinan)

    @property
    def post(self) -> RecruitmentPost:
        """The only post."""
        return RecruitmentPost.objects.select_related("quota__exam", "unit").get(quota__exam=self.exam)

    def move(self, name: str, *, by: str = "officer", on: dt.date | None = None, why: str = "", **changes: Any) -> None:
        """Take a move of the examination."""
        with calendar.on(on or calendar.today()):
            take(EXAM, name, self.exam, by=self.user(by), why=why, changes=changes)

    def of(self, name: str) -> Applicant:
        """An applicant as stored."""
        return Applicant.objects.select_related("post__unit", "exam", "village", "person").get(
            exam=self.exam, name=name
        )

    def decide(
        self,
        move: str,
        name: str,
        *,
        by: str = "jinan_officer",
        on: dt.date | None = None,
        why: str = "",
        **changes: Any,
    ) -> None:
        """Take a move of an applicant."""
        with calendar.on(on or calendar.today()):
            take(APPLICANT, move, self.of(name), by=self.user(by), why=why, changes=changes)

    def apply(
        self, name: str, born: str = "1998-05-01", sequence: int = 2, on: dt.date = NOTICED, **said: Any
    ) -> Applicant:
        """Register an application; an even sequence is a woman's."""
        data = {
            "post": self.post.pk,
            "name": name,
            "identity_number": number(born, sequence),
            "level": "60",
            "full_time": "true",
        }
        with calendar.on(on):
            form = ApplicantForm({key: value for key, value in (data | said).items() if value is not None},
                                 user=self.user("jinan_officer"), instance=Applicant())  # fmt: skip
            assert form.is_valid(), form.errors
            save_form(ledger=ledger_named("recruitment-applicants"), form=form, by=self.user("jinan_officer"))
        return self.of(name)

    def scores(self, marks: dict[str, str], *, on: dt.date, by: str = "other_officer", why: str = "") -> int:
        """Bring in a sheet with these scores, by name."""
        with calendar.on(on):
            sheet = read_scores(
                self.exam,
                workbook([(self.of(name).admission_number, mark) for name, mark in marks.items()]),
                "成绩.xlsx",
            )
            assert sheet.wrong == [], sheet.wrong
            return take_scores(exam=self.exam, kind=sheet.kind, marks=sheet.marks, by=self.user(by), why=why)

    def to_applying(self, places: int = 1) -> "Exam":
        """The plan is shared out, the county's post derived and approved, the notice out."""
        with calendar.on(DRAFTED):
            self.exam.quota = places
            writing.save(self.exam, by=self.user("officer"))
            share_out(exam=self.exam, shares={self.city.jinan.pk: places}, by=self.user("officer"))
            self.move("call_for_posts", on=DRAFTED)
            derive_posts(quota=self.quota, by=self.user("jinan_officer"))
            take(QUOTA, "submit", self.quota, by=self.user("jinan_officer"))
            take(QUOTA, "approve", self.quota, by=self.user("officer"))
            self.move("collect", on=DRAFTED)
            self.move("approve", by="leader", on=DRAFTED)
        self.move("issue", on=NOTICED, notice_number="六组〔2023〕8号", notice_date=NOTICED, apply_from=NOTICED,
                  apply_to=CLOSING, written_on=WRITTEN)  # fmt: skip
        return self

    def to_written(self) -> "Exam":
        """Everybody who meets every clause is admitted."""
        day = CLOSING + dt.timedelta(days=1)
        self.move("close_applications", on=day)
        with calendar.on(day):
            confirm_clear(exam=self.exam, unit=self.city.jinan, by=self.user("jinan_officer"))
        self.move("admit", on=CHECKED)
        return self

    def to_vetting(self, written: dict[str, str], interview: dict[str, str]) -> "Exam":
        """Both examinations are held, and the list of those to be examined is out."""
        self.scores(written, on=WRITTEN)
        self.move("invite", on=WRITTEN, interview_on=INTERVIEW)
        self.scores(interview, on=INTERVIEW)
        self.move("nominate", on=INTERVIEW)
        return self

    def vet(self, name: str, village: str = "village", *, passed: bool = True) -> None:
        """Ask for the joint vetting, and let its result be there."""
        self.decide("vet", name, on=VETTED, village=self.city.unit(village), placement="reserve")
        if passed:
            JointReview.objects.filter(person=self.of(name).person).update(
                state="formal", result="passed", formal_on=VETTED, valid_until=VETTED + dt.timedelta(days=180)
            )


def an_exam(city: SmallCity) -> Exam:
    """A plan that was just drafted."""
    with calendar.on(DRAFTED):
        return Exam(city, draft_exam(unit=city.city, year=2023, by=city.user("officer")))


def workbook(rows: list[tuple[str, str]]) -> bytes:
    """A score sheet."""
    columns = [Column("number", "准考证号"), Column("score", "成绩")]
    return write_workbook([Sheet("成绩", columns, [{"number": first, "score": second} for first, second in rows])])
