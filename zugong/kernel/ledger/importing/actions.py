"""The verbs of an import: begin, judge, say what a column means, mend a row, take in, give up, undo, hand out the bad rows."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile

from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.importing.models import Import, ImportRow


class CannotImport(Exception):
    """The import cannot go on in this way; the message says why, for people."""


def begin(ledger: Ledger, upload: UploadedFile, by: User) -> Import:
    """Keep a file and judge its rows: at once, or in a background job (`import.job`) where it is large. Raises CannotImport."""
    raise CannotImport


def judge(imported: Import) -> Import:
    """Read the kept file with the mapping as it stands and write the verdict on every row; mended texts stay mended."""
    raise CannotImport


def map_column(imported: Import, label: str, field: str | None) -> Import:
    """Say which field a written label means (None: pass the column over), remember it, and judge anew. Raises CannotImport."""
    raise CannotImport


def let_empty_clear(imported: Import, *, clears: bool) -> Import:
    """Say whether an empty cell empties what is stored (else it leaves it as it stands), and judge anew. Raises CannotImport."""
    raise CannotImport


def mend(imported: Import, number: int, texts: Mapping[str, str]) -> list[ImportRow]:
    """Put texts (by field name) in place of what stood in a row, and judge it and the rows that it repeats anew; all these rows.

    Raises CannotImport.
    """
    raise CannotImport


def take(imported: Import, by: User, *, only_good: bool) -> Import:
    """Write the good rows: at once, or in a background job. Raises CannotImport, also where there are bad rows and not `only_good`."""
    raise CannotImport


def drop(imported: Import) -> Import:
    """Give the import up and forget what stood in it. Raises CannotImport."""
    raise CannotImport


def undo(imported: Import, by: User, why: str) -> Import:
    """Void what the import created and give back what it changed, except where somebody has changed it since. Raises CannotImport."""
    raise CannotImport


def bad_rows_workbook(imported: Import) -> bytes:
    """The bad rows as an xlsx with the reasons beside them, ready to be mended and brought again."""
    raise CannotImport
