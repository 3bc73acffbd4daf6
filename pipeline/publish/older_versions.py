"""The other published versions of a collection at a target that still hold what was taken down since, by their ledgers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.portals.published import bring_from
from pipeline.publish.publication import Finding
from pipeline.publish.taken_down import TakenDown, taken_down
from pipeline.release_files.bucketed import batches
from pipeline.release_files.data_files import ledger_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.portals.target import Parcel, Published, Target

OLDER: Final = "older_versions_hold"
"""The finding that is accepted by stating the reason: texts that were taken down stay public in another version."""


def older_versions(parcel: Parcel, target: Target) -> list[Finding]:
    """Return the finding that other versions at a target hold documents that were taken out of this one on demand."""
    taken = taken_down(parcel.folder)
    others = [other for other in target.published(parcel.name) if other.version != parcel.version] if taken else []
    lines = tuple(line for other in others for line in _held(other, taken))
    return [Finding(OLDER, lines)] if lines else []


def _held(other: Published, taken: TakenDown) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        bring_from(other.origin, other.address, Path(folder), ("ledger/",))
        kept = (
            document
            for path in ledger_files(Path(folder))
            for rows in batches(path, ["id", "fate"])
            for document in rows.filter(pl.col("fate") == "kept")["id"]
        )
        count = sum(map(taken.concerns_id, kept))
    if count:
        texts = "a text that was" if count == 1 else f"{count:,} texts that were"
        yield f"{other.version} at {other.address} still holds {texts} taken down"
