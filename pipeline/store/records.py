"""Records: which step made which objects of a workspace, with which key, and what they hold; one per stage and owner.

An owner is a source or a collection.  What a step made is fresh if its key is the one wanted and every object it wrote is
still what was recorded.  A record is written whole, every half second or so while a stage runs, and when it ends: a run
that is killed loses the last steps of its work and nothing else.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pipeline.store.store import Name, Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.store.store import Store

FOLDER: Final = Name("records")
FLUSH_SECONDS: Final = 0.5
FORMAT: Final = 1


@dataclass(frozen=True)
class Made:
    """What a step made: the key it had, and every object it wrote."""

    key: str
    outputs: Mapping[Name, Stored]


@dataclass
class Records:
    """The records of a workspace, read once and written as steps end."""

    store: Store
    damaged: dict[Name, None] = field(default_factory=dict)
    """Objects that `is_fresh` found changed since they were written, in the order in which it met them."""
    _steps: dict[tuple[str, str], dict[str, Made]] = field(default_factory=dict)
    _contents: dict[Name, Stored] = field(default_factory=dict)
    _makers: dict[Name, tuple[str, str, str]] = field(default_factory=dict)
    _dirty: set[tuple[str, str]] = field(default_factory=set)
    _flushed: float = 0.0
    _pause: float = FLUSH_SECONDS

    def __post_init__(self) -> None:
        for name in self.store.names(FOLDER, "*/*.json"):
            stage, owner = name.parent.name, name.stem
            for label, made in _readable(self.store, name).items():
                self._keep((stage, owner), label, made)

    def is_fresh(self, stage: str, owner: str, label: str, key: str, *, in_part: bool = False) -> bool:
        """Return whether a step with this key was carried out, and all it wrote is still there and undamaged.

        With `in_part`, objects of which only a part is there will do: a run that builds on a release needs no more.
        """
        made = self._steps.get((stage, owner), {}).get(label)
        if made is None or made.key != key:
            return False
        return all(
            (stored.is_whole or in_part) and self._is_intact(name, stored) for name, stored in made.outputs.items()
        )

    def _is_intact(self, name: Name, stored: Stored) -> bool:
        is_intact = self.store.is_intact(name, stored)
        if not is_intact and self.store.exists(name):
            self.damaged[name] = None
        return is_intact

    def made(self, stage: str, owner: str) -> Mapping[str, Made]:
        """Return what the steps of a stage made for an owner, by the steps' labels."""
        return self._steps.get((stage, owner), {})

    def stored(self, name: Name) -> Stored | None:
        """Return what was recorded of an object, or None for one that no step made."""
        return self._contents.get(name)

    def contents(self, names: Iterable[Name]) -> list[str]:
        """Return the content hashes of objects for keys; an object that no step made is represented by its name."""
        return [stored.content if (stored := self._contents.get(name)) else f"absent:{name}" for name in names]

    def note(self, stage: str, owner: str, label: str, made: Made) -> None:
        """Record what a step made; objects that it wrote the last time but not now are deleted."""
        before = self._steps.get((stage, owner), {}).get(label)
        for name in before.outputs if before else ():
            if name not in made.outputs:
                self._forget(name)
        self._keep((stage, owner), label, made)
        self._changed(stage, owner)

    def retain(self, stage: str, owner: str, labels: Iterable[str]) -> None:
        """Delete the objects of steps that the stage no longer has, such as those of shards that are gone."""
        kept = set(labels)
        steps = self._steps.get((stage, owner), {})
        for label in [label for label in steps if label not in kept]:
            for name in steps.pop(label).outputs:
                self._forget(name)
            self._changed(stage, owner)

    def rewritten(self, name: Name) -> None:
        """Record that an erasure changed an object's bytes, while its content hash for keys stays the same."""
        stage, owner, label = self._makers[name]
        made = self._steps[stage, owner][label]
        stored = replace(self.store.stored(name), content=made.outputs[name].content)
        self._keep((stage, owner), label, Made(made.key, {**made.outputs, name: stored}))
        self._changed(stage, owner)

    def drop(self, name: Name) -> None:
        """Forget the step that made an object, since it is damaged: it is carried out again."""
        self._contents.pop(name, None)
        if name in self._makers:
            stage, owner, label = self._makers.pop(name)
            self._steps.get((stage, owner), {}).pop(label, None)
            self._changed(stage, owner)

    def flush(self) -> None:
        """Write every record that changed."""
        begun = time.monotonic()
        for stage, owner in sorted(self._dirty):
            steps = {label: as_json(made) for label, made in self._steps.get((stage, owner), {}).items()}
            self.store.write_json(FOLDER / stage / f"{owner}.json", {"format": FORMAT, "steps": steps})
        self._dirty.clear()
        self._flushed = time.monotonic()
        # Records of many shards take a while to write: that is to stay a small part of the time.
        self._pause = max(FLUSH_SECONDS, 20 * (self._flushed - begun))

    def _keep(self, of: tuple[str, str], label: str, made: Made) -> None:
        self._steps.setdefault(of, {})[label] = made
        self._contents.update(made.outputs)
        self._makers.update(dict.fromkeys(made.outputs, (*of, label)))

    def _forget(self, name: Name) -> None:
        self._contents.pop(name, None)
        self._makers.pop(name, None)
        self.store.delete(name)

    def _changed(self, stage: str, owner: str) -> None:
        self._dirty.add((stage, owner))
        if time.monotonic() - self._flushed > self._pause:
            self.flush()


def _readable(store: Store, name: Name) -> dict[str, Made]:
    """Return the steps of a record; none if it is damaged or of another format: they are then carried out again."""
    try:
        content = store.read_json(name)
        if content["format"] != FORMAT:
            return {}
        return {label: from_json(made) for label, made in content["steps"].items()}
    except (RuntimeError, LookupError, TypeError, AttributeError):
        return {}


def from_json(content: Mapping[str, Any]) -> Made:
    """Return what `as_json` wrote."""
    return Made(content["key"], {Name(name): Stored(**stored) for name, stored in content["outputs"].items()})


def as_json(made: Made) -> dict[str, Any]:
    """Return what a step made as plain data."""
    return {"key": made.key, "outputs": {str(name): asdict(stored) for name, stored in made.outputs.items()}}
