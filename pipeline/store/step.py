"""The type of all stages: a frozen dataclass that declares what one step reads, writes and depends on.

A class derived from `Step` is a stage, an instance is one step of it.  Its key, whether it is fresh, how it is resumed,
and how progress and engines call it follow from the class:

    STAGE       the stage's name
    CODE        the modules whose import closure is the stage's code
    owner       the source or collection whose record says what the step made
    label       the step's name within stage and owner
    group       what steps that are carried out together have in common
    inputs      the tables that it reads; their contents are in the key, and nothing else can be read
    parameters  everything else on which the result depends
    run         what is done; what it writes is recorded
"""

from __future__ import annotations

import functools
import inspect
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pipeline.store.code import code_hash
from pipeline.store.files import key
from pipeline.store.records import Made, Records
from pipeline.store.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.store.shard import Shard
    from pipeline.store.store import Held, Name, Stored

R = TypeVar("R")


class Step(ABC, Generic[R]):
    """One step of a stage; derived classes are frozen dataclasses, so that steps travel to other processes and machines."""

    STAGE: ClassVar[str]
    CODE: ClassVar[tuple[str, ...]] = ()
    IS_RECORDED: ClassVar[bool] = True
    """Whether the outputs outlive the run; a step that is not recorded is carried out each time."""

    @property
    @abstractmethod
    def owner(self) -> str:
        """The source or collection whose record says what the step made."""

    @property
    def label(self) -> str:
        """The step's name within its stage and owner."""
        return self.owner

    @property
    def name(self) -> str:
        """What progress and engines call the step."""
        return self.owner if self.label == self.owner else f"{self.owner}-{self.label}"

    @property
    def group(self) -> str:
        """The name of steps of one stage that read the same tables: those to be done are carried out together.

        Each has its own key and is recorded by itself.
        """
        return self.name

    def inputs(self, workspace: Workspace) -> Sequence[Name]:
        """Return the tables that the step reads, in an order that does not depend on anything but the step."""
        del workspace
        return ()

    def looked_up(self, workspace: Workspace) -> Sequence[Name]:
        """Return the tables of which the step needs so little that they are in no key; `still_holds` checks them."""
        del workspace
        return ()

    def parameters(self) -> object:
        """Return what the result depends on besides inputs and code; JSON, models, or values with distinct `str`."""
        return None

    def code(self) -> str:
        """Return the hash of the code that the result depends on."""
        return code_hash(*self.CODE)

    def texts(self) -> Sequence[Shard]:
        """Return the shards whose texts the step needs, which are not there after a run on an earlier release."""
        return ()

    def still_holds(self, workspace: Workspace) -> bool:
        """Return whether what the step looked up last time is unchanged as well; called only if its key is unchanged."""
        del workspace
        return True

    @abstractmethod
    def run(self, workspace: Workspace) -> R:
        """Carry out the step: read the inputs from the workspace, write whole objects into it, return what the next stage needs."""


@dataclass(frozen=True)
class Done(Generic[R]):
    """What a step returned, and what it wrote."""

    result: R
    written: Mapping[Name, Stored]


def carry_out(steps: Sequence[Step[R]], workspace: Workspace, inputs: Sequence[Mapping[Name, str]]) -> list[Done[R]]:
    """Carry out the steps of a group, in any process, each with nothing to read but its inputs (with the hashes of their bytes).

    A column that several of them read is read once.
    """
    held: Held | None = {} if len(steps) > 1 else None
    outcomes = []
    for step, declared in zip(steps, inputs, strict=True):
        store = workspace.store.of_step(declared, held)
        result = step.run(Workspace(store))
        outcomes.append(Done(result, store.written))
    return outcomes


def step_key(step: Step[R], workspace: Workspace, records: Records) -> str:
    """Return the key of what a step makes: the contents of its inputs, its parameters and its code; never the keys of others."""
    contents = records.contents(step.inputs(workspace))
    return key(step.STAGE, contents, step.parameters(), step.code(), _source_of(type(step)))


def owner_of(collection: str, source: str) -> str:
    """Return the owner of steps on a source's shards that differ by collection."""
    return f"{collection}.{source}"


@functools.cache
def _source_of(stage: type[Step[Any]]) -> str:
    """Return the source of a stage, which calls the code that `CODE` names."""
    return inspect.getsource(stage)


def is_fresh(step: Step[R], workspace: Workspace, records: Records, wanted: str, *, in_part: bool = False) -> bool:
    """Return whether what a step makes is there and made as it would be made now; whole, or `in_part` as far as it is needed."""
    return (
        step.IS_RECORDED
        and records.is_fresh(step.STAGE, step.owner, step.label, wanted, in_part=in_part)
        and step.still_holds(workspace)
    )


def input_hashes(step: Step[R], workspace: Workspace, records: Records) -> dict[Name, str]:
    """Return the hash of the bytes of every table that a step may read; what no step made is not among them."""
    names = [*step.inputs(workspace), *step.looked_up(workspace)]
    known = {name: records.stored(name) for name in names}
    return {name: stored.file for name, stored in known.items() if stored}


def note(step: Step[R], wanted: str, done: Done[R], records: Records) -> None:
    """Record what a step made."""
    if step.IS_RECORDED:
        records.note(step.STAGE, step.owner, step.label, Made(wanted, done.written))
