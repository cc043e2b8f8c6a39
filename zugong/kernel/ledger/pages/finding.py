"""The search of the whole platform, and the choices of a picker."""

from typing import Any, cast

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import ledger_of
from zugong.kernel.ledger.filtering import nearest_first, searched
from zugong.kernel.ledger.places import scoped
from zugong.kernel.ledger.sealed_queries import SearchField, kept_words, told, typed
from zugong.kernel.ledger.searching import find
from zugong.kernel.ledger.seeing import named
from zugong.kernel.registry.models import Unit

CHOICES = 12
SUGGESTED = 3
LONGEST_QUERY = 400
"""A number takes the place of its digests."""
INPUT = {"id": "search-text", "class": "form-control", "maxlength": 60, "autofocus": True}
UNIT_FIELDS = ("name", "short_name", "initials", "code")


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Everything that contains the words and that the user may see, by kind; the address holds no number of a person."""
    text = kept_words(_typed(request))
    if request.method == "POST" or text.split() != _typed(request).split():
        return HttpResponseRedirect(f"{request.path}?{urlencode({'q': text})}", status=303)
    found = find(request.user, text)
    names = {
        "text": told(text),
        "field": SearchField().widget.render("q", text, INPUT),
        "found": found,
        "count": sum(one.count for one in found),
    }
    return render(request, "ledger/search.html", names)


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """The nearest of what the search would find, while the words are being typed."""
    text = kept_words(_typed(request))
    names = {"text": text, "found": find(request.user, text, limit=SUGGESTED), "all": f"?{urlencode({'q': text})}"}
    return render(request, "ledger/suggestions.html", names)


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest, label: str) -> HttpResponse:
    """The records that a picker offers for what was typed."""
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404(label) from error
    fields = _fields_of(model)
    if not fields or not scoped(model):
        raise Http404(label)
    text, user = kept_words(_typed(request)), cast("User", request.user)
    rows = searched(model.objects.visible_to(user), fields, text, user)
    rows = nearest_first(rows, fields, text, user)
    more: tuple[str, ...] = ("parent",) if model is Unit else ()
    rows = rows.select_related(*more, *getattr(model, "named_with", ()))[:CHOICES]
    return render(request, "ledger/choices.html", {"choices": [_choice(row, user) for row in rows]})


def _typed(request: HttpRequest) -> str:
    """What was typed, without what no name contains and some databases refuse."""
    sent = request.POST if request.method == "POST" else request.GET
    return typed(sent, "q").replace("\0", "").strip()[:LONGEST_QUERY]


def _choice(record: Any, user: User) -> dict[str, Any]:
    """A record as a choice; units of one name differ by the unit above them."""
    detail = str(record.parent) if isinstance(record, Unit) and record.parent else ""
    return {"pk": record.pk, "name": named(record, user), "detail": detail}


def _fields_of(model: Any) -> tuple[str, ...]:
    if model is Unit:
        return UNIT_FIELDS
    ledger = ledger_of(model)
    return tuple(ledger.search_fields) if ledger else ()
