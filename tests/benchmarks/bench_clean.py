"""Cleaning, step by step, on one source's sections of law under a running foot; against ftfy on every text.

    python -m tests.benchmarks.bench_clean

Processor time counts, of all threads.
"""

from __future__ import annotations

import time

import ftfy
import polars as pl
import pyarrow as pa

from pipeline.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from pipeline.store.schemas import READ
from tests.filters.real_texts import law_sections

SECTIONS = 12_000
FEW = 1_000
FOOT = "Ein Fuß, der unter jeder Seite dieser Sammlung steht und abgeschnitten wird"
RUNS = 3


def shard(texts):
    """Return the texts as a reader gives them, a foot below each tenth of them."""
    footed = [f"{text}\n\n{FOOT}" if number % 10 == 0 else text for number, text in enumerate(texts)]
    rows = [
        {
            "id": f"law/{number}",
            "text": text,
            "source": "law",
            "license_statements": [],
            "snapshot_sha256": "",
            "member": "",
        }
        for number, text in enumerate(footed)
    ]
    return pa.Table.from_pylist(rows, schema=READ)


def best(function):
    durations = []
    for _ in range(RUNS):
        start = time.process_time()
        function()
        durations.append(time.process_time() - start)
    return min(durations)


def main():
    read = shard(law_sections(SECTIONS))
    few = read.slice(0, FEW)
    megabytes = sum(len(text.encode()) for text in read.column("text").to_pylist()) / 1e6
    counts, options = merge([count(few)]), CleanOptions()
    clean.clean(few, counts, options)  # compiles

    def tell(name, function, size=megabytes):
        speed = size / best(function)
        print(f"{name}: {speed:.1f} MB/s, {1000 / speed:.1f} ms per MB")
        return speed

    tell("counting a source's lines, paragraphs and words", lambda: count(read))
    counts = merge([count(read)])
    raw = pl.Series("text", pl.from_arrow(read.column("text")))
    for name, step in clean._steps(counts, options):
        tell(f"  {name}", lambda step=step: step(raw))
    ours = tell("all steps", lambda: clean.clean(read, counts, options))
    texts = few.column("text").to_pylist()
    peer = tell("ftfy", lambda: [ftfy.fix_text(text) for text in texts], sum(len(one.encode()) for one in texts) / 1e6)
    print(f"all steps against ftfy: {ours / peer:.0f} times")


if __name__ == "__main__":
    main()
