"""Records: which step made which objects of a workspace, with which key, and what they hold; one per stage and owner.

An owner is a source or a collection.  What a step made is fresh if its key is the one wanted and every object it wrote is
still what was recorded.  A record is written whole, at most every half second while a stage runs, and when it ends: a run
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


@dataclass(frozen=True)
class Made:
    """What a step made: the key it had, and every object it wrote."""

    key: str
    outputs: Mapping[Name, Stored]


@dataclass
class Records:
    """The records of a workspace, read once and written as steps end."""

    store: Store
    _steps: dict[tuple[str, str], dict[str, Made]] = field(default_factory=dict)
    _contents: dict[Name, Stored] = field(default_factory=dict)
    _dirty: set[tuple[str, str]] = field(default_factory=set)
    _flushed: float = 0.0

    def __post_init__(self) -> None:
        for name in self.store.names(FOLDER, "*/*.json"):
            stage, owner = name.parent.name, name.stem
            for label, content in (_readable(self.store, name) or {}).items():
                self._keep((stage, owner), label, from_json(content))

    def is_fresh(self, stage: str, owner: str, label: str, key: str, *, in_part: bool = False) -> bool:
        """Return whether a step with this key was carried out, and all it wrote is still there and undamaged.

        With `in_part`, objects of which only a part is there will do: a run that builds on a release needs no more.
        """
        made = self._steps.get((stage, owner), {}).get(label)
        return bool(
            made
            and made.key == key
            and all(
                (stored.is_whole or in_part) and self.store.is_intact(name, stored)
                for name, stored in made.outputs.items()
            )
        )

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
        steps = self._steps.get((stage, owner), {})
        for label in [label for label in steps if label not in set(labels)]:
            for name in steps.pop(label).outputs:
                self._forget(name)
            self._changed(stage, owner)

    def rewritten(self, name: Name) -> None:
        """Record that an erasure changed an object's bytes, while its content hash for keys stays the same."""
        known = self._contents[name]
        now = self.store.stored(name)
        stored = replace(now, content=known.content)
        for (stage, owner), steps in self._steps.items():
            for label, made in steps.items():
                if name in made.outputs:
                    steps[label] = Made(made.key, {**made.outputs, name: stored})
                    self._contents[name] = stored
                    self._changed(stage, owner)

    def drop(self, name: Name) -> None:
        """Forget the steps that made an object, since it is damaged: they are carried out again."""
        for (stage, owner), steps in self._steps.items():
            for label in [label for label, made in steps.items() if name in made.outputs]:
                del steps[label]
                self._changed(stage, owner)
        self._contents.pop(name, None)

    def flush(self) -> None:
        """Write every record that changed."""
        for stage, owner in sorted(self._dirty):
            content = {label: as_json(made) for label, made in self._steps[stage, owner].items()}
            self.store.write_json(FOLDER / stage / f"{owner}.json", content)
        self._dirty.clear()
        self._flushed = time.monotonic()

    def _keep(self, of: tuple[str, str], label: str, made: Made) -> None:
        self._steps.setdefault(of, {})[label] = made
        self._contents.update(made.outputs)

    def _forget(self, name: Name) -> None:
        self._contents.pop(name, None)
        self.store.delete(name)

    def _changed(self, stage: str, owner: str) -> None:
        self._dirty.add((stage, owner))
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()


def _readable(store: Store, name: Name) -> Any:
    """Return the content of a record, None if it is damaged: its steps are then carried out again."""
    try:
        return store.read_json(name)
    except RuntimeError:
        return None


def from_json(content: Mapping[str, Any]) -> Made:
    """Return what `as_json` wrote."""
    return Made(content["key"], {Name(name): Stored(**stored) for name, stored in content["outputs"].items()})


def as_json(made: Made) -> dict[str, Any]:
    """Return what a step made as plain data."""
    return {"key": made.key, "outputs": {str(name): asdict(stored) for name, stored in made.outputs.items()}}
