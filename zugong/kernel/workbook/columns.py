"""What a table column holds, said once for writing, templates and reading."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_UNSEEN = re.compile(r"[\s*:;,.，。、；_\-\u200b\ufeff]+")


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
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    aliases: Sequence[str] = ()
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    help: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The forms of its label and aliases that a header is compared with."""
        return frozenset(form for name in (self.label, *self.aliases) for form in label_forms(name))


@lru_cache(maxsize=4096)
def label_forms(label: str) -> tuple[str, ...]:
    """A label without what does not matter, and the same without the remarks in brackets, most exact first."""
    text = unicodedata.normalize("NFKC", label).casefold()
    bare = _REMARK.sub("", text)
    forms = (_UNSEEN.sub("", re.sub(r"[()\[\]【】]", "", text)), _UNSEEN.sub("", bare))
    return tuple(dict.fromkeys(form for form in forms if form))
