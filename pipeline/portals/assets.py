"""A release as single files for places without folders: data and descriptions looked for one by one, the rest archived.

A portal's page with a hundred ledgers and manifests serves nobody: what belongs to the record of the release (ledger,
inputs, licence texts, figures, …) goes into one archive, which is put together the same way everywhere, byte for byte.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.portals.target import Parcel, PublishError
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable

SINGLE: Final = ("data/", "sample/")
DESCRIPTIONS: Final = (
    "README.md",
    "datasheet.html",
    "ATTRIBUTION.md",
    "ai-act-summary.docx",
    "catalog.ttl",
    "croissant.json",
    "datapackage.json",
    "evidence.parquet",
    "publication.json",
    "release.json",
    "SHA256SUMS",
)
INDEX: Final = "index/"
RECORDS: Final = "records.zip"
INDEX_ARCHIVE: Final = "index.zip"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same archive on every day
READABLE: Final = 0o100644 << 16
FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its name within the release (or that of an archive), where it lies, size and SHA-256."""

    name: str
    path: Path
    size: int
    sha256: str

    @property
    def flat(self) -> str:
        """Return the name that it has where there are no folders."""
        return flat(self.name)


class Assets:
    """The assets of a release; archives lie in a temporary folder that goes with this object."""

    def __init__(self, parcel: Parcel) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="gemeingut-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        single = sorted(
            (name for name in parcel.sums if is_single(name)), key=lambda name: (not name.startswith(SINGLE), name)
        )
        self.all = [Asset(name, parcel.folder / name, parcel.size(name), parcel.sums[name]) for name in single]
        packed = [name for name in parcel.sums if not is_single(name)]
        for archive in (RECORDS, INDEX_ARCHIVE):
            names = [name for name in packed if (archive == INDEX_ARCHIVE) == name.startswith(INDEX)]
            if names:
                self.all.append(self._packed(parcel.folder, archive, names))
        _refuse_same_names(self.all)

    def _packed(self, release: Path, archive: str, names: Iterable[str]) -> Asset:
        path = self._folder / archive
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as sink:
            for name in sorted(names):
                entry = zipfile.ZipInfo(name, FIRST_DAY)
                entry.external_attr = READABLE
                entry.file_size = (release / name).stat().st_size
                with (release / name).open("rb") as stream, sink.open(entry, "w") as member:
                    shutil.copyfileobj(stream, member, 1 << 20)
        return Asset(archive, path, path.stat().st_size, files.sha256_of(path))


def flat(name: str) -> str:
    """Return a name without folders, of letters, digits, dot, dash and underscore."""
    return FORBIDDEN.sub("-", name.replace("/", "--"))


def is_single(name: str) -> bool:
    """Return whether a file of a release is sent by itself: data, sample, and the descriptions looked for most."""
    return name in DESCRIPTIONS or name.startswith(SINGLE)


def unpack(archive: Path, folder: Path) -> None:
    """Put the members of an archive where they belong in a release; refuse one that would lie outside."""
    with zipfile.ZipFile(archive) as source:
        for name in source.namelist():
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                raise PublishError(f"{archive.name} names {name!r}, which lies outside the release")
        source.extractall(folder)


def _refuse_same_names(assets: list[Asset]) -> None:
    seen: dict[str, str] = {}
    for asset in assets:
        if asset.flat in seen:
            names = f"{asset.name} and {seen[asset.flat]}"
            raise PublishError(f"{names} would have one name, {asset.flat}: rename a subset")
        seen[asset.flat] = asset.name
