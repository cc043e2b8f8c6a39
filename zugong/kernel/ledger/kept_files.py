"""Where the contents of files are kept: once per digest, written beside their place and moved there whole."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.ledger.models import Attachment, Export, Import

DAY = 24 * 60 * 60


def incoming() -> Path:
    """The folder of files on their way; what stays there is swept away within days."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def place_of_content(digest: str) -> Path:
    """The path of a content, whether or not it is there."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def keep(chunks: Iterable[bytes], judge: Callable[[Path], Any] | None = None) -> tuple[str, int, Any]:
    """Store a content after `judge(path)`, if there is one, has let it pass; its digest, its size and what the judge said.

    A process killed at any moment leaves the content whole or not there; what it was writing is swept away within days.
    """
    handle, name = tempfile.mkstemp(dir=incoming())
    path = Path(name)
    try:
        hashed, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                hashed.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        verdict = judge(path) if judge is not None else None
        digest = hashed.hexdigest()
        place = place_of_content(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        place.chmod(0o640)
    finally:
        path.unlink(missing_ok=True)
    return digest, size, verdict


@daily("ledger.sweep_files", _("清理未被引用的文件"))
def sweep_files(progress: Callable[..., None]) -> dict[str, int]:
    """Delete contents that no attachment, no kept export and no open import names, and uploads that were broken off, only after a day."""
    root = Path(settings.MEDIA_ROOT)
    # The file system's own clock is asked, for the platform's date may be fixed.
    marker = incoming() / ".now"
    marker.touch()
    old = marker.stat().st_mtime - DAY
    swept = 0
    for path in [path for path in root.rglob("*") if path.is_file() and path != marker]:
        if path.stat().st_mtime >= old:
            continue
        if incoming() in path.parents or not _is_named(path.name):
            path.unlink(missing_ok=True)
            swept += 1
    for folder in incoming().iterdir():
        if folder.is_dir() and folder.stat().st_mtime < old:
            shutil.rmtree(folder, ignore_errors=True)
    progress(1, 1)
    return {"swept": swept}


def _is_named(digest: str) -> bool:
    kept = Export.objects.filter(digest=digest, until__gte=calendar.now())
    read = Import.objects.filter(digest=digest, state__in=Import.OPEN)
    return Attachment.with_voided.filter(digest=digest).exists() or kept.exists() or read.exists()
