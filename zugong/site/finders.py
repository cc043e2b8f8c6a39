"""Finds the files of npm packages that pages use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage


class ChosenFiles(BaseFinder):
    """Serves `settings.CHOSEN_FILES`: address below static/ -> file."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Name the files that are missing, which means that npm has not run."""
        missing = [str(path) for path in settings.CHOSEN_FILES.values() if not path.exists()]
        return [Error(f"missing: {', '.join(missing)}", hint="run `make setup`", id="site.E001")] if missing else []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file for an address."""
        file = settings.CHOSEN_FILES.get(path)
        found = [str(file)] if file else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Every chosen file with the storage to copy it from."""
        for address, file in settings.CHOSEN_FILES.items():
            yield address, _SingleFile(address, file)


class _SingleFile(FileSystemStorage):
    """A storage that holds one file, under its address."""

    prefix = ""

    def __init__(self, address: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self.address, self.file = address, file

    def path(self, name: str) -> str:
        """Where the file really lies."""
        return str(self.file) if name == self.address else super().path(name)
