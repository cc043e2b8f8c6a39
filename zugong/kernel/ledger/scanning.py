"""The virus scanner of a deployment: which it is, and what it says of a file.

`settings.SCANNER` is "" for none, `clamd://host:port` or `clamd:///path/to/socket` for a running clamd, or `package.module.function` for a
function that is called with the path of the file and answers with the name of what it found, or "" for a clean file.
"""

import socket
import struct
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history import writing
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.ledger.kept_files import place_of_content
from zugong.kernel.ledger.models import Attachment

SCAN_WAITING = "ledger.scan_waiting"
SECONDS = 60
CHUNK = 1 << 16


class Unavailable(Exception):
    """The scanner did not answer, or not in words that are understood."""


def found_in(path: Path) -> str:
    """The name of the virus in a file, or "" for a clean one or where no scanner is set. Raises Unavailable."""
    scanner: str = settings.SCANNER
    if not scanner:
        return ""
    if scanner.startswith("clamd://"):
        return _ask_clamd(scanner, path)
    try:
        return str(import_string(scanner)(path) or "")
    except Exception as error:  # whatever a deployment's own scanner raises means that nobody has looked
        raise Unavailable(str(error)) from error


def _ask_clamd(address: str, path: Path) -> str:
    """Send the file over clamd's INSTREAM: lengths and pieces, then the answer `stream: OK` or `stream: NAME FOUND`."""
    try:
        with _connected(address) as connection, path.open("rb") as file:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = b"".join(iter(lambda: connection.recv(4096), b"")).decode("utf-8", "replace").strip("\0\n ")
    except OSError as error:
        raise Unavailable(str(error)) from error
    said = answer.removeprefix("stream:").strip()
    if said.endswith("FOUND"):
        return said.removesuffix("FOUND").strip()
    if said != "OK":
        raise Unavailable(answer)
    return ""


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    connection.connect(parts.path)
    return connection


@daily(SCAN_WAITING, _("查毒：补查待查的附件"))
def scan_waiting(progress: Callable[..., None]) -> dict[str, int]:
    """Scan the files that came while the scanner was away: clean ones open, the others are voided. Raises Unavailable."""
    waiting = list(Attachment.objects.filter(unscanned=True).order_by("pk"))
    voided = 0
    for number, attachment in enumerate(waiting, start=1):
        voided += _scan_again(attachment)
        progress(number, len(waiting))
    return {"scanned": len(waiting), "voided": voided}


@transaction.atomic
def _scan_again(attachment: Attachment) -> bool:
    """Open the file or void it; True if it was voided."""
    virus = found_in(place_of_content(attachment.digest))
    if virus:
        writing.void(attachment, by=None, why=str(_("查出病毒：%(virus)s") % {"virus": virus}))
        return True
    attachment.unscanned = False
    writing.save(attachment, by=None, why=str(_("查毒通过")))
    return False
