"""Copies of erased texts: indexes and tables for later runs are made anew, releases and snapshots listed or deleted."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.describe import notices
from pipeline.fetch import erased
from pipeline.fetch.lock import read_lock
from pipeline.release import build_on
from pipeline.release_files.data_files import data_files
from pipeline.similarity.collection_alignments import PAIRS
from pipeline.similarity.index import EDGES, MANIFEST, store_index
from pipeline.store.records import Made
from pipeline.store.shard import shards_of
from pipeline.store.store import Name
from pipeline.store.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedSource
    from pipeline.store.records import Records
    from pipeline.store.store import Stored


LEFTOVERS: Final = (
    "read/{}",
    "documents/{}",
    "quarantine/{}",
    "annotations/*/{}",
    "contamination/*/{}",
    "decisions/*/cuts/{}",
    "decisions/*/passages/{}",
)
"""Folders with tables of a source that only steps write."""


def delete_leftovers(workspace: Workspace, records: Records, source: str) -> None:
    """Delete the tables of a source that no record knows, and those of shards that its reading gave once and no more.

    The first are of a run that was killed, or of an earlier program; the others wait for a run that would delete them.
    """
    store = workspace.store
    shards = {shard.name for shard in shards_of(workspace, source)}
    for folder in LEFTOVERS:
        for name in store.names(Name(), f"{folder.format(source)}/**/*.parquet"):
            shard = name.stem.removeprefix("clean-")
            is_gone = shard.replace("-", "").isdigit() and shard not in shards
            if is_gone or records.stored(name) is None:
                records.drop(name)
                store.delete(name)


def renew(workspace: Workspace, records: Records, sources: Sequence[str]) -> None:
    """Make every index anew, and the tables kept of the sources for runs on an earlier release, in every collection.

    What cannot be made anew is deleted: the next run makes it from the tables, in which nothing erased is left.
    """
    store = workspace.store
    for name in store.names(Name("index"), f"*/{EDGES}"):
        _store_index_again(workspace, records, name.parent.name)
    for name in store.names(Name("index"), f"*/{build_on.FOLDER}/steps/*.json"):
        if name.stem in sources:
            _keep_again(workspace, records, name.parent.parent.parent.name, name.stem)
    for name in store.names(Name("index"), "*/**/*.parquet"):
        if records.stored(name) is None:
            store.delete(name)


def _store_index_again(workspace: Workspace, records: Records, collection: str) -> None:
    """Make an index anew from the present state of the fingerprints that its edges were found with, or delete it."""
    store, folder = workspace.store, workspace.index(collection)
    made = records.made("edges", collection).get(collection)
    report = store.read_json(folder / "report.json") or {}
    names = [Name(name) for name in report.get("prints", ())]
    if made is None or not names or not all(store.exists(name) and records.stored(name) for name in names):
        records.retain("edges", collection, ())
        for name in (EDGES, MANIFEST, "report.json"):
            store.delete(folder / name)
        return
    inside = store.of_step({name: stored.file for name in names if (stored := records.stored(name))})
    with inside.scratch() as working:
        shutil.copyfile(store.local(folder / EDGES), working / EDGES)
        store_index(inside, folder, names, working / EDGES)
    _renoted(records, ("edges", collection, collection), made, inside.written)


def _keep_again(workspace: Workspace, records: Records, collection: str, source: str) -> None:
    """Keep a source anew for runs on an earlier release, or nothing of it: such a run then demands a full one."""
    made = records.made("keep", collection).get(source)
    if made is None:
        workspace.store.delete(workspace.index(collection) / build_on.FOLDER / "steps" / f"{source}.json")
        return
    shards = shards_of(workspace, source)
    documents = [shard.documents(workspace) for shard in shards]
    inside = workspace.store.of_step({name: stored.file for name in documents if (stored := records.stored(name))})
    of_source = build_on.made_of(records, collection, source)
    build_on.keep(Workspace(inside), collection, source, shards, of_source)
    _renoted(records, ("keep", collection, source), made, inside.written)


def _renoted(records: Records, step: tuple[str, str, str], made: Made, written: Mapping[Name, Stored]) -> None:
    """Record the objects that replace earlier ones, under the key of the step that made the earlier ones."""
    untouched = {
        name: stored
        for name, stored in made.outputs.items()
        if name not in written and (name.suffix == ".json" or name.name == PAIRS)
    }
    records.note(*step, Made(made.key, {**untouched, **written}))


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
