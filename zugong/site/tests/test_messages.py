"""English: no text is missing, and none has lost a name that is filled in."""

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from zugong.site.tests.texts import FORMATS, texts


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po").open("rb") as lines:
        return read_po(lines)


def _first(text):
    return text if isinstance(text, str) else text[0]


def test_every_text_has_its_english(english):
    translated = {_first(message.id) for message in english if message.id and message.string and not message.fuzzy}
    missing = {text: place for text, place in texts().items() if text not in translated}
    assert missing == {}, "run `make messages` and translate"


def test_every_translation_fills_in_the_same_names(english):
    pairs = [
        (_first(message.id), string)
        for message in english
        for string in ([message.string] if isinstance(message.string, str) else message.string)
        if message.id
    ]
    wrong = [pair for pair in pairs if Counter(FORMATS.findall(pair[0])) != Counter(FORMATS.findall(pair[1]))]
    assert wrong == []


def test_no_translation_is_left_in_chinese(english):
    """What people have to type in Chinese, or find so in a file, stands in quotes."""
    chinese = [
        message.string
        for message in english
        if message.id and any("一" <= sign <= "鿿" for sign in re.sub("“[^”]*”", "", str(message.string)))
    ]
    assert chinese == []
