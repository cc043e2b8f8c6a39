"""Numbers of people in what is asked for: in an address, a saved filter, a log they stand by their keyed digest, never in clear.

What people type is sent in the body of a request. The answer leads to an address in which such a number is a word like
`digest:9f86…`: whoever reads the address, the server's log or a Referer learns nothing, and the list is found all the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from zugong.kernel.sealing.fields import digests, normalised
from zugong.kernel.sealing.masks import STARS
from zugong.kernel.sealing.values import Sealed

KEPT = "digest:"
"""How a number begins that stands in a query; behind it its digests, two while the digest key is being renewed."""
HELD = "-kept"
"""Ends the name under which a form sends along what its stars stand for."""
LONGEST_SEARCH = 160
NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86)?(1[3-9]\d{9}|\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])\d{5}[\dXx])(?![0-9A-Za-z])"
)
"""A mobile or an identity number, be its check digit right or wrong: nobody else's is to be read off a slip of the finger."""


def kept(value: str, sealed: Sealed) -> str:
    """What of a value that was typed into a filter may stand in a query."""
    return value if not value or value.startswith(KEPT) else _digest_of(sealed.tidy(value))


def kept_words(text: str, sealed: Iterable[Sealed] = ()) -> str:
    """The words of a search as they may stand in a query; `sealed` are the values that the search compares besides."""
    if NUMBER.fullmatch(whole := normalised(text)):
        text = whole
    plain = unicodedata.normalize("NFKC", text)
    if NUMBER.search(plain):
        text = NUMBER.sub(lambda found: f" {found[1]} ", plain)
    compared = list(sealed)
    return " ".join(_kept_word(word, compared) for word in text.split())


def _kept_word(word: str, compared: list[Sealed]) -> str:
    if word.startswith(KEPT):
        return word
    if NUMBER.fullmatch(word):
        return _digest_of(word)
    meant = next((one for one in compared if _could_be(word, one)), None)
    return word if meant is None else _digest_of(meant.tidy(word))


def _could_be(word: str, sealed: Sealed) -> bool:
    return any(char.isdigit() for char in word) and not sealed.mistake(word)


def _digest_of(value: str) -> str:
    return f"{KEPT}{','.join(digests(value))}"


def digests_in(word: str) -> list[str]:
    """The digests that a kept word stands for."""
    return word.removeprefix(KEPT).split(",")


def told(text: str) -> str:
    """What is said of words as they stand in a query: stars for a number."""
    return " ".join(STARS if word.startswith(KEPT) else word for word in text.split(" "))


def typed(data: QueryDict, name: str) -> str:
    """What a form has sent under a name: where its stars were left standing, what they stand for."""
    held = data.get(f"{name}{HELD}", "").split()
    words = [held.pop(0) if word == STARS and held else word for word in data.get(name, "").split()]
    return " ".join(words) if STARS in data.get(name, "") else data.get(name, "").strip()


class KeptInput(forms.TextInput):
    """An input that shows stars for the numbers in its value and sends along what they stand for."""

    template_name = "ledger/kept_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The value with stars, and what is held behind them."""
        context = super().get_context(name, value, attrs)
        text = context["widget"]["value"] or ""
        held = " ".join(word for word in text.split() if word.startswith(KEPT))
        context["widget"] |= {"value": told(text) or None, "held": held, "held_name": f"{name}{HELD}"}
        return context


class SearchField(forms.CharField):
    """The words of a search; how long they are is judged by what people read."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, required=False, widget=KeptInput, **more)

    def run_validators(self, value: Any) -> None:
        """Check what was typed, not what is kept of it."""
        super().run_validators(told(value))
