"""Decontamination: the benchmark items of a collection, the overlap of each shard with them, and what a release reports.

Overlaps are measured shard by shard, before anything is cut or decided; the recipe says which overlap counts, so that
other limits cost seconds.  Without `decontamination` in the recipe none of this runs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa

from filters.contamination import OVERLAPS, Reference, overlap, refer
from filters.cutting import Removal
from filters.fingerprint import parameters_of
from pipeline.decontaminate import benchmarks
from pipeline.store.files import write_json
from pipeline.store.rows import SCHEMA, shape
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from pipeline.decontaminate.benchmarks import Chosen
    from pipeline.manifest.recipe import DecontaminationRecipe
    from pipeline.manifest.texts import Witnesses
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

    Witnessed: TypeAlias = tuple[tuple[Witnesses, ...], tuple[Shard, ...]]
    """Which documents of a source are witnesses, and its shards."""

REASON: Final = "contaminated"
_ITEMS: Final = ("ngram_item", "near_item")
_SPAN: Final = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
    ]
)
TABLE: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        *(field for field in OVERLAPS if field.name not in (*_ITEMS, "spans")),
        *(pa.field(name, pa.string()) for name in _ITEMS),
        pa.field("spans", pa.list_(_SPAN), nullable=False),
    ]
)
"""One row per document, as OVERLAPS, with the items' ids for their numbers."""
_REFERENCE: Final[list[tuple[object, pa.Table, Reference]]] = []
"""The reference used last in this process: a cache of one entry."""


def items_name(workspace: Workspace, collection: str) -> Name:
    """Return the name of the table of a collection's benchmark items."""
    return workspace.contamination(collection) / "benchmarks.parquet"


def path_of(workspace: Workspace, collection: str, shard: Shard) -> Name:
    """Return the name of the table of a shard's overlaps."""
    return workspace.contamination(collection) / shard.source / f"{shard.name}.parquet"


def gather(
    workspace: Workspace, collection: str, chosen: Sequence[Chosen], witnesses: Mapping[str, Witnessed] | None = None
) -> None:
    """Write the items of all benchmark files and the texts of all witnesses, and next to them the list of both.

    A witness is an item with the id of its document; its benchmark is the source.
    """
    witnessed = [_texts(workspace, source, *named) for source, named in sorted((witnesses or {}).items())]
    items = pa.concat_tables([benchmarks.items(chosen), *witnessed])
    counts = Counter(items.column("benchmark").to_pylist())
    listed = [benchmark.as_json() | {"items": counts[benchmark.name]} for benchmark in chosen]
    found = [source for source in sorted(witnesses or {}) if counts[source]]
    listed += [{"name": source, "witnesses": True, "items": counts[source]} for source in found]
    name = items_name(workspace, collection)
    workspace.store.write_json(name.with_suffix(".json"), listed)
    workspace.store.write_table(name, items)


def _texts(workspace: Workspace, source: str, entries: Sequence[Witnesses], shards: Sequence[Shard]) -> pa.Table:
    """Return the witnesses of a source as items."""
    tables = [benchmarks.ITEMS.empty_table()]
    for shard in shards:
        documents = workspace.store.read_table(shard.documents(workspace), ["id", "member", "text"])
        names = zip(documents.column("id").to_pylist(), documents.column("member").to_pylist(), strict=True)
        chosen = documents.filter(
            pa.array([any(entry.chooses(*name) for entry in entries) for name in names], pa.bool_())
        )
        columns = [chosen.column("id"), pa.repeat(source, len(chosen)), chosen.column("text")]
        tables.append(pa.Table.from_arrays(columns, schema=benchmarks.ITEMS))
    return pa.concat_tables(tables)


def measure(workspace: Workspace, shard: Shard, collection: str, sizes: tuple[int, int]) -> None:
    """Write what the documents of a shard share with the items; `sizes` are the tokens of a run and of the shortest item."""
    store = workspace.store
    prints = store.read_table(shard.annotation(workspace, "fingerprint"), ["shingles"])
    made = parameters_of(store.schema(shard.annotation(workspace, "fingerprint")).metadata)
    ids, reference = _reference(store.read_table(items_name(workspace, collection)), sizes, made)
    documents = store.read_table(shard.documents(workspace), ["id", "text"])
    overlapping = overlap(documents.column("text"), prints.column("shingles"), reference)
    store.write_table(path_of(workspace, collection, shard), _with_ids(documents.column("id"), overlapping, ids))


def _reference(items: pa.Table, sizes: tuple[int, int], made: Mapping[str, Any]) -> tuple[pa.Array, Reference]:
    """Return the items' ids and what texts are compared with; it is kept for the next shard, since it takes a while to make."""
    wanted = (sizes, sorted(made.items()))
    if not (_REFERENCE and _REFERENCE[0][0] == wanted and _REFERENCE[0][1].equals(items)):
        reference = refer(items.column("text"), ngram_tokens=sizes[0], shortest=sizes[1], made=dict(made))
        _REFERENCE[:] = [(wanted, items, reference)]
    return items.column("id").combine_chunks(), _REFERENCE[0][2]


