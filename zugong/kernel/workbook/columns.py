"""What a table column holds, said once for writing, templates and reading."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_UNSEEN = re.compile(r"[\s*:;/,.，。、；_\-\u200b\ufeff]+")


class Kind(StrEnum):
    """How the cells of a column are read and shown.

    A code is text made of digits that must not be lost. A per cent is the number of per cent: 76.4 for 76.4 %.
    """

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `choices` are pairs of stored code and shown label; `aliases` are other labels under which people write the column.
    Where `month_enough` is said, a date may lack its day and is then the first of its month.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    aliases: Sequence[str] = ()
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    help: str = ""
    month_enough: bool = False


@lru_cache(maxsize=4096)
def label_forms(label: str) -> tuple[str, ...]:
    """A label without what does not matter, and the same without the remarks in brackets, most exact first."""
    text = unicodedata.normalize("NFKC", label).casefold()
    forms = (_UNSEEN.sub("", re.sub(r"[()\[\]【】]", "", text)), _UNSEEN.sub("", _REMARK.sub("", text)))
    return tuple(dict.fromkeys(form for form in forms if form))


class Labels:
    """The labels and aliases of columns, to look up under which of them a written label falls."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._whole: dict[str, Column] = {}
        self._bare: dict[str, Column | None] = {}
        # Somebody has said what an alias means, so it goes before the label of another column.
        said = [(name, column) for column in columns for name in column.aliases]
        for name, column in [*said, *((column.label, column) for column in columns)]:
            whole, *bare = label_forms(name)
            self._whole.setdefault(whole, column)
            for form in bare or [whole]:
                # What two columns are called but for their remarks is the name of neither.
                self._bare[form] = column if self._bare.get(form, column) is column else None

    def named(self, written: str) -> Column | None:
        """The column whose whole name this is, remarks and all."""
        forms = label_forms(written)
        return self._whole.get(forms[0]) if forms else None

    def meant(self, written: str) -> Column | None:
        """The one column that is called so when remarks in brackets are left aside."""
        forms = label_forms(written)
        return self._bare.get(forms[-1]) if forms else None


def remark(label: str) -> str:
    """The remark in brackets of a label, such as its unit; empty where there is none."""
    found = _REMARK.search(unicodedata.normalize("NFKC", label).casefold())
    return _UNSEEN.sub("", found[0].strip("()[]【】")) if found else ""
