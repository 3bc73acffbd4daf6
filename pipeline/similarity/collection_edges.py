"""Comparison of a collection's documents with each other: edges are found, from an earlier index if there is one, and stored."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity import comparison, grouping
from pipeline.similarity.bands import check, edge_floor, plan
from pipeline.similarity.collection_alignments import PAIRS
from pipeline.similarity.edges import SCHEMA, divided, find_edges, gather, join
from pipeline.similarity.increment import Earlier
from pipeline.similarity.index import EDGES, MANIFEST, IndexFolderError, open_index, store_index
from pipeline.similarity.partitions import PAIRS as PAIRS_OF_STEP
from pipeline.similarity.partitions import shares
from pipeline.similarity.prints import made_alike
from pipeline.store.files import TEMPORARY, FileError, key
from pipeline.store.store import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.manifest import DuplicateRecipe
    from pipeline.similarity.candidates import Hot
    from pipeline.similarity.edges import EdgeReport
    from pipeline.similarity.partitions import Plan
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name, Store
    from pipeline.store.workspace import Workspace

AT_ONCE: Final = 1 << 17
"""Up to so many documents are compared in one step: it takes seconds, and six stages take as long to begin."""


def compare_collection(
    workspace: Workspace,
    shards: Sequence[Shard],
    collection: str,
    recipe: DuplicateRecipe,
    code: str,
    aligned: Sequence[str] = (),
    from_steps: Found | None = None,
) -> dict[str, Any]:
    """Write the verified edges of a collection and return the report: compared, verified, capped; empty without shards.

    `from_steps` is what the steps of a large collection left; without it all is compared here.
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
    made_with = _made_with(code, recipe)
    with store.scratch() as scratch:
        edges = scratch / EDGES
        if from_steps:
            report, grown_from = (
                asdict(_gathered(paths, from_steps, store.local(working(workspace, collection)), edges)),
                from_steps.grown_from,
            )
        else:
            earlier = _earlier(workspace, collection, paths, made_with) if recipe.verify else None
            report, grown_from = asdict(_compared(paths, edges, recipe, earlier)), _documents(earlier)
        store.write_table(folder / PAIRS, _among(pq.read_table(edges), aligned))
        store_index(store, folder, names, edges)
    store.delete_folder(working(workspace, collection))
    more = {"code": made_with, "grown_from": grown_from, "prints": [str(name) for name in names]}
    store.write_json(folder / "report.json", report | more)
    return report


def _made_with(code: str, recipe: DuplicateRecipe) -> str:
    return key(code, edge_floor(recipe.least()), recipe.verify)


def _compared(paths: Sequence[Path], edges: Path, recipe: DuplicateRecipe, earlier: Earlier | None) -> EdgeReport:
    """Compare everything here."""
    # Recall of 0.99 at the floor: whatever threshold a recipe may ask for is found.
    floor = edge_floor(recipe.least())
    shape = plan(floor)
    return find_edges(
        paths,
        edges,
        floor=floor,
        threshold=floor,
        bands=shape.bands,
        rows=shape.rows,
        before=earlier,
        is_verified=recipe.verify,
    )


def _gathered(paths: Sequence[Path], left: Found, folder: Path, edges: Path) -> EdgeReport:
    """Write the edges that the steps left."""
    return gather(paths, left.plan, left.parts, folder, edges, left.plan.floor, left.compared, left.skipped)


def _documents(earlier: Earlier | None) -> int:
    return earlier.index.documents if earlier else 0


@dataclass(frozen=True)
class Found:
    """What the steps of a large collection found: parts of the pairs, how many were compared, what the cap skipped."""

    plan: Plan
    parts: tuple[range, ...]
    compared: int
    skipped: tuple[Hot, ...]
    grown_from: int


