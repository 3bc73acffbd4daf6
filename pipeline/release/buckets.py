"""Which data files a release has: buckets of the id's hash, with a number of buckets per subset and held-out split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.decide.splits import TRAIN
from pipeline.release import history
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import read_facts
from pipeline.store.ids import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.manifest import Collection, Release
    from pipeline.release_files.facts import Apart
    from pipeline.store.workspace import Workspace

SAMPLE: Final = "sample"
SAMPLE_PLACE: Final = ".sample"  # no subset is named so: names begin with a letter or a number
PLACE: Final = (
    pl.when(pl.col("split") == TRAIN)
    .then(pl.col("subset"))
    .otherwise(pl.col("subset") + "/" + pl.col("split"))
    .alias("place")
)


@dataclass(frozen=True)
class Bucket:
    """One file of the release: a bucket of a place, which is a subset, or `subset/split` for held-out documents."""

    place: str
    number: int
    of: int
    has_tokens: bool = False

    @property
    def subset(self) -> str:
        """Return the subset."""
        return self.place.split("/")[0]

    @property
    def split(self) -> str:
        """Return the split."""
        return self.place.partition("/")[2] or TRAIN

    def file(self) -> str:
        """Return the path inside the release; the sample is not in `data/`, which holds each document once."""
        folder = SAMPLE if self.place == SAMPLE_PLACE else f"data/{self.subset}"
        return f"{folder}/{files.file_name(self.split, self.number, self.of)}"

    def pieces(self, folder: Path) -> Path:
        """Return the folder in which the pieces for this bucket are gathered."""
        return folder / self.subset / self.split / f"{self.number:05d}"


def plan(kept: pl.DataFrame, release: Release, pinned: Mapping[str, int]) -> dict[str, int]:
    """Return the number of buckets per place: as the collection says, as an earlier release fixed it, or by size."""
    sizes = kept.group_by(PLACE).agg(pl.col("characters").sum()).sort("place")
    return {place: _buckets(place, characters, release, pinned) for place, characters in sizes.iter_rows()}


def _buckets(place: str, characters: int, release: Release, pinned: Mapping[str, int]) -> int:
    if isinstance(release.buckets, int) and "/" not in place:
        return release.buckets
    if isinstance(release.buckets, dict) and place in release.buckets:
        return release.buckets[place]
    return pinned.get(place) or files.buckets_for(characters, release.bucket_bytes)


def all_buckets(planned: Mapping[str, int], *, has_tokens: bool) -> Iterable[Bucket]:
    """Return every file of the release, in order."""
    for place, count in sorted(planned.items()):
        for number in range(count):
            yield Bucket(place, number, count, has_tokens)


def subsets_apart(workspace: Workspace, collection: str) -> dict[str, list[Apart]]:
    """Return for each subset why it is outside the default configuration; an empty list for one that is inside."""
    decided = workspace.store.scan_table(workspace.decisions(collection) / "kept.parquet")
    return dict(decided.select("subset", "apart").unique("subset").sort("subset").collect().iter_rows())


def planned(workspace: Workspace, collection: Collection, version: str) -> dict[str, int]:
    """Return the number of files per subset and held-out split; a release of the same major version fixes the numbers it had."""
    decided = workspace.store.scan_table(workspace.decisions(collection.name) / "kept.parquet")
    kept = decided.select("subset", "split", "characters").collect()
    pinned: dict[str, int] = {}
    for release in history.earlier(workspace, collection.name, version):
        if order_of(release.name)[0] == order_of(version)[0]:
            pinned |= read_facts(release).buckets
    return plan(kept, collection.release, pinned)
