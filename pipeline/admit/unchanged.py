"""Whether a source is still what an earlier release was built from: its manifest, and its files on this machine.

A module of its own, because keeping a source for later runs depends on it and not on the code that proves licences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.fetch.entries import EntryError, key_of, local_files
from pipeline.fetch.lock import lock_from_json, placed
from pipeline.manifest import Source
from pipeline.manifest.yaml_file import load_model
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.fetch.lock import Lock
    from pipeline.manifest.load import LoadedSource


def is_unchanged(release: Path, source: LoadedSource, mirror: Path | None) -> bool:
    """Return whether a release was built from the same manifest and files; files that are not on this machine do not count."""
    inputs, manifest = release / "inputs", source.manifest
    path = inputs / "sources" / f"{manifest.id}.yaml"
    return (
        path.is_file()
        and (release / "ledger" / f"{manifest.id}.parquet").is_file()
        and (inputs / "locks" / f"{manifest.id}.json").is_file()
        and load_model(path, Source) == manifest
        and _is_as_fetched(source, lock_of(release, source.id), mirror)
    )


def lock_of(release: Path, source: str) -> Lock:
    """Return what a source's snapshot consisted of when a release was built; raise TypeError if it was not fetched for it."""
    return lock_from_json(ws.read_json(release / "inputs" / "locks" / f"{source}.json"))


def _is_as_fetched(source: LoadedSource, lock: Lock, mirror: Path | None) -> bool:
    """Return whether the source's files on this machine have the hashes of its lock; missing files do not count."""
    for entry in source.manifest.fetch:
        known = {placed(file): file.sha256 for file in lock.files if key_of(entry) in file.entries}
        try:
            here = [file for file in local_files(entry, source, mirror) if file.path and file.path.is_file()]
        except EntryError:
            continue
        if (
            here
            and {(f"{file.folder}/{file.name}" if file.folder else file.name): _hash(file.path) for file in here}
            != known
        ):
            return False
    pages = {file.name: file.sha256 for file in lock.pages} | {name: "" for name, _ in lock.missing}
    quoted = {name: source.path.parent / name.removeprefix("file:") for name in pages if name.startswith("file:")}
    return all(_hash(path) == pages[name] for name, path in quoted.items() if path.is_file())


def _hash(path: Path | None) -> str:
    return ws.sha256_of(path) if path else ""
