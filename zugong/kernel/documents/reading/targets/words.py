"""Turns lists of words into patterns, so that the vocabulary of a rule can be read as words."""

import re


def any_of(words: str) -> str:
    """Return a pattern that matches any of the words, which are set apart by blanks; the longest is tried first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True)) + ")"
