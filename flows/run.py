"""A run: its order, its outcome, and how its steps are carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.engine import Call
from gemeingut.errors import GemeingutError
from pipeline.release import build_on
from pipeline.store.step import Done, R, Step, input_hashes, is_fresh, note, step_key
from pipeline.store.store import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from flows.engine import Engine
    from flows.progress import Progress
    from pipeline.admit.admit import Access
    from pipeline.admit.admitted import Admitted
    from pipeline.manifest import Recipe
    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.records import Records
    from pipeline.store.workspace import Workspace


class RunError(GemeingutError, RuntimeError):
    """A run that cannot end in a release."""


@dataclass(frozen=True)
class Run:
    """The order for a run: what to curate, where, as which version, and from which files."""

    collection: LoadedCollection
    workspace: Workspace
    frozen: Frozen
    mirror: Path | None = None
    access: Access = "network"
    on: Path | None = None
    is_strict: bool = False
    """Whether a demand for deletion that concerns nothing ends the run before its release is written."""

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
    """The outcome of a run: the release's path, the sources that failed, and whether the release was written anew."""

    release: Path
    failed: list[Admitted] = field(default_factory=list)
    is_new: bool = True


@dataclass(frozen=True)
class Work:
    """A run in progress: its order, the engine for its steps, the progress report, and the records of outputs."""

    run: Run
    engine: Engine
    progress: Progress
    records: Records

    def carry_out(self, stage: type[Step[R]], steps: Sequence[Step[R]], owners: Iterable[str] = ()) -> None:
        """Carry out the steps of a stage that are not fresh, and record their outputs.

        `owners` are those all of whose steps are given, none perhaps: what other steps made for them is deleted.  Raises
        CarryError if texts are needed that are not stored because an earlier release is built on.
        """
        keys = {place: self.key(step) for place, step in enumerate(steps)}
        todo = [place for place, step in enumerate(steps) if not self._is_fresh(step, keys[place])]
        self._tell_damage()
        if len(todo) < len(steps):
            self.progress.say(f"{stage.STAGE:<10} {len(steps) - len(todo):>6} of {len(steps)} are there already")
        for place in todo if self.run.on else ():
            build_on.demand_texts(stage.STAGE, self.run.workspace, steps[place].texts())
        labels: dict[str, list[str]] = {owner: [] for owner in owners}
        for step in steps if labels else ():
            labels[step.owner].append(step.label)
        for owner, kept in labels.items():
            self.records.retain(stage.STAGE, owner, kept)

        groups = _grouped(steps, todo)

        def ended(number: int, outcomes: list[Done[R]]) -> None:
            for place, done in zip(groups[number], outcomes, strict=True):
                note(steps[place], keys[place], done, self.records)

        try:
            self.engine.map(stage.STAGE, len(groups), self._calls(steps, groups), ended)
        finally:
            self.records.flush()

    def _tell_damage(self) -> None:
        """Name the objects that are made again because their bytes changed."""
        for name in self.records.damaged:
            damage = DamagedError(str(name), str(self.records.store.local(name)))
            self.progress.warn(f"{damage}; it is made again")
        self.records.damaged.clear()

    def results(self, stage: type[Step[R]], steps: Sequence[Step[R]]) -> list[R]:
        """Carry out steps that are not recorded and return what they gave, in their order."""
        given: dict[int, R] = {}

        def ended(place: int, outcomes: list[Done[R]]) -> None:
            (done,) = outcomes
            given[place] = done.result

        self.engine.map(stage.STAGE, len(steps), self._calls(steps, [[place] for place in range(len(steps))]), ended)
        return [given[place] for place in range(len(steps))]

    def key(self, step: Step[R]) -> str:
        """Return the key of a step's outputs."""
        return step_key(step, self.run.workspace, self.records)

    def is_fresh(self, step: Step[R]) -> bool:
        """Return whether a step's outputs are stored and as they would be made now."""
        return self._is_fresh(step, self.key(step))

    def _is_fresh(self, step: Step[R], key: str) -> bool:
        return is_fresh(step, self.run.workspace, self.records, key, in_part=self.run.on is not None)

    def _calls(self, steps: Sequence[Step[R]], groups: Iterable[Sequence[int]]) -> Iterator[Call[R]]:
        """Yield a call for each group of places of steps, made when it is asked for."""
        workspace = self.run.workspace
        for group in groups:
            own = [steps[place] for place in group]
            yield Call(own, workspace, [input_hashes(step, workspace, self.records) for step in own])


def _grouped(steps: Sequence[Step[R]], todo: Sequence[int]) -> list[list[int]]:
    """Return the places of the steps to do, those of one group together, in the order of the first of each."""
    groups: dict[str, list[int]] = {}
    for place in todo:
        groups.setdefault(steps[place].group, []).append(place)
    return list(groups.values())
