"""What the search of the whole platform looks through: every ledger with search fields, and whatever registers here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.http import urlencode

from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.filtering import nearest_first, searched
from zugong.kernel.ledger.sealed_queries import kept_words
from zugong.kernel.ledger.seeing import named, shown

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, a word on where it stands, and its page."""

    title: str
    detail: str
    url: str


Search = Callable[[Any, str, int], list[Hit]]
_searches: dict[Any, Search] = {}


def register(label: Any, function: Search) -> None:
    """Have `function(user, text, limit)` asked for hits, shown under the label. It answers with what the user may see."""
    _searches[label] = function


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits of one kind and how many there are; `more` is where the rest is listed, or "" where these are all."""

    label: Any
    hits: list[Hit]
    count: int
    more: str = ""


def find(user: Any, text: str, *, limit: int = SHOWN) -> list[Found]:
    """What the user may see of everything that contains the text, by kind; kinds without hits are left out. One query for each kind."""
    text = kept_words(text.strip())
    if not text:
        return []
    found = [_in_ledger(ledger, user, text, limit) for ledger in registered() if ledger.search_fields]
    for label, function in _searches.items():
        hits = function(user, text, limit)
        found.append(Found(label, hits, len(hits)))
    return [one for one in found if one.hits]


def _in_ledger(ledger: Ledger, user: Any, text: str, limit: int) -> Found:
    fields = ledger.search_fields
    found = nearest_first(searched(ledger.visible_to(user), fields, text, user), fields, text, user)
    rows = list(found.annotate(found_in_all=Window(Count("*")))[:limit])
    hits = [Hit(named(row, user), _detail(ledger, row, user), address_of(row)) for row in rows]
    count = rows[0].found_in_all if rows else 0
    more = f"{reverse('ledger:list', args=[ledger.name])}?{urlencode({'q': text})}" if count > limit else ""
    return Found(ledger.label, hits, count, more)


def _detail(ledger: Ledger, record: Any, user: Any) -> str:
    """The record's other columns in one line."""
    name = named(record, user)
    texts = (shown(column, record, user) for column in ledger.shown[:4])
    return " · ".join(text for text in texts if text and text != name)