def _with_ids(documents: pa.ChunkedArray, overlapping: pa.Table, ids: pa.Array) -> pa.Table:
    columns: dict[str, Any] = {name: overlapping.column(name) for name in overlapping.column_names}
    for name in _ITEMS:
        numbers = overlapping.column(name).to_pylist()
        columns[name] = pa.array([ids[number].as_py() if number >= 0 else None for number in numbers], pa.string())
    columns["spans"] = pa.array(
        [
            [span | {"item": ids[span["item"]].as_py()} for span in spans]
            for spans in overlapping.column("spans").to_pylist()
        ],
        pa.list_(_SPAN),
    )
    return pa.table({"id": documents.combine_chunks(), **columns}).select(TABLE.names).cast(TABLE)


def _is_shared(recipe: DecontaminationRecipe) -> pl.Expr:
    return (pl.col("ngrams") >= recipe.ngrams) & (pl.col("share") >= recipe.share)


def _is_near(recipe: DecontaminationRecipe) -> pl.Expr:
    if recipe.containment is None:
        return pl.lit(value=False)
    return pl.col("containment") >= pl.lit(recipe.containment, pl.Float32)


def overlaps(workspace: Workspace, collection: str, shard: Shard) -> pl.DataFrame:
    """Return the overlaps of a shard without their spans."""
    return frame_of(workspace.store.read_table(path_of(workspace, collection, shard)).drop_columns(["spans"]))


def removals(
    workspace: Workspace, collection: str, shard: Shard, recipe: DecontaminationRecipe | None
) -> dict[str, list[Removal]]:
    """Return the spans that the recipe cuts, by document: as found, not yet whole sentences."""
    if recipe is None or recipe.action != "cut":
        return {}
    overlapping = frame_of(workspace.store.read_table(path_of(workspace, collection, shard)))
    chosen = overlapping.filter(_is_shared(recipe)).select("id", "spans")
    return {
        document_id: [Removal(span["start"], span["end"], REASON) for span in spans]
        for document_id, spans in chosen.iter_rows()
    }


def objections(
    workspace: Workspace, collection: str, shard: Shard, recipe: DecontaminationRecipe | None
) -> pl.DataFrame:
    """Return a decision for every document that the recipe removes for what it shares with benchmarks.

    Where spans are cut, only a document that holds an item almost whole, with no run of tokens to cut, is removed.
    """
    if recipe is None or recipe.action == "mark":
        return pl.DataFrame(schema=SCHEMA)
    frame = overlaps(workspace, collection, shard)
    by_runs = frame.filter(_is_shared(recipe)) if recipe.action == "remove" else frame.clear()
    near = frame.filter(_is_near(recipe) & ~_is_shared(recipe))
    runs: dict[str, pl.Expr | str | float | None] = {
        "measure": "benchmark_ngrams",
        "value": pl.col("ngrams"),
        "limit": float(recipe.ngrams),
    }
    held: dict[str, pl.Expr | str | float | None] = {
        "measure": "benchmark_containment",
        "value": pl.col("containment"),
        "limit": recipe.containment,
    }
    return pl.concat(
        [
            shape(by_runs, "contamination", reason="contaminated", related=pl.col("ngram_item"), **runs),
            shape(near, "contamination", reason="contaminated", related=pl.col("near_item"), **held),
        ]
    )


def report(
    release: Path,
    workspace: Workspace,
    collection: str,
    shards: Mapping[str, Sequence[Shard]],
    recipe: DecontaminationRecipe | None,
) -> dict[str, Any]:
    """Write `contamination.parquet` and `inputs/benchmarks.json` into a release and return their part of release.json.

    The table lists every document above the limits, kept or not, without its text; witnesses are not compared with
    themselves.
    """
    if recipe is None:
        return {}
    chosen = _is_shared(recipe) | _is_near(recipe)
    frames = [overlaps(workspace, collection, shard).filter(chosen) for of in shards.values() for shard in of]
    own = frame_of(workspace.store.read_table(items_name(workspace, collection), ["id"]))["id"]
    contaminated = pl.concat(frames).sort("id") if frames else pl.DataFrame(schema={"id": pl.String})
    contaminated = contaminated.filter(~pl.col("id").is_in(own.implode()))
    listed = workspace.store.read_json(items_name(workspace, collection).with_suffix(".json"))
    write_json(release / "inputs" / "benchmarks.json", listed)
    contaminated.write_parquet(release / "contamination.parquet", compression="zstd")
    limits = recipe.model_dump(mode="json", exclude={"benchmarks"})
    return {"decontamination": limits | {"benchmarks": listed, "documents": len(contaminated)}}
