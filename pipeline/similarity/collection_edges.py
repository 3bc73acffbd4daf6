"""Comparison of a collection's documents with each other: edges are found, from an earlier index if there is one, and stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity.bands import edge_floor, plan
from pipeline.similarity.collection_alignments import PAIRS
from pipeline.similarity.edges import SCHEMA, find_edges
from pipeline.similarity.increment import Earlier
from pipeline.similarity.index import EDGES, MANIFEST, IndexFolderError, open_index, store_index
from pipeline.similarity.prints import made_alike
from pipeline.store.files import FileError, key
from pipeline.store.store import DamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.manifest import DuplicateRecipe
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name, Store
    from pipeline.store.workspace import Workspace


def compare_collection(
    workspace: Workspace,
    shards: Sequence[Shard],
    collection: str,
    recipe: DuplicateRecipe,
    code: str,
    aligned: Sequence[str] = (),
) -> dict[str, Any]:
    """Write the verified edges of a collection and return the report: compared, verified, capped; empty without shards.

    `code` is the hash of the code that compares: an index made by other code is not reused.  The near edges among the
    sources `aligned` are written once more, so that aligning depends on nothing else.
    """
    store, folder = workspace.store, workspace.index(collection)
    names = [shard.annotation(workspace, "fingerprint") for shard in shards]
    if not names:
        store.write_table(folder / EDGES, SCHEMA.empty_table())
        store.write_table(folder / PAIRS, SCHEMA.empty_table())
        store.delete(folder / MANIFEST)
        return {}
    paths = [store.local(name) for name in names]
    floor = edge_floor(recipe.least())
    shape = plan(floor)
    made_with = key(code, floor, recipe.verify)
    earlier = _earlier(workspace, collection, paths, made_with) if recipe.verify else None
    with store.scratch() as working:
        edges = working / EDGES
        # Recall of 0.99 at the floor: whatever threshold a recipe may ask for is found.
        report = asdict(
            find_edges(
                paths,
                edges,
                floor=floor,
                threshold=floor,
                bands=shape.bands,
                rows=shape.rows,
                before=earlier,
                is_verified=recipe.verify,
            )
        )
        store.write_table(folder / PAIRS, _among(pq.read_table(edges), aligned))
        store_index(store, folder, names, edges)
    grown_from = earlier.index.documents if earlier else 0
    store.write_json(
        folder / "report.json",
        report | {"code": made_with, "grown_from": grown_from, "prints": [str(name) for name in names]},
    )
    return report


def _among(edges: pa.Table, sources: Sequence[str]) -> pa.Table:
    """Return the near edges both ends of which are of these sources."""
    known = pa.array(sources, pa.string())
    inside = [
        pc.is_in(pc.list_element(pc.split_pattern(edges.column(end), "/", max_splits=1), 0), value_set=known)
        for end in ("a", "b")
    ]
    return edges.filter(pc.and_(pc.and_(*inside), pc.not_equal(edges.column("kind"), "exact")))


def _report(store: Store, folder: Name) -> dict[str, Any]:
    """Return how the edges were found the last time; nothing if that is damaged: all is compared again."""
    try:
        report = store.read_json(folder / "report.json")
    except (FileError, DamagedError):
        return {}
    return report if isinstance(report, dict) else {}


def _earlier(workspace: Workspace, collection: str, paths: Sequence[Path], made_with: str) -> Earlier | None:
    """Return the index of the last run, if the same code made it from fingerprints of the same kind."""
    store, folder = workspace.store, workspace.index(collection)
    report = _report(store, folder)
    if report.get("code") != made_with or not store.exists(folder / MANIFEST):
        return None
    try:
        index = open_index(store.local(folder))
    except IndexFolderError:
        return None  # damaged or interrupted: all is compared again
    alike = index.edges and index.made == made_alike(paths)
    return Earlier(index, was_capped=bool(report["hot_buckets"])) if alike else None
