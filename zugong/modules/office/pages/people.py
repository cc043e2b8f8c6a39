"""Everything about one person that the user may see, and the destruction of personal values by two people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.erasing import CannotErase, ask_to_erase, decide_erasure, erasure_asked_for, may_erase
from zugong.kernel.access.log import looks_at
from zugong.kernel.access.models import Erasure, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.sections import sections_of
from zugong.kernel.ledger.unmasking import facts
from zugong.kernel.registry.models import PartyBody, Person, Post, TaskforceMember

LOOKS = 20
FACTS = [column(Person, name) for name in ("sex", "birth_date", "unit", "identity_number", "phone")]


def person_or_404(user: User, pk: int) -> Person:
    """The person, if the user may see it."""
    found = Person.objects.visible_to(user).select_related("unit", "data_key").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@require_safe
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: posts, Party work, task forces; personal values as far as the reader may see them."""
    user: Any = request.user
    who = person_or_404(user, pk)
    edits = may(user, Verb.EDIT, at=who.unit)
    own = who.pk == user.person_id
    events, _more = told(who, reader=user, count=10)
    asked = erasure_asked_for(who) if may_erase(user, who) else None
    names = {
        "person": who,
        "name": shown_name(who, user),
        "facts": facts(FACTS, who, user),
        "posts": Post.objects.filter(person=who).select_related("unit"),
        "bodies": PartyBody.objects.filter(secretary=who),
        "parts": TaskforceMember.objects.filter(person=who).select_related("taskforce"),
        "account": User.objects.visible_to(user).filter(person=who).first(),
        "may_edit": edits,
        "may_erase": may_erase(user, who) and who.data_key is not None and not who.is_erased,
        "erasure": asked,
        "own_erasure": asked is not None and asked.asked_by_id == user.pk,
        "own": own,
        "looks": looks_at(who)[:LOOKS] if own else [],
        "sections": [(one.title, one.drawn(request)) for one in sections_of(who, user)],
        "events": events if edits else [],
    }
    return render(request, "office/person.html", names)


@require_POST
def ask_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a person's personal values to be destroyed."""
    user: Any = request.user
    who = person_or_404(user, pk)
    try:
        ask_to_erase(person=who, by=user, ground=request.POST.get("why", ""))
    except CannotErase as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已提出销毁，须由另一位同事复核后执行"))
    return redirect("person", pk)


@require_POST
def answer_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Destroy the values as a colleague asked, or refuse to."""
    user: Any = request.user
    who = person_or_404(user, pk)
    erasure = get_object_or_404(Erasure, person=who, state=Erasure.State.ASKED)
    agree = request.POST.get("answer") == "destroy"
    try:
        decide_erasure(erasure=erasure, by=user, agree=agree, why=request.POST.get("why", ""), request=request)
    except CannotErase as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("个人信息已销毁，不能恢复") if agree else _("已退回销毁申请"))
    return redirect("person", pk)
