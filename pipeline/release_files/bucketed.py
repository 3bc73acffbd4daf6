"""Tables of documents compared in bounded memory: they are divided by the hash of the id and read bucket by bucket."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROWS: Final = 1 << 18
"""About how many rows, of all tables together, a bucket holds."""

TEXTS: Final = 1 << 12
"""How many rows are read at a time where texts are among the columns."""


@dataclass(frozen=True)
class Dealt:
    """One table: its columns, `id` among them, and its rows part by part."""

    schema: Mapping[str, pl.DataType | type[pl.DataType]]
    parts: Iterable[pl.DataFrame]


def buckets(tables: Mapping[str, Dealt], rows: int) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield, bucket by bucket, the rows of all tables whose ids fall into it; every id falls into exactly one bucket.

    `rows` is the approximate number of rows in all tables; up to ROWS, nothing is written to disk.
    """
    count = -(-rows // ROWS)
    if count <= 1:
        yield {name: _together(table, list(table.parts)) for name, table in tables.items()}
        return
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        for name, table in tables.items():
            _deal(table, count, Path(folder) / name)
        for place in range(count):
            yield {name: _together(table, _read(Path(folder) / name / str(place))) for name, table in tables.items()}


def rows_of(paths: Iterable[Path]) -> int:
    """Return how many rows Parquet files have by their footers; a damaged file counts as empty."""
    return sum(_rows(path) for path in paths)


def _rows(path: Path) -> int:
    try:
        return int(files.rows(path))
    except (OSError, pa.ArrowInvalid):
        return 0


def batches(path: Path, columns: Sequence[str], rows: int = ROWS // 4) -> Iterator[pl.DataFrame]:
    """Yield columns of a Parquet file, dictionaries decoded, `rows` rows at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=rows, columns=list(columns)):
            yield pl.DataFrame({name: pl.Series(name, _plain(batch.column(name))) for name in columns})


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _together(dealt: Dealt, parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=dealt.schema), *(part.select(pl.col(*dealt.schema)) for part in parts)])


def _deal(dealt: Dealt, count: int, folder: Path) -> None:
    folder.mkdir()
    place = pl.col("id").hash() % count
    for part in _gathered(dealt):
        for (number,), rows in part.with_columns(place.alias("#")).partition_by("#", as_dict=True).items():
            table = rows.drop("#").to_arrow()
            with (folder / str(number)).open("ab") as file, pa.ipc.new_stream(file, table.schema) as stream:
                stream.write_table(table)


def _gathered(dealt: Dealt) -> Iterator[pl.DataFrame]:
    """Yield the parts joined to about ROWS // 4 rows each, so that few small pieces are written."""
    held: list[pl.DataFrame] = []
    for part in dealt.parts:
        held.append(part.select(*dealt.schema))
        if sum(map(len, held)) >= ROWS // 4:
            yield _together(dealt, held)
            held = []
    yield _together(dealt, held)


def _read(path: Path) -> list[pl.DataFrame]:
    """Return the parts of a bucket, which are Arrow streams, one after the other."""
    parts: list[pl.DataFrame] = []
    if not path.is_file():
        return parts
    with pa.OSFile(str(path)) as file:
        while file.tell() < file.size():
            parts.append(pl.DataFrame(pa.ipc.open_stream(file).read_all()))
    return parts
