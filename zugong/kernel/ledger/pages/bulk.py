"""Changing many rows of a list in one go."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zugong.kernel.ledger import bulk
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.pages.gate import ledger_or_404
from zugong.kernel.ledger.seeing import named

NAMED = 20


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Choose fields, see what they would do to each chosen row, confirm with a reason."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    if not ledger.may_edit(user):
        raise PermissionDenied
    listing = Listing(ledger, request, verb="edit")
    back = f"{reverse('ledger:list', args=[name])}{listing.address(row=None, all=None)}"
    if request.method == "GET":
        return _choose(request, ledger, listing, back)
    try:
        records, seen = bulk.opened(ledger, request.POST.get("chosen", ""), user)
    except BadSignature:
        messages.error(request, _("选择已失效，请重新勾选"))
        return redirect(back)
    if len(records) < len(seen):
        messages.error(request, _("所选的行中有 %d 条已不在，请重新勾选") % (len(seen) - len(records)))
        return redirect(back)
    if request.POST.get("step") == "without":
        leave = set(request.POST.getlist("leave"))
        records = [record for record in records if str(record.pk) not in leave]
    return _judged(request, ledger, records, seen, back)


def _choose(request: HttpRequest, ledger: Ledger, listing: Listing, back: str) -> HttpResponse:
    """The rows ticked, or all that the filter finds."""
    if "all" in request.GET:
        rows = listing.rows
    else:
        rows = listing.rows.filter(pk__in=[key for key in request.GET.getlist("row") if key.isdecimal()])
    records = list(rows[: bulk.MOST_ROWS + 1])
    if not records:
        messages.info(request, _("请先勾选要修改的行"))
        return redirect(back)
    if len(records) > bulk.MOST_ROWS:
        messages.error(request, _("一次最多批量修改 %d 条，请先用筛选条件缩小范围") % bulk.MOST_ROWS)
        return redirect(back)
    return _page(request, ledger, records, back, {"chosen": bulk.seal(records)})


def _judged(request: HttpRequest, ledger: Ledger, records: list[Any], seen: dict[int, int], back: str) -> HttpResponse:
    user: Any = request.user
    names = [one for one in request.POST.getlist("change") if one in ledger.form_fields]
    why = request.POST.get("why", "")[:200]
    more: dict[str, Any] = {"chosen": bulk.seal_as(records, seen), "why": why, "names": names}
    if not names:
        return _page(request, ledger, records, back, more | {"problem": _("请至少选择一项要修改的内容")})
    # Judging writes what was typed into the records, which are then no longer called what they were.
    called = {record.pk: named(record, user) for record in records}
    outcomes = bulk.judge(ledger, records, seen, request.POST, names, user)
    more |= {
        "first": list(called.values())[:NAMED],
        "changing": sum(one.changes for one in outcomes),
        "same": sum(not one.changes and not one.problems for one in outcomes),
        "refused": [(one.record.pk, called[one.record.pk], one.problems) for one in outcomes if one.problems],
        "judged": True,
    }
    if request.POST.get("step") == "take":
        try:
            count = bulk.change_all(outcomes=outcomes, by=user, why=why)
        except bulk.CannotChangeAll as error:
            more["problem"] = str(error)
        else:
            messages.success(request, _("已修改 %d 条，每条的变更历史里都有记录") % count)
            return redirect(back)
    return _page(request, ledger, records, back, more)


def _page(request: HttpRequest, ledger: Ledger, records: list[Any], back: str, more: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    typed = {name: request.POST[name] for name in more.get("names", ()) if name in request.POST}
    form = form_for(ledger)(initial=typed, instance=ledger.model(), user=user, use_required_attribute=False)
    names = {
        "ledger": ledger,
        "back": back,
        "form": form,
        "fields": [(field, field.name in more.get("names", ())) for field in bulk.fields_for_all(form)],
        "count": len(records),
        "first": [named(record, user) for record in records[:NAMED]],
        "rest": max(0, len(records) - NAMED),
    }
    empty = {"judged": False, "changing": 0, "same": 0, "refused": [], "problem": "", "why": ""}
    return render(request, "ledger/bulk.html", empty | names | more)
