"""Which parameters there are."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext

from zugong.kernel.parameters.shapes import (
    KINDS,
    Choices,
    Key,
    UnfitValue,
    Words,
    check_numbers,
    check_rows,
    is_of,
    rows_in_words,
)

__all__ = [
    "Declaration",
    "Key",
    "UnfitValue",
    "UnknownParameter",
    "Words",
    "all_declared",
    "declaration_of",
    "declare",
    "in_words",
]


MOST_PAIRS = 3


class UnknownParameter(LookupError):
    """No parameter is declared under the code."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A number that rules us: what it is called, what it is unless somebody decides otherwise, and by which clause.

    The items of a list, and the keys of a table of numbers, are among the codes `allowed`, if that names any. A list of rows has the
    columns `keys`. A number is not below `least` and not above `most`.
    """

    code: str
    label: Words
    default: Any
    unit: Words
    source: Words
    allowed: Choices = ()
    keys: tuple[Key, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def area(self) -> str:
        """The part of the platform that it rules: the code up to the first dot."""
        return self.code.partition(".")[0]

    @property
    def number_kind(self) -> type:
        """Of which kind the numbers of a table by key are."""
        kinds = {type(one) for one in self.default.values()}
        return kinds.pop() if len(kinds) == 1 else float

    def check(self, value: Any) -> None:
        """Raise UnfitValue if the value is not what the parameter may be."""
        wanted: Any = type(self.default)
        if not is_of(wanted, value):
            raise UnfitValue(self._wish(gettext("“%(label)s”应是%(kind)s，例如 %(default)s"), wanted))
        if wanted in (int, float):
            self._check_bounds(value)
        elif wanted is list:
            self._check_items(value)
        elif wanted is dict:
            check_numbers(self.label, self.allowed, self.number_kind if self.default else object, value)
            self._check_completeness(value)

    def _check_bounds(self, value: float) -> None:
        if self.least is not None and value < self.least:
            raise UnfitValue(gettext("“%(label)s”不能小于 %(least)s") % {"label": self.label, "least": self.least})
        if self.most is not None and value > self.most:
            raise UnfitValue(gettext("“%(label)s”不能大于 %(most)s") % {"label": self.label, "most": self.most})

    def _check_items(self, value: list[Any]) -> None:
        if self.keys:
            check_rows(self.label, self.keys, value)
        elif self.default:
            kind = type(self.default[0])
            if not all(type(item) is kind for item in value):
                raise UnfitValue(self._wish(gettext("“%(label)s”的每一项应是%(kind)s，例如 %(default)s"), kind))
        if self.allowed and not all(isinstance(item, str) and item in dict(self.allowed) for item in value):
            names = {"label": self.label, "allowed": "、".join(code for code, _label in self.allowed)}
            raise UnfitValue(gettext("“%(label)s”的每一项须是下列之一：%(allowed)s") % names)

    def _check_completeness(self, value: dict[Any, Any]) -> None:
        """Where the keys are named, whoever reads the value counts on those of the default."""
        missing = [str(label) for code, label in self.allowed if code in self.default and code not in value]
        if missing:
            names = {"label": self.label, "missing": "、".join(missing)}
            raise UnfitValue(gettext("“%(label)s”还缺：%(missing)s") % names)

    def _wish(self, sentence: str, kind: type) -> str:
        return sentence % {"label": self.label, "kind": KINDS[kind], "default": self.words(self.default)}

    def words(self, value: Any) -> str:
        """A value of the parameter as people read it, with the names of what it speaks of."""
        if self.keys and isinstance(value, list):
            return rows_in_words(self.keys, value)
        names = dict(self.allowed)
        if names and isinstance(value, dict):
            return "、".join(f"{names.get(key, key)} {in_words(one)}" for key, one in value.items())
        if names and isinstance(value, list):
            return "、".join(str(names.get(item, item)) for item in value)
        return in_words(value)

    def briefly(self, value: Any) -> str:
        """A value as a list of parameters shows it: of what is longer than a line, how much there is."""
        if self.keys:
            return gettext("%(count)s 行") % {"count": len(value)}
        if isinstance(value, dict) and len(value) > MOST_PAIRS:
            return gettext("%(count)s 项") % {"count": len(value)}
        return self.words(value)

    def parse(self, text: str) -> Any:
        """The value that somebody has typed; raises UnfitValue. The items of a list are parted by commas or 、; a table is JSON."""
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
        if kind is list and not self.keys:
            of = type(self.default[0]) if self.default else str
            return [of(part.strip()) for part in re.split("[,，、]", text) if part.strip()]
        if kind in (list, dict):
            return json.loads(text)
        return kind(text)


def in_words(value: Any) -> str:
    """A value as people write it; `Declaration.parse` reads it back."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list) and not any(isinstance(item, dict) for item in value):
        return "、".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


_declared: dict[str, Declaration] = {}


def declare(
    *,
    code: str,
    label: Words,
    default: Any,
    unit: Words,
    source: Words,
    allowed: Sequence[str] | Sequence[tuple[str, Words]] = (),
    keys: Sequence[Key] = (),
    least: float | None = None,
    most: float | None = None,
) -> Declaration:
    """Declare a parameter, in a module's `parameters.py`. `unit` is the unit of measure; `source` the clause of the default.

    `allowed` names codes, alone or with what people call them. A number whose default is not negative is not negative either, unless
    `least` says so. A default that would be refused as a value stops the start.
    """
    if "." not in code:
        raise ValueError(f"the code of a parameter begins with the name of its module and a dot: {code!r}")
    is_number = type(default) in (int, float)
    declaration = Declaration(
        code=code,
        label=label,
        default=default,
        unit=unit,
        source=source,
        allowed=tuple((one, one) if isinstance(one, str) else (str(one[0]), one[1]) for one in allowed),
        keys=tuple(keys),
        least=0 if least is None and is_number and default >= 0 else least,
        most=most,
    )
    declaration.check(default)
    if _declared.setdefault(code, declaration) != declaration:
        raise ValueError(f"two parameters are declared as {code!r}")
    return declaration


def declaration_of(code: str) -> Declaration | None:
    """The declaration of a code, or None."""
    return _declared.get(code)


def words_of(code: str, value: Any) -> str:
    """A value of a parameter as people read it, even if no parameter is declared under the code any more."""
    declaration = declaration_of(code)
    return in_words(value) if declaration is None else declaration.words(value)


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
