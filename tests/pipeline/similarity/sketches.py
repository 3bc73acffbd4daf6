"""Stored signatures as datasketch's own objects, so that its index and its estimates work on our files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from datasketch import LeanMinHash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def sketches(path: Path) -> Iterator[tuple[str, LeanMinHash]]:
    """Yield id and LeanMinHash of every document of a fingerprint table, in its order.

    `path` is a table of `annotations/fingerprint/` or of a release's index.  Raises ValueError for another file.
    """
    file = pq.ParquetFile(path)
    made = {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items()}
    if "fingerprint.scheme" not in made or "signature" not in file.schema_arrow.names:
        raise ValueError(f"{path}: no fingerprints there; columns are {file.schema_arrow.names}")
    scheme, seed = made["fingerprint.scheme"], int(made["fingerprint.seed"])
    for batch in file.iter_batches(columns=["id", "signature"]):
        for one, values in zip(batch.column("id").to_pylist(), batch.column("signature").to_pylist(), strict=True):
            yield one, LeanMinHash(seed=seed, hashvalues=values, scheme=scheme)
