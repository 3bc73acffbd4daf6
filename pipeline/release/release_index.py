"""`index/` of a release: the fingerprints by which its documents, and those they stand for, are recognised.

A document that was cut or masked is indexed as it was published: with a fingerprint of the whole text anyone could test
guesses at what was masked.  The order is that of sources, shards and rows; same input, same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.decide import cuts
from pipeline.release_files.bucketed import TEXTS, Dealt, batches, buckets, rows_of
from pipeline.release_files.data_files import data_files
from pipeline.similarity.index import described, open_index, write_manifest
from pipeline.similarity.prints import COLUMNS, made_alike, printed
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

FOLDER: Final = "index"
NAMED: Final = 5  # documents that are not in the index, of those in one bucket
ROWS_PER_FILE: Final = 1 << 18
ROWS_PER_GROUP: Final = 1 << 14
_WORD: Final = pa.dictionary(pa.int32(), pa.string())


def schema(made: Mapping[str, str]) -> pa.Schema:
    """Return the columns of a release's fingerprints."""
    values = pa.list_(pa.field("item", pa.uint32(), nullable=False), int(made["fingerprint.permutations"]))
    columns = [
        pa.field("id", pa.string(), nullable=False),
        pa.field(
            "kept_as", pa.string(), nullable=False
        ),  # the document of the release that replaces it: itself if kept
        pa.field("source", _WORD, nullable=False),
        pa.field("license", _WORD),
        pa.field("exact", pa.binary(16), nullable=False),
        pa.field("shingle_count", pa.int32(), nullable=False),
        pa.field("signature", values, nullable=False),
    ]
    metadata = {name: value for name, value in made.items() if name != "fingerprint.permutations"}
    return pa.schema(columns, metadata=metadata)


def write_release_index(
    release: Path, workspace: Workspace, collection: str, shards: Mapping[str, Sequence[Shard]]
) -> None:
    """Write `index/` of a release from the fingerprints of the shards; nothing if no shard was read."""
    everything = in_order(shards)
    if not everything:
        return
    made = made_alike([workspace.store.local(shard.annotation(workspace, "fingerprint")) for shard in everything])
    wanted = _wanted(workspace.store.scan_table(workspace.decisions(collection) / "kept.parquet"))
    folder = release / FOLDER
    folder.mkdir()
    tables = (_indexed(shard, workspace, collection, wanted, made) for shard in everything)
    for number, part in enumerate(_portions(tables)):
        path = folder / f"prints-{number:05d}.parquet"
        # One table, so that row groups end by number and not where shards do.
        together = pa.concat_tables([schema(made).empty_table(), *part]).combine_chunks()
        dictionaries = ["source", "license"]
        pq.write_table(together, path, compression="zstd", use_dictionary=dictionaries, row_group_size=ROWS_PER_GROUP)
    files = [described(path, folder) for path in sorted(folder.glob("*.parquet"))]
    write_manifest(folder, made, files, has_shingles=False)


def _wanted(kept: pl.LazyFrame) -> pl.DataFrame:
    """Return id, the id it is kept as, source and licence of every kept document and of those it stands for."""
    frame = kept.select("id", "source", "license", "members").collect()
    names = [pl.col(name).cast(pl.String) for name in ("id", "source", "license")]
    own = frame.select(*names, pl.col("id").alias("kept_as"))
    others = frame.select(pl.col("id").alias("kept_as"), "members").explode("members").drop_nulls("members")
    members = others.select(
        *(pl.col("members").struct.field(name) for name in ("id", "source", "license")), pl.col("kept_as")
    )
    return pl.concat([own, members])


def _indexed(
    shard: Shard, workspace: Workspace, collection: str, wanted: pl.DataFrame, made: Mapping[str, str]
) -> pa.Table:
    name = shard.annotation(workspace, "fingerprint")
    prints = workspace.store.read_table(name, list(COLUMNS))
    ids = pl.DataFrame({"id": pl.from_arrow(prints["id"])}).with_row_index("row")
    matched = ids.join(wanted, on="id", maintain_order="left")
    table = prints.take(pa.array(matched["row"].cast(pl.Int64).to_arrow()))
    for column in ("kept_as", "source", "license"):
        table = table.append_column(column, matched[column].to_arrow().cast(pa.string()))
    table = _as_published(table, cuts.final(workspace, collection, shard).select(["id", "text"]), made)
    counts = pc.list_value_length(table.column("shingles")).cast(pa.int32())
    table = table.append_column("shingle_count", counts)
    return table.select(schema(made).names).cast(schema(made))


def _as_published(table: pa.Table, cut: pa.Table, made: Mapping[str, str]) -> pa.Table:
    """Return the rows with the fingerprints of the new text where something was cut."""
    cut = cut.filter(pc.is_in(cut["id"], table["id"]))
    if not cut.num_rows:
        return table
    again = printed(cut["text"], made).replace_schema_metadata(None)
    places = pc.index_in(table["id"], cut["id"])
    rows = pc.if_else(pc.is_valid(places), pc.add(places, table.num_rows), pa.array(range(table.num_rows)))
    for name in again.column_names:
        both = pa.chunked_array([*table[name].chunks, *again[name].cast(table[name].type).chunks])
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), both.take(rows))
    return table


def _portions(tables: Iterator[pa.Table]) -> Iterator[list[pa.Table]]:
    """Yield the rows file by file, at least one: full ones of ROWS_PER_FILE rows, and what is left."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        while sum(piece.num_rows for piece in held) > ROWS_PER_FILE:
            together = pa.concat_tables(held)
            yield [together.slice(0, ROWS_PER_FILE)]
            held = [together.slice(ROWS_PER_FILE)]
    yield held


def faults(release: Path) -> Iterator[str]:
    """Yield what is wrong with a release's index: ids or texts that are not those of its data files; nothing without an index.

    Raises IndexFolderError for an index that is damaged or foreign.
    """
    if not (release / FOLDER).is_dir():
        return
    index = open_index(release / FOLDER)
    shards = data_files(release)
    indexed = (part for path in index.prints for part in batches(path, ["id", "kept_as", "exact"]))
    own = (part.filter(pl.col("id") == pl.col("kept_as")) for part in indexed)
    made = (
        part.with_columns(pl.Series("exact", printed(part["text"].to_arrow(), index.made)["exact"], pl.Binary))
        for path in shards
        for part in batches(path, ["id", "text"], TEXTS)
    )
    schema = {"id": pl.String, "exact": pl.Binary}
    foreign = 0
    first: list[str] = []
    for bucket in buckets(
        {"indexed": Dealt(schema, own), "made": Dealt(schema, made)}, rows_of([*index.prints, *shards])
    ):
        wrong = bucket["made"].join(bucket["indexed"], on=["id", "exact"], how="anti")["id"].sort()
        yield from (
            f"{document_id} is not in the index with the text that was published" for document_id in wrong.head(NAMED)
        )
        rest = bucket["indexed"].join(bucket["made"], on="id", how="anti")["id"]
        foreign += len(rest)
        first = sorted([*first, *rest.sort().head(1)])[:1]
    if foreign:
        yield f"the index holds {foreign} documents that the release does not, such as {first[0]}"
