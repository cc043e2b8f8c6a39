"""What the values of parameters look like: a number, a text, a list, a table of rows, numbers by key; and whether a value fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Choices = tuple[tuple[str, Words], ...]


class UnfitValue(ValueError):
    """The value is not what the parameter may be; the message is for people."""


KINDS: dict[type, Words] = {
    bool: _("是或否"),
    int: _("整数"),
    float: _("数"),
    str: _("文字"),
    list: _("列表"),
    dict: _("对照表"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A column of a parameter that is a table: how its cells are called, of which kind they are, and which choices they have.

    A `blank` cell may be left out, which is None or an empty list. A list's cells are some of the choices, or free words without any.
    No two rows have the same cell in a `unique` column.
    """

    name: str
    label: Words
    kind: type = str
    choices: Choices = ()
    blank: bool = False
    unique: bool = False

    def problem(self, cell: Any) -> str:
        """What is wrong with a cell, for people; "" if nothing is."""
        if cell in (None, "", []):
            return "" if self.blank else gettext("没有填")
        if not is_of(self.kind, cell):
            return gettext("应是%(kind)s") % {"kind": KINDS[self.kind]}
        said = cell if isinstance(cell, list) else [cell]
        allowed = {code for code, _label in self.choices}
        if self.choices and not all(isinstance(one, str) and one in allowed for one in said):
            labels = "、".join(str(label) for _code, label in self.choices)
            return gettext("须是下列之一：%(allowed)s") % {"allowed": labels}
        return ""

    def words(self, cell: Any) -> str:
        """A cell as people read it."""
        labels = dict(self.choices)
        if isinstance(cell, list):
            return "、".join(str(labels.get(one, one)) for one in cell)
        if isinstance(cell, bool):
            return gettext("是") if cell else gettext("否")
        return "" if cell is None else str(labels.get(cell, cell))


def is_of(kind: type, value: Any) -> bool:
    """True if the value is of a kind; a whole number is a number too, and yes or no is neither."""
    wanted: Any = (int, float) if kind is float else kind
    return isinstance(value, wanted) and (kind is bool or not isinstance(value, bool))


def check_rows(label: Words, keys: Sequence[Key], rows: Sequence[Any]) -> None:
    """Raise UnfitValue unless every row has fitting cells under the keys, and no others."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise UnfitValue(_in_row(label, number, gettext("应按列填写")))
        unknown = sorted(set(row) - {key.name for key in keys})
        if unknown:
            raise UnfitValue(_in_row(label, number, gettext("没有“%(key)s”这一列") % {"key": unknown[0]}))
        for key in keys:
            problem = key.problem(row.get(key.name))
            if problem:
                raise UnfitValue(_in_row(label, number, f"“{key.label}”{problem}"))
    for key in keys:
        cells = [row.get(key.name) for row in rows]
        if key.unique and len({*cells}) < len(cells):
            raise UnfitValue(gettext("“%(label)s”的“%(key)s”各行不能相同") % {"label": label, "key": key.label})


def _in_row(label: Words, number: int, problem: str) -> str:
    names = {"label": label, "row": number, "problem": problem}
    return gettext("“%(label)s”第 %(row)s 行：%(problem)s") % names


def check_numbers(label: Words, names: Choices, like: type, table: dict[Any, Any]) -> None:
    """Raise UnfitValue unless every key is one of the names, if there are any, and stands for a value of a kind."""
    known = {code for code, _label in names}
    for key, value in table.items():
        if known and key not in known:
            allowed = "、".join(str(one) for _code, one in names)
            words = {"label": label, "key": key, "allowed": allowed}
            raise UnfitValue(gettext("“%(label)s”里没有“%(key)s”，只有：%(allowed)s") % words)
        if not is_of(like, value):
            words = {"label": label, "key": dict(names).get(key, key), "kind": KINDS[like]}
            raise UnfitValue(gettext("“%(label)s”的“%(key)s”应是%(kind)s") % words)


def rows_in_words(keys: Sequence[Key], rows: Sequence[Any]) -> str:
    """A table in words: the rows parted by ；, each with its cells; cells that are left out are not said."""
    return "；".join("，".join(_cells(keys, row)) for row in rows)


def _cells(keys: Sequence[Key], row: Any) -> Iterator[str]:
    for key in keys:
        cell = row.get(key.name) if isinstance(row, dict) else None
        if cell in (None, "", [], False):
            continue
        yield str(key.label) if cell is True else f"{key.label} {key.words(cell)}"
