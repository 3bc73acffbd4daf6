"""Copies of erased texts: indexes and tables for later runs are made anew, releases and snapshots listed or deleted."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.describe import notices
from pipeline.fetch import erased
from pipeline.fetch.lock import read_lock
from pipeline.release import build_on
from pipeline.release_files.data_files import data_files
from pipeline.similarity.index import EDGES, MANIFEST, store_index
from pipeline.store.records import Made
from pipeline.store.shard import shards_of
from pipeline.store.step import Done
from pipeline.store.store import Name
from pipeline.store.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedSource
    from pipeline.store.records import Records
    from pipeline.store.shard import Shard


LEFTOVERS: Final = (
    "read/{}",
    "documents/{}",
    "quarantine/{}",
    "annotations/*/{}",
    "decisions/*/cuts/{}",
    "decisions/*/passages/{}",
)
"""Folders with tables of a source that only steps write."""


def delete_leftovers(workspace: Workspace, records: Records, source: str) -> None:
    """Delete the tables of a source that no record knows: of a run that was killed, or of an earlier program."""
    store = workspace.store
    for folder in LEFTOVERS:
        for name in store.names(Name(), f"{folder.format(source)}/**/*.parquet"):
            if records.stored(name) is None:
                store.delete(name)


def renew(workspace: Workspace, records: Records, shards: Sequence[Shard], sources: Sequence[str]) -> None:
    """Make every index anew, and the tables kept of the sources for runs on an earlier release, in every collection."""
    store = workspace.store
    for name in store.names(Name("index"), f"*/{EDGES}"):
        _store_index_again(workspace, records, name.parent.name)
    for name in store.names(Name("index"), f"*/{build_on.FOLDER}/steps/*.json"):
        source, collection = name.stem, name.parent.parent.parent.name
        if source in sources:
            of_source = [shard for shard in shards if shard.source == source] or shards_of(workspace, source)
            _keep_again(workspace, records, collection, source, of_source)


def _store_index_again(workspace: Workspace, records: Records, collection: str) -> None:
    """Make an index anew from the present state of the fingerprints that it was made from."""
    made = records.made("edges", collection).get(collection)
    folder = workspace.index(collection)
    if made is None or not workspace.store.exists(folder / MANIFEST):
        return
    shards = [shard for source in _sources(workspace, collection) for shard in shards_of(workspace, source)]
    names = [shard.annotation(workspace, "fingerprint") for shard in shards]
    inside = workspace.store.of_step({})
    with inside.scratch() as working:
        shutil.copyfile(inside.local(folder / EDGES), working / EDGES)
        store_index(inside, folder, names, working / EDGES)
    _renoted(records, ("edges", collection, collection), made, Done(None, inside.written))


def _sources(workspace: Workspace, collection: str) -> list[str]:
    """Return the sources of a collection that were read, as their documents are numbered."""
    steps = workspace.store.names(workspace.index(collection) / build_on.FOLDER / "steps", "*.json")
    return sorted(name.stem for name in steps)


def _keep_again(workspace: Workspace, records: Records, collection: str, source: str, shards: Sequence[Shard]) -> None:
    made = records.made("keep", collection).get(source)
    if made is None:
        return
    documents = [shard.documents(workspace) for shard in shards]
    known = {name: stored.file for name in documents if (stored := records.stored(name))}
    inside = workspace.store.of_step(known)
    build_on.keep(Workspace(inside), collection, source, shards, build_on.made_of(records, collection, source, shards))
    _renoted(records, ("keep", collection, source), made, Done(None, inside.written))


def _renoted(records: Records, step: tuple[str, str, str], made: Made, done: Done[Any]) -> None:
    """Record the objects that replace earlier ones, under the key of the step that made the earlier ones."""
    written = dict(done.written)
    untouched = {
        name: stored for name, stored in made.outputs.items() if name not in written and name.suffix == ".json"
    }
    records.note(*step, Made(made.key, untouched | written))


def releases(workspace: Workspace, ids: Collection[str]) -> list[Path]:
    """Return the releases of the workspace that hold the text of one of the documents."""
    return [
        release for release in workspace.release_folders() if any(_holds(path, ids) for path in data_files(release))
    ]


def _holds(path: Path, ids: Collection[str]) -> bool:
    return bool(pl.read_parquet(path, columns=["id"])["id"].is_in(list(ids)).any())


def delete_releases(workspace: Workspace, ids: Collection[str]) -> None:
    """Delete the releases that hold the text of one of the documents."""
    for release in releases(workspace, ids):
        shutil.rmtree(release)


def snapshots(workspace: Workspace, sources: Iterable[str]) -> list[Name]:
    """Return the files as fetched of the sources, of earlier fetches too: they may still hold the texts."""
    locks = [read_lock(workspace, source) for source in sources]
    return [name for lock in locks if lock for name in erased.held(workspace, lock)]


def delete_snapshots(workspace: Workspace, sources: Iterable[LoadedSource]) -> None:
    """Delete the files as fetched of the sources; the licence texts that releases owe are kept."""
    for source in sources:
        lock = read_lock(workspace, source.id)
        if lock:
            notices.keep(workspace, source, lock)
            erased.erase(workspace, lock)
