"""Time and memory of candidates and verified edges at four sizes, of verification alone and of the walk, one core.

    python -m tests.benchmarks.bench_edges [DOCUMENTS] [FOLDER] [GIBIBYTES]
    python -m tests.benchmarks.bench_edges steps [DOCUMENTS] [FOLDER]

With synthetic signatures: one document in twenty is an edited copy of another one and shares nine tenths of its shingles and
signature values.  `DOCUMENTS` of 10000000 or 36000000 measures that size alone; its fingerprints take 730 bytes a document
in FOLDER, and working files half as much again.  GIBIBYTES is what `find_edges` is granted for pairs and shingles.  `steps` compares a workspace's
fingerprints in steps, as a run does, once with one worker and once with two, and compares the bytes of the edges.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import schema
from flows.comparing import find_in_steps
from flows.engine import Call, LocalEngine, Pool
from flows.progress import Progress
from pipeline.manifest import DuplicateRecipe
from pipeline.similarity import verification_kernel
from pipeline.similarity.edges import SCHEMA, find_edges
from pipeline.similarity.survivors import choose
from pipeline.stages.collection_steps import FindEdges
from pipeline.store.shard import Shard
from pipeline.store.store import digest_of
from pipeline.store.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.store.step import Step
    from pipeline.store.workspace import Workspace

_SHINGLES = 60
_USUAL = 2_000_000
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


def verification(pairs: int = 200_000, words: int = 300) -> float:
    """Return how many pairs of documents of so many words are verified a second, every tenth of them near-duplicates."""
    chance = np.random.default_rng(7)
    size, count = words - 4, 20_000
    shingles = np.sort(_copied(chance, chance.integers(0, 1 << 32, (count, size), dtype=np.uint32)), axis=1).reshape(-1)
    shingles.flags.writeable = False
    starts, sizes = np.arange(count) * size, np.full(count, size)
    a, b = chance.integers(0, count, (2, pairs)).astype(np.uint64)
    a[::10] = a[::10] // 20 * 20 + 18
    b[::10] = a[::10] + 1
    packed = np.minimum(a, b) << np.uint64(32) | np.maximum(a, b)
    similarity = np.empty(pairs, np.float32)
    verification_kernel.verify_into(packed[:2], shingles, starts, sizes, 0.7, similarity[:2])
    return pairs / min(
        _seconds(lambda: verification_kernel.verify_into(packed, shingles, starts, sizes, 0.7, similarity))
        for _ in range(3)
    )


def walk(documents: int = 1_000_000) -> float:
    """Return the seconds that the walk over so many documents takes, a tenth of them with an edge."""
    chance = np.random.default_rng(3)
    ids = pa.array([f"synthetisch/{n:09d}" for n in range(documents)])
    first = chance.integers(0, documents - 1, documents // 10)
    similarity = pa.array(chance.uniform(0.7, 1, len(first)).astype(np.float32))
    columns = [ids.take(pa.array(first)), ids.take(pa.array(first + 1)), similarity, pa.repeat("near", len(first))]
    edges = pa.Table.from_arrays(columns, schema=SCHEMA)
    ranked = ids.take(pa.array(chance.permutation(documents)))
    choose(ranked[:2], edges[:1], 0.8)
    return min(_seconds(lambda: choose(ranked, edges, 0.8)) for _ in range(3))


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()  # of this process: the machine may have other work
    work()
    return time.process_time() - started


def measure(documents: int, folder: str | None, memory_bytes: int) -> None:
    """Print seconds, of the clock and of the processor, and the peak memory of the process for one size."""
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        paths = write(Path(place), documents)
        find_edges(paths[:1], Path(place) / "warm.parquet", threshold=0.8)
        started, spent = time.perf_counter(), time.process_time()
        report = find_edges(paths, Path(place) / "edges.parquet", memory_bytes=memory_bytes, threshold=0.8)
        seconds, spent = time.perf_counter() - started, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{documents:>10} documents {seconds:8.2f} s, {spent:8.2f} s of the processor, {spent / documents * 1e6:6.2f} µs each; "
        f"{report.near_edges:>8} near edges of {report.candidates} candidates, peak {peak:.2f} GiB so far",
        flush=True,
    )


def measure_steps(documents: int = 1_000_000, folder: str | None = None) -> None:
    """Print the seconds of the steps with one worker and with two, and the largest process; refuse other edges."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        workspace = open_workspace(Path(place) / "workspace")
        shards = _shards(workspace, write(Path(place), documents))
        digests = set()
        for workers in (1, 2):
            workspace.store.delete_folder(workspace.index("messung"))
            progress = Progress(workers=workers)
            started = time.perf_counter()
            with Pool(workers) as pool:
                _compare(workspace, shards, LocalEngine(pool, progress))
                peaks = [
                    _peak_mib(pid) for pid in ("self", *(str(one.pid) for one in multiprocessing.active_children()))
                ]
            seconds = time.perf_counter() - started
            digests.add(digest_of(workspace.store.local(workspace.index("messung") / "edges.parquet")))
            print(f"{documents:>10} documents, {workers} workers: {seconds:.1f} s; peaks {peaks} MiB", flush=True)
        print("the same edges" if len(digests) == 1 else "OTHER EDGES")


def _shards(workspace: Workspace, paths: list[Path]) -> tuple[Shard, ...]:
    shards = tuple(Shard("synthetisch", f"{number:05d}") for number in range(len(paths)))
    for shard, path in zip(shards, paths, strict=True):
        workspace.store.put(path, shard.annotation(workspace, "fingerprint"))
    return shards


def _compare(workspace: Workspace, shards: tuple[Shard, ...], engine: LocalEngine) -> None:
    last = FindEdges("messung", shards, DuplicateRecipe(threshold=0.8))
    hashes = {name: workspace.store.stored(name).file for name in last.inputs(workspace)}

    def results(stage: type[Step[Any]], steps: Sequence[Step[Any]]) -> list[Any]:
        given: dict[int, Any] = {}
        calls = (Call([step], workspace, [{name: hashes[name] for name in step.inputs(workspace)}]) for step in steps)
        engine.map(stage.STAGE, len(steps), calls, given.__setitem__)
        return [done.result for _, (done,) in sorted(given.items())]

    results(FindEdges, [replace(last, from_steps=find_in_steps(results, workspace, last))])


def _peak_mib(pid: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def main(documents: int = 1_000_000, folder: str | None = None, gibibytes: float = 1.0) -> None:
    """Print what is measured: at four sizes up to `documents`, or at that size alone where it is a large one."""
    if documents <= _USUAL:
        print(f"verification: {verification():,.0f} pairs of 300 words a second")
        print(f"the walk over {documents} documents: {walk(documents):.2f} s")
    sizes = [documents // 8, documents // 4, documents // 2, documents] if documents <= _USUAL else [documents]
    for size in sizes:
        measure(size, folder, int(gibibytes * 2**30))


if __name__ == "__main__":
    if sys.argv[1:2] == ["steps"]:
        measure_steps(*(int(one) for one in sys.argv[2:3]), *sys.argv[3:4])
        sys.exit()
    main(*(int(one) for one in sys.argv[1:2]), *sys.argv[2:3], *(float(one) for one in sys.argv[3:4]))
