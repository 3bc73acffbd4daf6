"""Shards: the parts in which a source's documents are stored, and the order of all of them.

A module of its own: results depend on that order, so it must be in their keys; `workspace` is in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class Shard:
    """A shard of documents of one source."""

    source: str
    name: str

    @property
    def label(self) -> str:
        """Return source and name in one, as steps and files are called."""
        return f"{self.source}-{self.name}"

    def documents(self, workspace: Workspace) -> Name:
        """Return the name of the documents."""
        return workspace.documents(self.source) / f"{self.name}.parquet"

    def annotation(self, workspace: Workspace, annotator: str) -> Name:
        """Return the name of an annotator's table."""
        return workspace.annotation(annotator, self.source, self.name)


def in_order(shards: Mapping[str, Sequence[Shard]]) -> list[Shard]:
    """Return the shards of all sources in the order in which their documents are numbered."""
    return [shard for _, listed in sorted(shards.items()) for shard in listed]


def shards_of(workspace: Workspace, source: str) -> list[Shard]:
    """Return the shards that reading a source gave, in order."""
    return [Shard(source, name) for name in workspace.store.read_json(workspace.read(source) / "read.json")["shards"]]


def dropped_of(workspace: Workspace, source: str) -> dict[str, tuple[int, ...]]:
    """Return, by shard, the hashes of the ids of documents that do not count because an earlier one has the same id."""
    read = workspace.store.read_json(workspace.read(source) / "read.json")
    return {shard: tuple(hashes) for shard, hashes in read.get("dropped", {}).items()}


def cleaned_quarantine(workspace: Workspace, shard: Shard) -> Name:
    """Return the name of the table of documents that cleaning emptied."""
    return workspace.quarantine(shard.source) / f"clean-{shard.name}.parquet"
