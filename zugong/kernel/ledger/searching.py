"""What the search of the whole platform looks through: every ledger with search fields, and whatever registers here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.filtering import nearest_first, searched
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
    """The first hits of one kind; `more` is where the rest of them is listed, or "" where these are all."""

    label: Any
    hits: list[Hit]
    more: str = ""


def find(user: Any, text: str) -> list[Found]:
    """What the user may see of everything that contains the text, by kind; kinds without hits are left out."""
    text = text.strip()[:60]
    if not text:
        return []
    found = [_in_ledger(ledger, user, text) for ledger in registered() if ledger.search_fields]
    found += [Found(label, function(user, text, SHOWN)) for label, function in _searches.items()]
    return [one for one in found if one.hits]


def _in_ledger(ledger: Ledger, user: Any, text: str) -> Found:
    fields = ledger.search_fields
    rows = nearest_first(searched(ledger.visible_to(user), fields, text, user), fields, text, user)[: SHOWN + 1]
    hits = [Hit(named(row, user), _detail(ledger, row, user), address_of(row)) for row in rows]
    more = f"{reverse('ledger:list', args=[ledger.name])}?{urlencode({'q': text})}" if len(hits) > SHOWN else ""
    return Found(ledger.label, hits[:SHOWN], more)


def _detail(ledger: Ledger, record: Any, user: Any) -> str:
    """The record's other columns in one line."""
    name = named(record, user)
    texts = (shown(column, record, user) for column in ledger.shown[:4])
    return " · ".join(text for text in texts if text and text != name)
