"""Who is to be named in a release of many documents: time, memory and size of the lists; `python -m` this module [N]."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.describe import authors

AUTHORS = 100_000
SHARD_ROWS = 500_000


def make(folder: Path, documents: int) -> None:
    """Write shards of so many documents by AUTHORS authors, some of whom wrote far more than others."""
    (folder / "data/web-free").mkdir(parents=True)
    random = np.random.default_rng(1)
    for number, start in enumerate(range(0, documents, SHARD_ROWS)):
        drawn = pl.Series((random.pareto(0.7, min(SHARD_ROWS, documents - start)) * 10).astype("int64") % AUTHORS)
        frame = pl.DataFrame({"author": drawn}).select(
            pl.lit("forum").alias("source"),
            pl.lit("CC-BY-4.0").alias("license"),
            pl.concat_list(pl.format("Verfasser {}", "author")).alias("authors"),
        )
        frame.write_parquet(folder / f"data/web-free/train-{number:05d}.parquet")


def measure(documents: int) -> dict[str, float]:
    """Return seconds of this process, peak memory in MiB (the making of the shards included), and what was written."""
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), documents)
        started = time.process_time()
        found = authors.write(Path(name))
        seconds = time.process_time() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = (Path(name) / authors.FILE).stat().st_size / 1e6
        shown = sum(len(str(one)) for one in found)
    return {"seconds": seconds, "memory_mib": memory, "list_mb": size, "page_characters": shown}


def main(documents: int = 1_000_000) -> None:
    """Print what naming everybody costs."""
    found = measure(documents)
    print(
        f"{documents:,} documents: {found['seconds']:.1f} s, {found['memory_mib']:,.0f} MiB, "
        f"{found['list_mb']:.1f} MB in {authors.FILE}, {found['page_characters']:,.0f} characters in ATTRIBUTION.md"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
