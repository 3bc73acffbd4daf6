"""Seconds to load the index of a release of so many documents, and to look a text up in it, one core.

python -m tests.benchmarks.bench_lookup [DOCUMENTS] [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import fingerprint
from pipeline.release import release_index
from pipeline.similarity.index import described, open_index, write_manifest
from pipeline.similarity.matches import Held, find, sought_in

if TYPE_CHECKING:
    from pipeline.similarity.index import Index

_WORDS = 300
_TRIES = 5


def write(folder: Path, documents: int, text: str) -> None:
    """Write the index of so many documents with random fingerprints, and of one with `text`, to a folder."""
    table = fingerprint(pa.array([text]))
    made = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    made["fingerprint.permutations"] = "112"
    shape = release_index.schema(made)
    for number, first in enumerate(range(0, documents, release_index.ROWS_PER_FILE)):
        size = min(release_index.ROWS_PER_FILE, documents - first)
        chance = np.random.default_rng(number)
        signatures = chance.integers(0, 1 << 32, (size, 112), dtype=np.uint32)
        exact = bytearray(chance.bytes(16 * size))
        if number == 0:
            signatures[0], exact[:16] = table["signature"][0].as_py(), table["exact"][0].as_py()
        ids = [f"synthetisch/{n:09d}" for n in range(first, first + size)]
        columns = [
            pa.array(ids),
            pa.array(ids),
            pa.repeat("synthetisch", size).dictionary_encode(),
            pa.repeat("CC0-1.0", size).dictionary_encode(),
            pa.Array.from_buffers(pa.binary(16), size, [None, pa.py_buffer(bytes(exact))]),
            pa.repeat(pa.scalar(_WORDS - 4, pa.int32()), size),
            pa.FixedSizeListArray.from_arrays(pa.array(signatures.reshape(-1)), type=shape.field("signature").type),
        ]
        pq.write_table(
            pa.Table.from_arrays(columns, schema=shape),
            folder / f"prints-{number:05d}.parquet",
            compression="zstd",
            use_dictionary=["source", "license"],
            row_group_size=release_index.ROWS_PER_GROUP,
        )
    files = [described(path, folder) for path in sorted(folder.glob("*.parquet"))]
    write_manifest(folder, made, files, has_shingles=False)


def main(documents: int = 1_000_000, folder: str | None = None) -> None:
    """Print the seconds of opening with checksums, of loading, and the best of several lookups."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    text = " ".join(f"wort{n * n % 997}" for n in range(_WORDS))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        write(Path(place), documents, text)
        times = [time.perf_counter()]
        index = open_index(Path(place))
        times.append(time.perf_counter())
        held = [Held(path) for path in index.prints]
        rows = sum(len(one.signatures) for one in held)
        times.append(time.perf_counter())
        sought = sought_in(index, [text])
        find(held[0], sought, 0.5)
        best = min(_seconds(held, index, text) for _ in range(_TRIES))
    checked, loaded = np.diff(times[:3])
    print(f"{rows} documents: checksums {checked:.2f} s, loading {loaded:.2f} s, a lookup {best:.3f} s")


def _seconds(held: list[Held], index: Index, text: str) -> float:
    started = time.perf_counter()
    sought = sought_in(index, [text])
    found = [match for one in held for match in find(one, sought, 0.5)]
    seconds = time.perf_counter() - started
    if [match.exact for match in found] != [True]:
        raise AssertionError(found)
    return seconds


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]), *sys.argv[2:3])
