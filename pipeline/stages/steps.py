"""The steps of a run, one function each: what it reads, what it writes, and the key that tells whether it is fresh.

A step is called with plain arguments, in any process and in any order, and writes its output whole or not at all.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from pipeline.annotate import annotate
from pipeline.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Counts
from pipeline.decide import cuts
from pipeline.decide.key import COMPUTED_WITH
from pipeline.decontaminate import contamination
from pipeline.read.read_source import read_source
from pipeline.read.reading import SHARD_BYTES, SHARD_ROWS
from pipeline.similarity.bands import plan
from pipeline.similarity.edges import SCHEMA as EDGES
from pipeline.similarity.edges import find_edges
from pipeline.similarity.increment import Earlier
from pipeline.similarity.index import MANIFEST, IndexFolderError, open_index, store_index
from pipeline.similarity.prints import made_alike
from pipeline.store import workspace as ws
from pipeline.store.code import code_hash, library_version
from pipeline.store.schemas import DOCUMENTS, QUARANTINE, check
from pipeline.store.shard import Shard, cleaned_quarantine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.fetch.lock import Lock
    from pipeline.manifest import DecontaminationRecipe, DuplicateRecipe, Recipe, Source
    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace

READ_CODE: Final = (
    "pipeline/read",
    "pipeline/archives",
    "pipeline/manifest/globs",
    "pipeline/store/schemas",
    "pipeline/store/ids",
    "pipeline/count/column",
    "pipeline/count/counts",
    "pipeline/count/keys_kernel",
    "pipeline/count/lines",
    "pipeline/count/plain_kernel",
    "pipeline/count/repair",
    "filters/error_codes",
    "filters/kernels",
    "licenses/opt_out",
    "licenses/reservation",
)
CLEAN_CODE: Final = (
    "pipeline/clean",
    "pipeline/store/schemas",
    "pipeline/store/ids",
    "filters/damage",
    "filters/derive",
    "filters/kernels",
)
READ_LIBRARIES: Final = (
    "charset-normalizer",
    "ftfy",
    "llvmlite",
    "lxml",
    "markdown-it-py",
    "mwparserfromhell",
    "numba",
    "polars",
    "pyarrow",
    "pyyaml",
    "trafilatura",
    "warcio",
)
READ_TABLES: Final = ("counts", "quarantine", "members")
EDGE_FLOOR: Final = 0.7  # similarities below are not kept, unless the recipe removes documents of less


def read_key(source: Source, lock: Lock, recipe: Recipe) -> str:
    """Return the key of a source's reading: the snapshot, what of it is read and how, and the readers' code."""
    versions = [library_version(one) for one in READ_LIBRARIES]
    chosen = [source.members, source.format, source.formats, source.id]
    parts = (lock.sha256(), chosen, recipe.document_max_bytes, SHARD_BYTES, SHARD_ROWS, versions)
    return ws.key("read", *parts, code_hash(*READ_CODE))


def is_read(workspace: Workspace, source: str, key: str) -> bool:
    """Return whether a source's reading is there, whole and fresh."""
    folder = workspace.read(source)
    summary = ws.read_json(folder / "read.json")
    return bool(
        summary
        and summary["key"] == key
        and all(ws.is_fresh(folder / f"{one}.parquet", key) for one in [*summary["shards"], *READ_TABLES])
    )


def read(source: LoadedSource, workspace: Workspace, lock: Lock, recipe: Recipe) -> None:
    """Read a source into its raw shards."""
    read_source(source, workspace, lock, recipe.document_max_bytes, read_key(source.manifest, lock, recipe))


def clean_key(source: Source, workspace: Workspace, recipe: Recipe) -> str:
    """Return the key of a source's document shards: the reading, the options, the cleaning code."""
    read_with = ws.read_json(workspace.read(source.id) / "read.json")["key"]
    options = [source.profile_name(), source.clean, recipe.document_max_characters]
    versions = [library_version(one) for one in ("ftfy", "numba", "polars", "pyarrow")]
    return ws.key("clean", read_with, options, versions, code_hash(*CLEAN_CODE))


def is_cleaned(workspace: Workspace, shard: Shard, key: str) -> bool:
    """Return whether a shard's documents and those that cleaning emptied are both there and fresh."""
    return all(ws.is_fresh(one, key) for one in (shard.documents(workspace), cleaned_quarantine(workspace, shard)))


