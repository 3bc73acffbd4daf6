"""The stages that find the edges of a large collection: over groups of shards, partitions of texts, bands, and pairs.

`FindEdges` gathers what they found and is the one that is recorded; files between them are deleted then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pipeline.similarity import collection_edges
from pipeline.store.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.manifest import DuplicateRecipe
    from pipeline.similarity.candidates import Hot
    from pipeline.similarity.partitions import Plan
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


@dataclass(frozen=True)
class _OfEdges(Step[Any]):
    """A step on the way to the edges of a collection: the `number`th part of what the plan divides."""

    CODE: ClassVar = ("pipeline.similarity.collection_edges",)
    IS_RECORDED: ClassVar = False

    collection: str
    plan: Plan
    number: int

    @property
    def owner(self) -> str:
        """The collection."""
        return self.collection

    @property
    def label(self) -> str:
        """The part."""
        return f"{self.number:05d}"

    def parameters(self) -> object:
        """Return how the collection is divided."""
        return self.plan, self.number


@dataclass(frozen=True)
class _OfGroup(_OfEdges):
    """A step on the fingerprints of a group of shards."""

    shards: tuple[Shard, ...]

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the fingerprints of the shards."""
        return [shard.annotation(workspace, "fingerprint") for shard in self.shards]


@dataclass(frozen=True)
class NoteKeys(_OfGroup):
    """Note the hashes of the texts of a group of shards, and the keys of all bands."""

    STAGE: ClassVar = "edge-keys"

    def run(self, workspace: Workspace) -> None:
        """Write hashes, keys and sizes."""
        collection_edges.write_keys(workspace, self.collection, self.shards, self.plan, self.number)


@dataclass(frozen=True)
class NumberTexts(_OfEdges):
    """Find the equal texts of a partition of their hashes."""

    STAGE: ClassVar = "edge-texts"

    def run(self, workspace: Workspace) -> None:
        """Write the distinct texts and their rows."""
        collection_edges.number_texts(workspace, self.collection, self.plan, self.number)


@dataclass(frozen=True)
class JoinTexts(_OfGroup):
    """Give every document the number of its text, and find out what an earlier index knows."""

    STAGE: ClassVar = "edge-groups"

    recipe: DuplicateRecipe

    def run(self, workspace: Workspace) -> int:
        """Write the exact groups and return how many documents the earlier index has."""
        return collection_edges.join_texts(workspace, self.collection, self.shards, self.recipe, self.code(), self.plan)


@dataclass(frozen=True)
class FindPairs(_OfEdges):
    """Find the candidate pairs of a part of a band's keys."""

    STAGE: ClassVar = "edge-pairs"

    def run(self, workspace: Workspace) -> tuple[int, Hot]:
        """Write the pairs; return how many there are, and what the cap skipped."""
        band, part = self.plan.parts_of_keys()[self.number]
        return collection_edges.write_pairs(workspace, self.collection, self.plan, band, part)


@dataclass(frozen=True)
class Shelve(_OfGroup):
    """Lay ready the shingles of those documents of a group of shards that occur in a candidate pair."""

    STAGE: ClassVar = "edge-shelves"

    def run(self, workspace: Workspace) -> None:
        """Write the shingles."""
        collection_edges.write_shelf(workspace, self.collection, self.shards, self.plan, self.number)


@dataclass(frozen=True)
class Verify(_OfEdges):
    """Compare the candidate pairs of some parts."""

    STAGE: ClassVar = "edge-verify"

    parts: range

    def run(self, workspace: Workspace) -> int:
        """Write the similar pairs and return how many were compared."""
        return collection_edges.verify(workspace, self.collection, self.plan, self.parts)
