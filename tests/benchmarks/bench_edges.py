"""Time and memory of candidates and verified edges at four sizes, one core, with synthetic signatures.

    python -m tests.benchmarks.bench_edges [DOCUMENTS] [FOLDER]

One document in twenty is an edited copy of another one: it shares nine tenths of its shingles and signature values.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import schema
from pipeline.similarity.edges import find_edges

_SHINGLES = 60
_PART = 50_000


def write(folder: Path, documents: int) -> list[Path]:
    """Write files of fingerprints of so many documents and return their paths."""
    return [_part(folder, first, min(_PART, documents - first)) for first in range(0, documents, _PART)]


def _part(folder: Path, first: int, size: int) -> Path:
    chance = np.random.default_rng(first)
    signatures = _copied(chance, chance.integers(0, 1 << 32, (size, 112), dtype=np.uint32))
    shingles = np.sort(_copied(chance, chance.integers(0, 1 << 32, (size, _SHINGLES), dtype=np.uint32)), axis=1)
    ends = np.arange(size + 1, dtype=np.int32) * _SHINGLES
    shape = schema()
    columns = [
        pa.array([f"synthetisch/{n:09d}" for n in range(first, first + size)]),
        pa.Array.from_buffers(pa.binary(16), size, [None, pa.py_buffer(chance.bytes(16 * size))]),
        pa.ListArray.from_arrays(pa.array(ends), pa.array(shingles.reshape(-1)), type=shape.field("shingles").type),
        pa.FixedSizeListArray.from_arrays(pa.array(signatures.reshape(-1)), type=shape.field("signature").type),
    ]
    path = folder / f"prints-{first:09d}.parquet"
    whole = pa.schema([pa.field("id", pa.string(), nullable=False), *shape], metadata=shape.metadata)
    pq.write_table(pa.Table.from_arrays(columns, schema=whole), path, compression="none", use_dictionary=False)
    return path


def _copied(
    chance: np.random.Generator, rows: np.ndarray[tuple[int, int], np.dtype[np.uint32]]
) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    width = rows.shape[1]
    keep = width * 9 // 10
    rows[19::20, :keep] = rows[18::20, :keep][: len(rows[19::20])]
    chance.shuffle(rows[19::20, keep:])
    return rows


def main(documents: int = 1_000_000, folder: str | None = None) -> None:
    """Print seconds, documents per second and the peak memory of the process at four sizes up to `documents`."""
    for size in (documents // 8, documents // 4, documents // 2, documents):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            paths = write(Path(place), size)
            find_edges(paths[:1], Path(place) / "warm.parquet")
            started = time.perf_counter()
            report = find_edges(paths, Path(place) / "edges.parquet")
            seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(
            f"{size:>10} documents {seconds:8.2f} s {size / seconds:>10.0f} documents/s {report.near_edges:>8} near edges "
            f"of {report.candidates} candidates, peak {peak:.2f} GiB so far"
        )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]), *sys.argv[2:3])
