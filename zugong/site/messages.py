"""Compiles the translations, so that a checkout needs no gettext tools to speak English."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_messages(folders: list[Path] | None = None) -> list[Path]:
    """Write the `.mo` file beside every `.po` file that is newer; returns those written."""
    written = []
    for folder in settings.LOCALE_PATHS if folders is None else folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as lines:
                catalog = read_po(lines)
            # Renamed at the end: a process that starts meanwhile reads the old file or the new, never half of one.
            half = target.with_suffix(f".{target.name}.half")
            with half.open("wb") as out:
                write_mo(out, catalog)
            half.replace(target)
            written.append(target)
    return written
