"""A run from one Parquet file to its release, stage by stage, with one worker and with two; beside it datatrove on the same file.

    python -m tests.benchmarks.bench_run [--megabytes 60] [--file FILE] [--no-peer] [--workers 1 2]

Each run is a process of its own that starts from an empty workspace with compiled kernels.  ms/MB are processor seconds of
all threads per megabyte of text as read; with two workers only the clock says something, on an otherwise idle machine.
datatrove does what its documentation shows for the same end: reading, its filters, its four stages of MinHash, writing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from flows.progress import Progress
from flows.start import Options, start
from tests.benchmarks import datatrove_run
from tests.benchmarks.german_texts import write_parquet
from tests.e2e.running import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORKERS = [1, 2]
MEGABYTES = 60.0


class StageTimes(Progress):
    """Keeps the processor time of each stage beside what the clock says; `rest` is what lies between stages."""

    def __init__(self, workers: int) -> None:
        super().__init__(quiet=True, workers=workers)
        self.processor: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        """Time a stage."""
        begun = time.process_time()
        with super().stage(name, total) as advance:
            yield advance
        self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - begun


def collection(folder: Path, file: Path) -> Path:
    """Write the manifests of a collection whose only source is the Parquet file; return the collection's."""
    (folder / "texts.parquet").symlink_to(file.resolve())
    (folder / "TERMS.txt").write_text("Alle Texte stehen unter CC BY 4.0.\n", "utf-8")
    evidence = [{"kind": "file", "file": "TERMS.txt", "quote": "Alle Texte stehen unter CC BY 4.0."}]
    source = {"id": "texts", "title": "Texts", "attribution": "Texts", "domain": "web", "format": "parquet"}
    source |= {
        "license": {"id": "CC-BY-4.0", "scope": "document", "evidence": evidence},
        "fetch": [{"path": "texts.parquet"}],
    }
    (folder / "source.yaml").write_text(yaml.safe_dump(source), "utf-8")
    made = {"name": "generated", "title": "Generated", "sources": ["./source.yaml"], "version": "1.0.0"}
    (folder / "collection.yaml").write_text(yaml.safe_dump(made | {"as_of": "2026-01-01"}), "utf-8")
    return folder / "collection.yaml"


def measured(file: Path, workers: int) -> dict[str, Any]:
    """Run a collection of the file in this process and return seconds, and processor seconds by stage."""
    begun, clock = time.process_time(), time.monotonic()
    progress = StageTimes(workers)
    with tempfile.TemporaryDirectory() as name:
        started = start(str(collection(Path(name), file)), f"{name}/w", Options(workers=workers), progress)
        facts = json.loads((started.outcome.release / "release.json").read_text("utf-8"))
    whole = time.process_time() - begun
    stages = progress.processor | {"rest": whole - sum(progress.processor.values())}
    return {
        "stages": stages,
        "clock": progress.seconds,
        "processor": whole,
        "seconds": time.monotonic() - clock,
        "kept": facts["counts"]["kept"],
        "read": facts["counts"]["read"],
    }


def apart(file: Path, workers: int) -> dict[str, Any]:
    """Return what `measured` gives in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--file", str(file), "--measured", str(workers)]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def report(file: Path, runs: list[int], *, has_peer: bool) -> None:
    """Print the table of stages, and the speeds of all."""
    size = text_bytes(file) / 1e6
    outcomes = {workers: apart(file, workers) for workers in runs}
    print(f"{size:.1f} MB of text, {outcomes[runs[0]]['kept']:,} of {outcomes[runs[0]]['read']:,} documents kept")
    for workers, outcome in outcomes.items():
        print(f"{workers} workers: {outcome['seconds']:.1f} s, {size / outcome['seconds']:.2f} MB/s by the clock")
        if workers == 1:
            tell_stages(outcome, size)
        else:
            tell_clocks(outcome, outcomes.get(1))
    if has_peer and find_spec("datatrove"):
        stages = datatrove_run.run(file)
        print(f"datatrove ({datatrove_run.words_from()}): {size / sum(stages.values()):.2f} MB/s of processor time")
        for name, seconds in stages.items():
            print(f"  {name:<12} {1000 * seconds / size:8.1f} ms/MB {size / max(seconds, 1e-9):9.1f} MB/s")


def tell_stages(outcome: dict[str, Any], size: float) -> None:
    """Print processor time per stage."""
    for name, seconds in outcome["stages"].items():
        if seconds >= 0.0005 * size:
            print(f"  {name:<12} {1000 * seconds / size:8.1f} ms/MB {size / seconds:9.1f} MB/s")
    seconds = outcome["processor"]
    print(f"  {'all':<12} {1000 * seconds / size:8.1f} ms/MB {size / seconds:9.2f} MB/s of processor time")


def tell_clocks(outcome: dict[str, Any], one: dict[str, Any] | None) -> None:
    """Print seconds per stage, and how many times one worker's speed that is."""
    for name, seconds in outcome["clock"].items():
        if seconds >= 0.5:
            times = f"{one['clock'][name] / seconds:5.2f} times one worker" if one else ""
            print(f"  {name:<12} {seconds:8.1f} s {times}")
    if one:
        print(f"  {'all':<12} {outcome['seconds']:8.1f} s {one['seconds'] / outcome['seconds']:5.2f} times one worker")


def text_bytes(file: Path) -> int:
    """Return the bytes of text of a Parquet file."""
    column = pq.ParquetFile(file)
    batches = column.iter_batches(1_000, columns=["text"])
    return sum(pc.sum(pc.binary_length(batch.column("text"))).as_py() or 0 for batch in batches)


def main(arguments: list[str] | None = None) -> None:
    """Write the file unless one is given, run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=MEGABYTES)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=WORKERS)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--measured", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments or [])
    if chosen.measured:
        pa.set_cpu_count(1)
        print(json.dumps(measured(chosen.file, chosen.measured)))
        return
    with tempfile.TemporaryDirectory() as name:
        file = chosen.file or Path(name) / "texts.parquet"
        if not chosen.file:
            write_parquet(file, chosen.megabytes)
        report(file, chosen.workers, has_peer=not chosen.no_peer)


if __name__ == "__main__":
    main(sys.argv[1:])
