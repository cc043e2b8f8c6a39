"""Everything about one person that the user may see, and the personal values behind a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import CannotUnmask, may_unmask, shown_name, unmask
from zugong.kernel.history import writing
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.sections import sections_of
from zugong.kernel.registry.models import PartyBody, Person, Post, TaskforceMember
from zugong.kernel.registry.people import CannotKeepPerson, erase, set_sealed
from zugong.modules.office.forms import PersonalForm


def person_or_404(user: User, pk: int) -> Person:
    """The person, if the user may see it."""
    found = Person.objects.visible_to(user).select_related("unit", "data_key").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@require_safe
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: posts, Party work, task forces; personal values masked."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, *, form: PersonalForm | None = None, opened: dict[str, str] | None = None
) -> HttpResponse:
    user: Any = request.user
    who = person_or_404(user, pk)
    edits = may(user, Verb.EDIT, at=who.unit)
    events, _more = told(who, count=10)
    names = {
        "person": who,
        "name": shown_name(who, user),
        "values": [
            ("identity_number", _("身份证号"), (opened or {}).get("identity_number") or who.identity_number),
            ("phone", _("手机号"), (opened or {}).get("phone") or who.phone),
        ],
        "opened": opened or {},
        "posts": Post.objects.filter(person=who).select_related("unit"),
        "bodies": PartyBody.objects.filter(secretary=who),
        "parts": TaskforceMember.objects.filter(person=who).select_related("taskforce"),
        "account": User.objects.visible_to(user).filter(person=who).first(),
        "may_unmask": may_unmask(user, who),
        "may_edit": edits,
        "may_erase": edits and may(user, Verb.MANAGE_UNITS, at=who.unit),
        "form": form or PersonalForm(),
        "sections": [(one.title, one.drawn(request)) for one in sections_of(who, user)],
        "events": events if edits else [],
    }
    return render(request, "office/person.html", names, status=422 if form is not None and form.errors else 200)


@require_POST
@never_cache
def unmask_value(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one personal value for a reason, which is written to the access log."""
    user: Any = request.user
    who = person_or_404(user, pk)
    place = request.POST.get("place", "")
    try:
        value = unmask(person=who, place=place, by=user, why=request.POST.get("why", ""), request=request)
    except CannotUnmask as refusal:
        messages.error(request, str(refusal))
        return redirect("person", pk)
    return _page(request, pk, opened={place: value})


@require_POST
def seal_values(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter identity number or phone; what is left empty stays."""
    user: Any = request.user
    who = person_or_404(user, pk)
    if not may(user, Verb.EDIT, at=who.unit):
        raise PermissionDenied
    form = PersonalForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            writing.save(set_sealed(person=who, **given), by=user)
        except CannotKeepPerson as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已加密保存"))
            return redirect("person", pk)
    return _page(request, pk, form=form)


@require_POST
def erase_values(request: HttpRequest, pk: int) -> HttpResponse:
    """Destroy the person's key."""
    user: Any = request.user
    who = person_or_404(user, pk)
    if not (may(user, Verb.EDIT, at=who.unit) and may(user, Verb.MANAGE_UNITS, at=who.unit)):
        raise PermissionDenied
    why = request.POST.get("why", "")
    try:
        erase(person=who, by=user, why=why)
    except CannotKeepPerson as refusal:
        messages.error(request, str(refusal))
    else:
        note(AccessLog.Kind.ERASED, by=user, unit=who.unit, what=str(who.pk), why=why, request=request)
        messages.success(request, _("个人信息已销毁，不能恢复"))
    return redirect("person", pk)