def clean_shard(source: LoadedSource, workspace: Workspace, shard: Shard, recipe: Recipe, key: str) -> None:
    """Write the immutable documents of one shard; what became empty goes to quarantine first."""
    folder = workspace.read(source.id)
    options = CleanOptions(recipe.document_max_characters, source.manifest.clean, source.manifest.profile_name())
    counts = Counts(ws.read_table(folder / "counts.parquet"))
    documents, lost = clean.clean(ws.read_table(folder / f"{shard.name}.parquet"), counts, options)
    ws.write_table(cleaned_quarantine(workspace, shard), check(lost, QUARANTINE, "clean"), key)
    ws.write_table(shard.documents(workspace), check(documents, DOCUMENTS, "clean"), key)


def annotate_shard(name: str, workspace: Workspace, shard: Shard, parameters: dict[str, Any], key: str) -> None:
    """Write what one annotator finds in one shard."""
    annotate.annotate(name, shard.documents(workspace), shard.annotation(workspace, name), parameters, key)


def cut_shard(
    workspace: Workspace,
    shard: Shard,
    collection: str,
    chosen: dict[str, cuts.Action],
    default: cuts.Action,
    decontamination: DecontaminationRecipe | None,
    key: str,
) -> None:
    """Write what the recipe cuts out of one shard's documents."""
    out = cuts.path_of(workspace, collection, shard)
    removals = contamination.removals(workspace, collection, shard, decontamination)
    cuts.cut(shard.documents(workspace), shard.annotation(workspace, "pii"), out, chosen, default, key, removals)


def edge_floor(recipe: DuplicateRecipe) -> float:
    """Return the least similarity that is stored."""
    return min(EDGE_FLOOR, recipe.threshold)


def edges_key(fingerprints: Sequence[str], recipe: DuplicateRecipe) -> str:
    """Return the key of a collection's edges: the fingerprints, what is stored, and the code that compares them."""
    return ws.key("edges", sorted(fingerprints), edge_floor(recipe), recipe.verify, _edges_code())


def _edges_code() -> str:
    return code_hash("pipeline/similarity", libraries=COMPUTED_WITH)


def _earlier(folder: Path, paths: Sequence[Path], code: str) -> Earlier | None:
    """Return the index that lies there, if it was made by the same code of fingerprints made alike."""
    report = ws.read_json(folder / "report.json") or {}
    if report.get("code") != code or not (folder / MANIFEST).is_file():
        return None
    try:
        index = open_index(folder)
    except IndexFolderError:
        return None  # damaged or interrupted: all is compared again
    alike = index.edges and index.made == made_alike(paths)
    return Earlier(index, was_capped=bool(report["hot_buckets"])) if alike else None


def edges(
    workspace: Workspace, shards: Sequence[Shard], collection: str, recipe: DuplicateRecipe, key: str
) -> dict[str, Any]:
    """Write the verified edges of a collection and return the report: compared, verified, capped; empty without shards."""
    folder = workspace.index(collection)
    paths = [shard.annotation(workspace, "fingerprint") for shard in shards]
    if not paths:
        ws.write_table(folder / "edges.parquet", EDGES.empty_table(), key)
        (folder / MANIFEST).unlink(missing_ok=True)
        return {}
    # Working files lie in a folder of the name that the next run sweeps away, should this one be killed.
    working = folder / f"{ws.TEMPORARY}edges"
    working.mkdir(parents=True, exist_ok=True)
    # Recall of 0.99 at the floor: whatever threshold a recipe may ask for is found.
    floor = edge_floor(recipe)
    shape = plan(floor)
    found = working / "edges.parquet"
    code = _edges_code()
    code = ws.key(code, floor, recipe.verify)
    before = _earlier(folder, paths, code) if recipe.verify else None
    report = find_edges(
        paths,
        found,
        floor=floor,
        threshold=floor,
        bands=shape.bands,
        rows=shape.rows,
        before=before,
        is_verified=recipe.verify,
    )
    ws.write_json(
        folder / "report.json", asdict(report) | {"code": code, "grown_from": before.index.documents if before else 0}
    )
    ws.write_table(found, ws.read_table(found), key)
    store_index({f"{one.source}/{one.name}": path for one, path in zip(shards, paths, strict=True)}, folder, found)
    shutil.rmtree(working)
    return asdict(report)
