"""Reading the files of fingerprints, one per shard of documents, batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import fingerprint, parameters_of
from gemeingut.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

COLUMNS = ("id", "exact", "shingles", "signature")


class PrintsError(DataError, ValueError):
    """A file is no file of fingerprints, or its fingerprints were made in another way than those of the other files."""


def made(path: Path) -> dict[str, str]:
    """Return how the fingerprints of a file were made: version, scheme, seed, shingle_words, permutations.

    Raises PrintsError if the file cannot be opened, lacks a column or does not say it.
    """
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise PrintsError(f"{path}: no Parquet file of fingerprints ({error})") from error
    missing = [name for name in COLUMNS if name not in schema.names]
    if missing:
        raise PrintsError(f"{path}: columns missing {missing}; a file of fingerprints has {list(COLUMNS)}")
    metadata = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    facts = {key: value for key, value in metadata.items() if key.startswith("fingerprint.")}
    if "fingerprint.scheme" not in facts:
        raise PrintsError(f"{path}: its schema does not say how the fingerprints were made (key 'fingerprint.scheme')")
    return facts | {"fingerprint.permutations": str(schema.field("signature").type.list_size)}


def made_alike(paths: Sequence[Path]) -> dict[str, str]:
    """Return how the fingerprints of all files were made; raise PrintsError naming the first file that differs."""
    if not paths:
        raise PrintsError("no files of fingerprints were given")
    first = made(paths[0])
    for path in paths[1:]:
        if (other := made(path)) != first:
            raise PrintsError(f"{path}: fingerprints made with {other}, those of {paths[0]} with {first}")
    return first


def printed(texts: pa.Array | pa.ChunkedArray, like: Mapping[str, str]) -> pa.Table:
    """Return the fingerprints of `texts` made as `like` says; raise PrintsError if this code makes them in another way."""
    parameters = parameters_of({key.encode(): value.encode() for key, value in like.items()})
    table = fingerprint(texts, permutations=int(like["fingerprint.permutations"]), **parameters)
    ours = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    wanted = {key: value for key, value in like.items() if key != "fingerprint.permutations"}
    if ours != wanted:
        raise PrintsError(f"fingerprints were made with {wanted}; ours are made with {ours}")
    return table


def rows(path: Path) -> int:
    """Return the number of documents of a file."""
    return int(pq.read_metadata(path).num_rows)


def batches(paths: Sequence[Path], column: str, at_most: int) -> Iterator[tuple[int, pa.Array]]:
    """Yield (number of the first row, values) of one column over all files, in batches of `at_most` rows."""
    first = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=at_most, columns=[column]):
                yield first, batch.column(0)
                first += len(batch)


def exact_halves(values: pa.Array) -> npt.NDArray[np.uint64]:
    """Return the exact hashes as two numbers each, shape (n, 2)."""
    content = np.frombuffer(values.buffers()[1], np.uint8)[values.offset * 16 : (values.offset + len(values)) * 16]
    return content.view("<u8").reshape(-1, 2)


def signature_rows(values: pa.Array) -> npt.NDArray[np.uint32]:
    """Return the signatures, shape (n, permutations)."""
    numbers: npt.NDArray[Any] = values.flatten().to_numpy(zero_copy_only=False)
    return numbers.astype(np.uint32, copy=False).reshape(len(values), -1)


def shingle_runs(values: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """Return (offsets, hashes): the shingles of row i are hashes[offsets[i] : offsets[i + 1]]."""
    offsets = values.offsets.to_numpy().astype(np.int64)
    numbers: npt.NDArray[Any] = values.flatten().to_numpy(zero_copy_only=False)
    return offsets - offsets[0], numbers.astype(np.uint32, copy=False)
