"""What GitHub takes as one asset: a file, or its parts; and the notes that say how they are put together again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipeline.portals.assets import Asset
    from pipeline.portals.target import Parcel

PART_BYTES: Final = 2 * 1024**3 - 1  # "each file must be under 2 GiB"
BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Part:
    """What becomes one asset: a file, or a stretch of one; `sha256` is that of these bytes."""

    name: str
    path: Path
    start: int
    size: int
    sha256: str

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in blocks."""
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            left = self.size
            while left and (block := stream.read(min(BLOCK, left))):
                left -= len(block)
                yield block


def parts_of(asset: Asset, part_bytes: int) -> list[Part]:
    """Return a file as one part, or as several that are numbered and joined in the order of their names."""
    if asset.size <= part_bytes:
        return [Part(asset.flat, asset.path, 0, asset.size, asset.sha256)]
    parts = []
    for number, start in enumerate(range(0, asset.size, part_bytes), 1):
        part = Part(f"{asset.flat}.part-{number:03}", asset.path, start, min(part_bytes, asset.size - start), "")
        parts.append(replace(part, sha256=_sha256(part.blocks())))
    return parts


def _sha256(blocks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def notes(parcel: Parcel, repository: str, parts: list[Part]) -> str:
    """Return the release's notes: what it is, how files get their folders back, how parts are joined, their checksums."""
    counts = parcel.facts.counts
    lines = [
        parcel.facts.description,
        "",
        f"{counts.kept:,} documents, {counts.words:,} words. `README.md` describes them, `datasheet.html` answers more.",
        "",
        "A double dash in a name stands for a folder: `data--law-free--train-….parquet` is `data/law-free/train-….parquet`.",
        "`records.zip` has the ledger, what the release was built from, and the licences. All of it at once, checked:",
        "",
        f"    gemeingut verify github:{repository}@{parcel.version}",
        "",
        "`SHA256SUMS` has the checksum of every file, joined and unpacked.",
    ]
    split = [part for part in parts if ".part-" in part.name]
    if split:
        whole = sorted({part.name.split(".part-")[0] for part in split})
        lines += ["", "GitHub takes files below 2 GiB; these are in parts. To join them:", ""]
        lines += [f"    cat {name}.part-* > {name}" for name in whole]
        lines += ["", "Checksums of the parts (SHA-256):", ""]
        lines += [f"    {part.sha256}  {part.name}" for part in split]
    return "\n".join(lines) + "\n"


def words(parcel: Parcel, repository: str, parts: list[Part]) -> dict[str, str]:
    """Return the title and the notes of a release as GitHub takes them."""
    return {"name": f"{parcel.facts.title} {parcel.version}", "body": notes(parcel, repository, parts)}


def words_changed(address: str, shown: Mapping[str, Any], published: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of a release, title or notes, that are not those that were published; line ends do not count."""
    for key, value in published.items():
        if (shown.get(key) or "").replace("\r\n", "\n").strip() != value.strip():
            yield f"{address}: {key} is not what was published"
