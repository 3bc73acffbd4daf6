"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from tests.benchmarks import bench_edges, bench_filters, bench_fingerprint, bench_licenses

for benchmark in (bench_filters, bench_fingerprint, bench_edges, bench_licenses):
    print(f"== {benchmark.__name__.rsplit('.', 1)[1]}")
    benchmark.main()
