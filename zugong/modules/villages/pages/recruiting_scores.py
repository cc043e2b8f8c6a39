"""Bringing in scores: the sheet is compared first, and taken in once somebody has seen what it says."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.villages.actions.exam_scores import (
    CannotTakeScores,
    ScoreSheet,
    may_take_scores,
    read_scores,
    score_form,
    stage_of,
    take_scores,
)
from zugong.modules.villages.models import RecruitmentExam
from zugong.modules.villages.pages.recruiting_exam import exam_shown
from zugong.modules.villages.pages.recruiting_papers import XLSX, download

SALT = "villages.recruiting.scores"
HOUR = 3600
LARGEST = 5 * 1024 * 1024


class SheetForm(forms.Form):
    """A score sheet."""

    file = forms.FileField(
        label=gettext_lazy("成绩表"),
        help_text=gettext_lazy("xlsx、xls 或 csv，有“准考证号”“成绩”两列；缺考写“缺考”"),
    )

    def clean_file(self) -> Any:
        """A file that is small enough to be read at once."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件超过 5 MB，请只保留成绩表"))
        return file


@require_http_methods(["GET", "POST"])
def scores(request: HttpRequest, number: int) -> HttpResponse:
    """Choose a sheet, see what it says, take it in."""
    user: Any = request.user
    exam = exam_shown(user, number)
    if not may_take_scores(user, exam):
        messages.error(request, _("现在不能导入成绩，或者您没有这项权限"))
        return redirect(exam)
    if "taken" in request.POST and _take(request, exam):
        return redirect(exam)
    form = SheetForm(request.POST or None, request.FILES or None)
    sheet = _read(form, exam) if "taken" not in request.POST and form.is_bound and form.is_valid() else None
    kind = stage_of(exam)
    names = {
        "exam": exam,
        "form": form,
        "sheet": sheet,
        "written": kind == "written",
        "taken": signing.dumps([kind, sheet.marks], salt=f"{SALT}.{exam.pk}", compress=True)
        if sheet and sheet.marks
        else "",
    }
    return render(request, "villages/recruiting_scores.html", names)


def _read(form: SheetForm, exam: RecruitmentExam) -> ScoreSheet | None:
    """What the sheet says; None with the reason beside the field."""
    file = form.cleaned_data["file"]
    try:
        return read_scores(exam, file.read(), file.name)
    except (CannotReadTable, CannotTakeScores) as refusal:
        form.add_error("file", str(refusal))
        return None


def _take(request: HttpRequest, exam: RecruitmentExam) -> bool:
    """Take in what was seen and confirmed; False where it was not."""
    user: Any = request.user
    try:
        kind, marks = signing.loads(request.POST["taken"], salt=f"{SALT}.{exam.pk}", max_age=HOUR)
        done = take_scores(exam=exam, kind=kind, marks=marks, by=user, why=request.POST.get("why", "")[:200])
    except signing.BadSignature:
        messages.error(request, _("核对结果已过期，请重新选择成绩表"))
        return False
    except CannotTakeScores as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("已导入 %(number)d 人的成绩") % {"number": done})
    return True


@require_safe
def empty_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet to be filled in, with admission numbers alone."""
    user: Any = request.user
    exam = exam_shown(user, number)
    if not may_take_scores(user, exam):
        messages.error(request, _("现在不能导入成绩，或者您没有这项权限"))
        return redirect(exam)
    return download(request, score_form(exam), f"{exam.title}成绩登记表.xlsx", XLSX, exam)
