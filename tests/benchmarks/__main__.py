"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from tests.benchmarks import (
    bench_annotate,
    bench_clean,
    bench_duplicates,
    bench_edges,
    bench_filters,
    bench_fingerprint,
    bench_language,
    bench_licenses,
    bench_lookup,
    bench_release,
    bench_run,
)

for benchmark in (
    bench_filters,
    bench_clean,
    bench_annotate,
    bench_language,
    bench_fingerprint,
    bench_edges,
    bench_duplicates,
    bench_lookup,
    bench_licenses,
    bench_release,
    bench_run,
):
    print(f"== {benchmark.__name__.rsplit('.', 1)[1]}")
    benchmark.main()
