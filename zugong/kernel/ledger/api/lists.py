"""A page of a ledger's rows for a program: the ledger's own filters, in a stable order, from a cursor on."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django import forms
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters.fields import RangeField

from zugong.kernel.access.models import User
from zugong.kernel.ledger.api import cursors
from zugong.kernel.ledger.api.filling import suggestion
from zugong.kernel.ledger.api.problems import Mistakes
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.listing import Listing

USUAL, MOST = 50, 200
STEERING = ("sort", "limit", "cursor")
"""What steers a list beside its filters."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the cursor after them ("" at the end), and the filters in words."""

    records: list[Any]
    cursor: str
    in_words: str
    query: dict[str, Any]
    """What was asked, without a number of a person in clear."""


def page_of(ledger: Ledger, request: HttpRequest, user: User) -> Page:
    """The page that the request asks for. Raises the problem that names each wrong filter."""
    listing = Listing(ledger, request)
    mistakes = Mistakes()
    _check_names(listing, mistakes)
    _check_values(listing, mistakes)
    limit = limit_of(listing.query, mistakes)
    steps = cursors.steps_of(ledger.model, listing.order)
    bound_to = f"{ledger.name}/{user.pk}/{','.join(listing.order)}"
    rows = listing.rows.order_by(*(step.order for step in steps))
    try:
        after = _after(listing, steps, bound_to)
    except cursors.NoSuchCursor:
        mistakes.add("query/cursor", *wrong_cursor())
    mistakes.stop()
    found = list(rows.filter(after).values_list("pk", *(step.path for step in steps))[: limit + 1])
    seen, way = ledger.visible_to(user, voided=listing.voided), _way_to_place(ledger.model)
    by_key = (seen.select_related(way) if way else seen).in_bulk([row[0] for row in found[:limit]])
    records = [by_key[row[0]] for row in found[:limit] if row[0] in by_key]
    more = len(found) > limit
    cursor = cursors.written(found[limit - 1][1:], bound_to=bound_to) if more else ""
    return Page(records, cursor, listing.in_words, listing.query.dict())


def wrong_cursor() -> tuple[str, str, str]:
    """What is said of a cursor that was not given out for this list."""
    return "cursor", _("不是这份列表给出的翻页标记"), _("请用上一页的 next，不改动其他条件")


def _way_to_place(model: Any) -> str:
    """The links over which a record's place is reached: what its reader sees of it may depend on where it lies."""
    here, steps = model, []
    for step in filter(None, model.unit_links[0].split(LOOKUP_SEP) if model.unit_links else ()):
        field = here._meta.get_field(step)
        if not (field.concrete and field.is_relation):
            return ""
        steps.append(step)
        here = field.related_model
    return LOOKUP_SEP.join(steps)


def _after(listing: Listing, steps: list[cursors.Step], bound_to: str) -> Any:
    cursor = listing.query.get("cursor", "")
    if not cursor:
        return ~cursors.Q(pk__in=())
    return cursors.after(steps, cursors.read(cursor, steps, bound_to=bound_to))


def names_of(form: Any) -> list[str]:
    """The names under which a form of filters is filled in; a range has two."""
    names: list[str] = []
    for name, field in form.fields.items():
        suffixes = getattr(field.widget, "suffixes", None) if isinstance(field, RangeField) else None
        names += [f"{name}_{suffix}" for suffix in suffixes] if suffixes else [name]
    return names


def _check_names(listing: Listing, mistakes: Mistakes) -> None:
    allowed = [name for name in dict.fromkeys([*names_of(listing.form), *STEERING]) if name != "cols"]
    for name, values in listing.query.lists():
        if name not in allowed:
            mistakes.add(f"query/{name}", name, _("没有这个条件"), _nearest(name, allowed))
        elif len(values) > 1 and not isinstance(listing.form.fields.get(name), forms.MultipleChoiceField):
            mistakes.add(f"query/{name}", name, _("这个条件只能填一次"))
    asked = listing.query.get("sort", "")
    if asked and not listing.sort:
        sortable = [column.sort for column in listing.ledger.shown if column.sort]
        mistakes.add("query/sort", "sort", _("不能按“%(name)s”排序") % {"name": asked}, _nearest(asked, sortable))


def _nearest(name: str, allowed: Iterable[str]) -> str:
    near = get_close_matches(name, allowed, n=3) or list(allowed)[:20]
    return _("可用：%(names)s") % {"names": "、".join(near)}


def _check_values(listing: Listing, mistakes: Mistakes) -> None:
    """A wrong value is named; one that the filter would quietly take for nothing is wrong too."""
    form = listing.form
    for name, errors in form.errors.items():
        hint = suggestion(form.fields[name]) if name in form.fields else ""
        for reason in errors:
            mistakes.add(f"query/{name}", name, reason, hint)
    cleaned = getattr(form, "cleaned_data", {})
    for name, field in form.fields.items():
        typed = listing.query.get(name, "").strip()
        if name in cleaned and name not in form.errors and typed and cleaned[name] in (None, ""):
            mistakes.add(f"query/{name}", name, _("“%(value)s”不能用作这个条件") % {"value": typed}, suggestion(field))


def limit_of(query: QueryDict, mistakes: Mistakes) -> int:
    """How many rows are asked for; a number that is none is a mistake."""
    asked = query.get("limit", str(USUAL))
    limit = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    if not 1 <= limit <= MOST:
        mistakes.add("query/limit", "limit", _("每页条数须在 1 至 %(most)s 之间") % {"most": MOST})
    return limit
