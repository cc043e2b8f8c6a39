"""What the search of the whole platform looks through: every ledger with search fields, and whatever registers here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.filtering import searched

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


def find(user: Any, text: str) -> list[tuple[Any, list[Hit]]]:
    """What the user may see of everything that contains the text, by kind; kinds without hits are left out."""
    text = text.strip()[:60]
    if not text:
        return []
    found = [(ledger.label, _in_ledger(ledger, user, text)) for ledger in registered() if ledger.search_fields]
    found += [(label, function(user, text, SHOWN)) for label, function in _searches.items()]
    return [(label, hits) for label, hits in found if hits]


def _in_ledger(ledger: Ledger, user: Any, text: str) -> list[Hit]:
    rows = searched(ledger.visible_to(user), ledger.search_fields, text)[:SHOWN]
    return [Hit(str(row), _detail(ledger, row), address_of(row)) for row in rows]


def _detail(ledger: Ledger, record: Any) -> str:
    """The record's other columns in one line."""
    name = str(record)
    texts = (column.text(record) for column in ledger.shown[:4])
    return " · ".join(text for text in texts if text and text != name)
