"""Frozen facts: Parquet files of one closing, by fact table and county, under a manifest of SM3 digests.

closed/<digest of the manifest>/<fact table>/<county's code>.parquet
closed/<digest of the manifest>/ancestors.parquet
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.keys import sm3

ANCESTORS = "ancestors"
DAY = 24 * 60 * 60
Manifest = dict[str, Any]


class Damaged(Exception):
    """A frozen file is missing, or is not what the manifest says."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a closing left behind: where it is, and what it should be."""

    digest: str
    manifest: Manifest

    @property
    def folder(self) -> Path:
        """The folder with the files."""
        return root() / self.digest

    def has(self, name: str) -> bool:
        """True if the table was frozen; what was not declared then was not."""
        return bool(self._files(name))

    def _files(self, name: str) -> list[str]:
        return [path for path in self.manifest["files"] if path.split("/")[0].removesuffix(".parquet") == name]

    def table(self, name: str) -> pa.Table:
        """A frozen table, whole. Raises Damaged."""
        files = self._files(name)
        return pa.concat_tables(pq.read_table(pa.BufferReader(self._content(path))) for path in sorted(files))

    def verify(self) -> None:
        """Raises Damaged unless every file, and the manifest itself, is what it was."""
        if digest_of(self.manifest) != self.digest:
            raise Damaged("manifest")
        for path in self.manifest["files"]:
            self._content(path)

    def _content(self, path: str) -> bytes:
        place = self.folder / path
        content = place.read_bytes() if place.exists() else b""
        if sm3(content) != self.manifest["files"][path]:
            raise Damaged(path)
        return content


def root() -> Path:
    """The folder of all closings."""
    return Path(settings.VAR) / "closed"


def digest_of(manifest: Manifest) -> str:
    """The SM3 digest of a manifest in its one written form."""
    return sm3(json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())


def freeze(tables: Mapping[str, pa.Table], ancestors: pa.Table, *, about: Manifest) -> Frozen:
    """Write tables as files, whole or not at all: a process killed meanwhile leaves a folder that no closing names."""
    root().mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=root(), prefix=".draft-"))
    try:
        _write(draft / f"{ANCESTORS}.parquet", ancestors)
        for name, table in tables.items():
            for county, rows in _by_county(table).items():
                _write(draft / name / f"{county}.parquet", rows)
        files = {str(path.relative_to(draft)): sm3(path.read_bytes()) for path in sorted(draft.rglob("*.parquet"))}
        manifest = {**about, "files": files}
        frozen = Frozen(digest_of(manifest), manifest)
        if not frozen.folder.exists():
            os.replace(draft, frozen.folder)  # noqa: PTH105 - a folder is moved, at once
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return frozen


def sweep(named: set[str]) -> int:
    """Delete the folders that no closing names, only after a day: one may be on its way. Returns how many."""
    if not root().exists():
        return 0
    # The file system's own clock is asked, for the platform's date may be fixed.
    marker = root() / ".now"
    marker.touch()
    old = marker.stat().st_mtime - DAY
    folders = [place for place in root().iterdir() if place.is_dir() and place.name not in named]
    left = [folder for folder in folders if folder.stat().st_mtime < old]
    for folder in left:
        shutil.rmtree(folder)
    return len(left)


def _write(place: Path, table: pa.Table) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())


def _by_county(table: pa.Table) -> dict[str, pa.Table]:
    """The rows by the code of the unit directly below the root under which they lie; an empty table is one file."""
    codes = dict(Unit.with_voided.values_list("pk", "code"))
    county_of = {
        unit_id: codes[int((path or f"/{unit_id}/").strip("/").split("/")[:2][-1])]
        for unit_id, path in Unit.with_voided.values_list("pk", "path")
    }
    counties = pa.array([county_of.get(unit_id, "-") for unit_id in table["unit_id"].to_pylist()], pa.string())
    found = {
        code: table.filter(pc.equal(counties, code))
        for code in sorted(code for code in pc.unique(counties).to_pylist())
    }
    return found or {"-": table}


def rows_until(table: pa.Table, days: list[str], until: date) -> pa.Table:
    """The rows with any of these days before `until`: what comes later makes no figure of a period that ends there."""
    before = None
    for day in days:
        is_before = pc.fill_null(pc.less(table[day], pa.scalar(until, pa.date32())), False)
        before = is_before if before is None else pc.or_(before, is_before)
    return table if before is None else table.filter(before)
