"""Background jobs as their owners see them: how far they are, and how to stop them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.jobs.declaring import label_of
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import CannotCancel, cancel, retry

PAGE_SIZE = 30


def _jobs_of(user: User) -> Any:
    """A user's own jobs; who looks after the system sees all of them."""
    jobs = Job.objects.select_related("by__person")
    return jobs if may(user, Verb.MANAGE_SYSTEM) else jobs.filter(by=user)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The user's jobs, newest first; while one of them is open, the list renews itself."""
    user: Any = request.user
    page = Paginator(_jobs_of(user), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [_line(job) for job in page]
    names = {
        "page": page,
        "lines": lines,
        "open": any(line["open"] for line in lines),
        "all": may(user, Verb.MANAGE_SYSTEM),
    }
    partial = request.headers.get("HX-Target") == "jobs"
    return render(request, "ledger/jobs_rows.html" if partial else "ledger/jobs.html", names)


def _line(job: Job) -> dict[str, Any]:
    result = job.result if isinstance(job.result, dict) else {}
    address = str(result.get("url", ""))
    return {
        "job": job,
        "label": label_of(job.name),
        "open": job.state in Job.OPEN,
        "again": job.state in {Job.State.FAILED, Job.State.CANCELLED},
        # Only addresses of this site: a result is data, not a command.
        "url": address if address.startswith("/") and not address.startswith("//") else "",
    }


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a job out of the queue, or ask its worker to stop."""
    user: Any = request.user
    job = get_object_or_404(_jobs_of(user), pk=pk)
    try:
        cancel(job)
    except CannotCancel:
        messages.info(request, _("任务已经结束，无需取消"))
    else:
        messages.success(request, _("已要求取消，正在执行的步骤完成后停止"))
    return redirect("ledger:jobs")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed or cancelled job back into the queue."""
    user: Any = request.user
    job = get_object_or_404(_jobs_of(user), pk=pk)
    if retry(job):
        messages.success(request, _("已重新排队"))
    else:
        messages.info(request, _("任务没有失败，无需重做"))
    return redirect("ledger:jobs")
