"""Which parameters there are."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class UnknownParameter(LookupError):
    """No parameter is declared under the code."""


class UnfitValue(ValueError):
    """The value is not of the parameter's kind; the message is for people."""


KINDS: dict[type, Words] = {
    bool: _("是或否"),
    int: _("整数"),
    float: _("数"),
    str: _("文字"),
    list: _("列表"),
    dict: _("对照表"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """A number that rules us: what it is called, what it is unless somebody decides otherwise, and by which clause.

    The items of a list are among `allowed`, if that names any.
    """

    code: str
    label: Words
    default: Any
    unit: Words
    source: Words
    allowed: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The part of the platform that it rules: the code up to the first dot."""
        return self.code.partition(".")[0]

    def check(self, value: Any) -> None:
        """Raise UnfitValue if the value is of another kind than the default."""
        wanted: Any = type(self.default)
        fits = isinstance(value, (int, float) if wanted is float else wanted)
        if not fits or (isinstance(value, bool) and wanted is not bool):
            raise UnfitValue(self._wish(gettext("“%(label)s”应是%(kind)s，例如 %(default)s"), wanted))
        if isinstance(value, list) and self.default:
            kind = type(self.default[0])
            if not all(type(item) is kind for item in value):
                raise UnfitValue(self._wish(gettext("“%(label)s”的每一项应是%(kind)s，例如 %(default)s"), kind))
        if self.allowed and not set(value) <= set(self.allowed):
            names = {"label": self.label, "allowed": "、".join(self.allowed)}
            raise UnfitValue(gettext("“%(label)s”的每一项须是下列之一：%(allowed)s") % names)

    def _wish(self, sentence: str, kind: type) -> str:
        return sentence % {"label": self.label, "kind": KINDS[kind], "default": in_words(self.default)}

    def parse(self, text: str) -> Any:
        """The value that somebody has typed; raises UnfitValue. The items of a list are parted by commas or 、."""
        text = text.strip()
        try:
            value = self._read(text)
        except ValueError:
            value = text or None
        self.check(value)
        return value

    def _read(self, text: str) -> Any:
        kind = type(self.default)
        if kind is bool:
            return {"是": True, "否": False, gettext("是"): True, gettext("否"): False}.get(text, text)
        if kind is list:
            of = type(self.default[0]) if self.default else str
            return [of(part.strip()) for part in re.split("[,，、]", text) if part.strip()]
        if kind is dict:
            return json.loads(text)
        return kind(text)


def in_words(value: Any) -> str:
    """A value as people write it; `Declaration.parse` reads it back."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


_declared: dict[str, Declaration] = {}


def declare(
    *, code: str, label: Words, default: Any, unit: Words, source: Words, allowed: Sequence[str] = ()
) -> Declaration:
    """Declare a parameter, in a module's `parameters.py`. `unit` is the unit of measure; `source` the clause of the default."""
    if "." not in code:
        raise ValueError(f"the code of a parameter begins with the name of its module and a dot: {code!r}")
    declaration = Declaration(code=code, label=label, default=default, unit=unit, source=source, allowed=tuple(allowed))
    if _declared.setdefault(code, declaration) != declaration:
        raise ValueError(f"two parameters are declared as {code!r}")
    return declaration


def declaration_of(code: str) -> Declaration | None:
    """The declaration of a code, or None."""
    return _declared.get(code)


def declared(code: str) -> Declaration:
    """The declaration of a code; raises UnknownParameter, naming what comes near."""
    try:
        return _declared[code]
    except KeyError:
        near = get_close_matches(code, _declared, n=3)
        hint = "near: " + ", ".join(near) if near else "none comes near"
        raise UnknownParameter(f"no parameter is declared as {code!r}; {hint}") from None


def all_declared() -> list[Declaration]:
    """All declarations, by code."""
    return [_declared[code] for code in sorted(_declared)]