def planned(rows: Sequence[int], recipe: DuplicateRecipe) -> Plan | None:
    """Return how files of fingerprints of so many rows each are compared in steps, or None if they are too few for that."""
    if sum(rows) <= AT_ONCE:
        return None
    floor = edge_floor(recipe.least())
    return divided(rows, plan(floor), floor, recipe.verify)


def working(workspace: Workspace, collection: str) -> Name:
    """Return the folder of what steps leave each other; by its name the next run deletes it if this one is killed."""
    return workspace.index(collection) / f"{TEMPORARY}working"


def begin(workspace: Workspace, collection: str) -> None:
    """Delete what an interrupted comparison left."""
    workspace.store.delete_folder(working(workspace, collection))


@contextlib.contextmanager
def _phase(workspace: Workspace, collection: str) -> Iterator[tuple[Path, Path]]:
    """Yield the folder of what earlier phases wrote and one to write into, whose files become objects of the former."""
    store, folder = workspace.store, working(workspace, collection)
    with store.scratch() as out:
        yield store.local(folder), out
        for path in sorted(out.iterdir()):
            store.put(path, folder / path.name)


def _prints(workspace: Workspace, shards: Sequence[Shard]) -> list[Path]:
    return [workspace.store.local(shard.annotation(workspace, "fingerprint")) for shard in shards]


def write_keys(workspace: Workspace, collection: str, shards: Sequence[Shard], divided_as: Plan, number: int) -> None:
    """Write keys, hashes and sizes of the shards of a group."""
    with _phase(workspace, collection) as (_, out):
        grouping.write_keys(_prints(workspace, shards), divided_as, number, out)


def number_texts(workspace: Workspace, collection: str, divided_as: Plan, part: int) -> None:
    """Write the distinct texts of a partition of their hashes."""
    with _phase(workspace, collection) as (folder, out):
        grouping.number_texts(divided_as, part, folder, out)


def join_texts(
    workspace: Workspace,
    collection: str,
    shards: Sequence[Shard],
    recipe: DuplicateRecipe,
    code: str,
    divided_as: Plan,
) -> int:
    """Write the exact groups of all documents, and what an earlier index knows; return how many documents that has."""
    paths = _prints(workspace, shards)
    check(divided_as.shape, int(made_alike(paths)["fingerprint.permutations"]), divided_as.floor, divided_as.floor)
    earlier = _earlier(workspace, collection, paths, _made_with(code, recipe)) if recipe.verify else None
    with _phase(workspace, collection) as (folder, out):
        join(divided_as, folder, out, earlier)
    return _documents(earlier)


def write_pairs(workspace: Workspace, collection: str, divided_as: Plan, band: int, part: int) -> tuple[int, Hot]:
    """Write the candidate pairs of a part of a band's keys; return how many there are, and what the cap skipped."""
    with _phase(workspace, collection) as (folder, out):
        return comparison.write_pairs(divided_as, band, part, folder, out)


def write_shelf(workspace: Workspace, collection: str, shards: Sequence[Shard], divided_as: Plan, number: int) -> None:
    """Write the shingles of the documents of a group that occur in a candidate pair."""
    with _phase(workspace, collection) as (folder, out):
        comparison.write_shelf(_prints(workspace, shards), divided_as, number, folder, out)


def verify(workspace: Workspace, collection: str, divided_as: Plan, parts: range) -> int:
    """Write the similar pairs of some parts of the candidates; return how many pairs were compared."""
    with _phase(workspace, collection) as (folder, out):
        return comparison.write_near(divided_as, parts, folder, out)


def parts_of_pairs(workspace: Workspace, collection: str, pairs: int) -> list[range]:
    """Return the parts of the candidate pairs that are compared in one step each, of so many pairs in all."""
    every = comparison.pair_parts(workspace.store.local(working(workspace, collection)))
    steps = min(every, shares(pairs, PAIRS_OF_STEP))
    cuts = [every * step // steps for step in range(steps + 1)]
    return [range(start, end) for start, end in itertools.pairwise(cuts)]


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
