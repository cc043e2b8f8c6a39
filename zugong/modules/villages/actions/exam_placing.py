"""From the list of those to be examined to the village: person, joint vetting, stepping up, placement."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.people import CannotKeepPerson, add_person, find_by_identity_number
from zugong.modules.villages.actions.appointing import CannotAppoint, appoint
from zugong.modules.villages.actions.exam_applicants import candidate_of
from zugong.modules.villages.actions.exam_ranks import applicants_of, next_for_interview, whose_turn
from zugong.modules.villages.actions.vetting import CannotRequest, request_vetting, vetting_in_force
from zugong.modules.villages.models import Applicant, Education, RecruitmentExam, ServedGap, Source
from zugong.modules.villages.models.appointing import Basis
from zugong.modules.villages.rules.recruiting import fills
from zugong.modules.villages.rules.register import VILLAGE_KINDS

OCCASION = "recruitment"
Changes = Mapping[str, Any]
ExamState = RecruitmentExam.State


def check_vetting(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """The village lies in the post's township, and the person is not being vetted yet. Raises CannotMove."""
    village: Unit | None = applicant.village
    if (
        village is None
        or village.kind not in VILLAGE_KINDS
        or not (village.path or "").startswith(applicant.post.unit.path or "-")
    ):
        raise CannotMove(_("拟到岗的村（社区）须在%(unit)s范围内") % {"unit": applicant.post.unit})
    if applicant.person_id is not None:
        raise CannotMove(_("已经提请联审，不重复提请"))


def after_vetting(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """The applicant becomes a person of the register, because only a person can be vetted; what was typed goes along. Raises CannotMove."""
    village: Any = applicant.village
    try:
        person = person_of(applicant, village, by=by)
        request_vetting(person=person, unit=village, office=applicant.placement, occasion=OCCASION, by=by)
    except (CannotKeepPerson, CannotRequest) as error:
        raise CannotMove(str(error)) from None
    applicant.person = person
    writing.save(applicant, by=by, why=_("提请联审"))


def person_of(applicant: Applicant, village: Unit, *, by: Any) -> Person:
    """The person of the applicant's identity number, or a new one with the sealed number and phone. Raises CannotKeepPerson."""
    number = applicant.identity_number.opened()
    known = find_by_identity_number(number)
    if known is not None and known.name != applicant.name:
        raise CannotKeepPerson(_("此身份证号已登记在另一姓名下，请先核对"))
    if known is not None:
        return known
    return add_person(
        name=applicant.name,
        unit=village,
        by=by,
        identity_number=number,
        phone=applicant.phone.opened(),
        **({} if number else {"sex": applicant.sex, "birth_date": applicant.birth_date}),
    )


def check_clearing(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """Fit by the physical examination, and vetted for the village. Raises CannotMove."""
    if applicant.physical != Applicant.Physical.PASSED:
        raise CannotMove(_("体检结果不是“合格”，不能确认考察合格"))
    _vetted(applicant)


def _vetted(applicant: Applicant) -> None:
    person, village = applicant.person, applicant.village
    if person is None or village is None or vetting_in_force(person, unit=village, on=calendar.today()) is None:
        raise CannotMove(_("没有在有效期内的联审通过结果；联审通过后才能办理"))


def check_stepping_up(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """There is a free place, and it is this applicant's turn; among equals people decide, in words. Raises CannotMove."""
    exam = applicant.exam
    if exam.state != ExamState.VETTING:
        raise CannotMove(_("现在是“%(state)s”，不办理递补") % {"state": exam.get_state_display()})
    turn = whose_turn(applicant.post, exam, applicants_of(applicant.post))
    _your_turn(applicant, turn, changes)


def check_filling_interview(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """Somebody gave up a place in the interview, and it is this applicant's turn. Raises CannotMove."""
    exam, people = applicant.exam, applicants_of(applicant.post)
    invited = sum(one.state == Applicant.State.INTERVIEW for one in people)
    if exam.state != ExamState.INTERVIEW or invited >= applicant.post.number * exam.interview_ratio:
        raise CannotMove(_("面试名单没有空缺，不能递补"))
    _your_turn(applicant, next_for_interview(exam, people), changes)
    applicant.invited = True


def _your_turn(applicant: Applicant, turn: list[int], changes: Changes) -> None:
    if applicant.pk not in turn:
        raise CannotMove(_("没有空缺，或者还没有轮到此人：递补按成绩从高到低进行"))
    if len(turn) > 1 and not str(changes["why"]).strip():
        raise CannotMove(_("有 %(number)d 人名次相同，请说明加试等决定人选的依据") % {"number": len(turn)})
    applicant.steps_up = True


def check_placing(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """Publicity is over, and the vetting still holds. Raises CannotMove."""
    if applicant.exam.state != ExamState.PLACING:
        raise CannotMove(_("公示期满、转入办理到岗后才能安排"))
    if applicant.placed_on is None or applicant.placed_on > calendar.today():
        raise CannotMove(_("到岗日期不能晚于今天"))
    _vetted(applicant)


def after_placing(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """The village gets the recruit at its committees' side; the register knows whence, and the education. Raises CannotMove."""
    person: Any = applicant.person
    village: Any = applicant.village
    day: Any = applicant.placed_on
    try:
        role = appoint(
            person=person,
            unit=village,
            office=applicant.placement,
            on=day,
            basis=Basis.PLACEMENT,
            by=by,
            title=str(applicant.post.title) if applicant.placement == Applicant.Placement.OTHER else "",
        )
    except CannotAppoint as error:
        raise CannotMove(str(error)) from None
    if applicant.level and not Education.objects.filter(person=person, level=applicant.level).exists():
        study = Education(person=person, level=applicant.level, full_time=applicant.full_time, school=applicant.school)
        writing.save(study, by=by, why=_("随招录登记"))
    cadre = role.cadre
    cadre.refresh_from_db()
    if cadre.source != Source.RECRUITED:
        cadre.source = Source.RECRUITED
        writing.save(cadre, by=by, why=_("统一招录到岗"))
    applicant.fills_gap = fills_gap(applicant)
    writing.save(applicant, by=by, why=_("统一招录到岗"))


def fills_gap(applicant: Applicant) -> bool:
    """True if the recruit, once elected, would meet one of the “ones” that the village lacked when the post was set."""
    gap = ServedGap.objects.filter(post=applicant.post, village=applicant.village).first()
    young = value_of("villages.age.young", at=applicant.village)
    candidate = candidate_of(applicant)
    return gap is not None and bool(fills(gap.missing, candidate, young=young, day=calendar.today()))
