"""A run: what was asked for, what it came to, and with what its steps are carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gemeingut.errors import GemeingutError
from pipeline.release import build_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.engine import Engine
    from flows.progress import Progress
    from pipeline.admit.admit import Access, Admitted
    from pipeline.manifest import Recipe
    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace


class RunError(GemeingutError, RuntimeError):
    """A run that cannot end in a release."""


@dataclass(frozen=True)
class Run:
    """What a run was asked to do."""

    collection: LoadedCollection
    workspace: Workspace
    frozen: Frozen
    mirror: Path | None = None
    access: Access = "network"
    on: Path | None = None

    @property
    def name(self) -> str:
        """Return the collection's name."""
        return self.collection.manifest.name

    @property
    def recipe(self) -> Recipe:
        """Return the collection's recipe."""
        return self.collection.recipe


@dataclass
class Outcome:
    """What a run came to: the release's path, the sources that failed, and whether anything was made anew."""

    release: Path
    failed: list[Admitted] = field(default_factory=list)
    is_new: bool = True


@dataclass(frozen=True)
class Work:
    """A run at work: what was asked, what carries out its steps, and who is told."""

    run: Run
    engine: Engine
    progress: Progress

    def resumed(self, stage: str, todo: int, total: int) -> None:
        """Say how many steps of a stage, of which `todo` are left, are there already."""
        if todo < total:
            self.progress.say(f"{stage:<10} {total - todo:>6} of {total} are there already")

    def demand_texts(self, stage: str, shards: Sequence[Shard]) -> None:
        """Refuse to work on documents that are there without their texts; only a run on a release puts such there."""
        if self.run.on:
            build_on.demand_texts(stage, self.run.workspace, shards)
