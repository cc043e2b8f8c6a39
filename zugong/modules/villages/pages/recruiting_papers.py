"""The papers of an examination, one click each; every download is noted in the access log."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Clock
from zugong.kernel.procedures.moving import signatures_of
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.workbook.writing import MIME_TYPE as XLSX
from zugong.modules.villages.actions import exam_papers as papers
from zugong.modules.villages.actions.exam_posts import EXAM
from zugong.modules.villages.actions.exam_seen import posts_seen
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost
from zugong.modules.villages.pages.recruiting_exam import exam_shown

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PUBLIC = (Applicant.State.PUBLIC, Applicant.State.PLACED)


def download(request: HttpRequest, content: bytes, name: str, mime: str, exam: RecruitmentExam) -> HttpResponse:
    """The paper as a file, noted as taken by the reader at the examination's unit."""
    note(AccessLog.Kind.DOWNLOADED, by=request.user, unit=exam.unit, what=name)
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
def paper(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One of the papers: notice.docx, posts.xlsx, publicity.docx, publicity.xlsx."""
    user: Any = request.user
    exam = exam_shown(user, number)
    if name in {"notice.docx", "posts.xlsx"}:
        rows = [row for row in posts_seen(user, exam) if row.post.state == RecruitmentPost.State.OPEN]
        if name == "notice.docx":
            return download(request, papers.notice_paper(exam, rows), f"{exam.title}公告.docx", DOCX, exam)
        return download(request, papers.posts_workbook(exam, rows), f"{exam.title}岗位表.xlsx", XLSX, exam)
    people = list(_in_public(user, exam))
    if not people or name not in {"publicity.docx", "publicity.xlsx"}:
        raise Http404(name)
    if name == "publicity.xlsx":
        content = papers.publicity_workbook(exam, people)
        return download(request, content, f"{exam.title}拟录用人员名单.xlsx", XLSX, exam)
    signed = signatures_of(exam).filter(move="publish").last()
    begun = signed.at.astimezone(calendar.SHANGHAI).date() if signed else calendar.today()
    clock: Clock | None = running_clock(procedure_named(EXAM), exam)
    content = papers.publicity_paper(exam, people, begun=begun, ends=due_of(clock) if clock else None)
    return download(request, content, f"{exam.title}拟录用人员公示.docx", DOCX, exam)


def _in_public(user: Any, exam: RecruitmentExam) -> Any:
    rows = Applicant.objects.visible_to(user).filter(exam=exam, state__in=PUBLIC)
    return rows.select_related("post__unit").order_by("post__code", "admission_number")
