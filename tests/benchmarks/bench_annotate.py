"""The full annotation of a shard, annotator by annotator, on one core; and two workers against one.

    python -m tests.benchmarks.bench_annotate

Processor time counts, not what others do on the machine; only for the two workers it is the clock, and the ratio says
something on an otherwise idle machine alone.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pyarrow as pa

from pipeline.annotate import ANNOTATORS, parameters_of
from pipeline.documents import DOCUMENTS
from pipeline.manifest import Recipe
from tests.filters.real_texts import law_sections

SECTIONS = 12_000
STATEMENT = {"statement": "CC BY 4.0", "where": "record"}
RECIPE = Recipe(name="default")


def shard(count):
    texts = law_sections(count)
    columns = {
        "id": pa.array([f"law/{number}" for number in range(len(texts))]),
        "text": pa.array(texts, pa.large_string()),
        "license_statements": pa.array([[STATEMENT]] * len(texts)),
        "damage": pa.array([0.0] * len(texts), pa.float32()),
    }
    missing = {field.name: pa.nulls(len(texts), field.type) for field in DOCUMENTS if field.name not in columns}
    return pa.table(columns | missing), sum(len(text.encode()) for text in texts) / 1e6


def annotate(name, documents):
    one = ANNOTATORS[name]
    return one.annotate(documents.select(["id", *one.columns]), parameters_of(name, RECIPE))


def work(count):
    documents, _ = shard(count)
    start = time.perf_counter()
    for name in ANNOTATORS:
        annotate(name, documents)
    return time.perf_counter() - start


def two_against_one():
    """Return how much more two processes do than one in the same time, compiling and reading left out."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(work, [10, 10]))
        alone = pool.submit(work, SECTIONS).result()
        together = max(pool.map(work, [SECTIONS, SECTIONS]))
    return 2 * alone / together


def main():
    documents, size = shard(SECTIONS)
    total = 0.0
    for name in ANNOTATORS:
        annotate(name, documents.slice(0, 10))
        durations = []
        for _ in range(3):
            start = time.process_time()
            annotate(name, documents)
            durations.append(time.process_time() - start)
        total += min(durations)
        print(f"{name}: {size / min(durations):.1f} MB/s, {min(durations) / size * 1000:.1f} ms per MB")
    print(f"all annotators one after the other: {size / total:.1f} MB/s, one core")
    print(f"two workers against one: {two_against_one():.2f}")


if __name__ == "__main__":
    main()
