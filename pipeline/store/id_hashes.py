"""Hashes of documents' ids, by which a source of many millions is searched for ids that stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


def hashes_of(ids: Iterable[str]) -> Hashes:
    """Return the xxHash64 (XXH3) of each id."""
    return np.array([xxhash.xxh3_64_intdigest(name.encode()) for name in ids], np.uint64)


def among(documents: pa.Table, hashes: Sequence[int]) -> pa.Array:
    """Return, per document of a table with `id`, whether the hash of its id is one of these."""
    return pa.array(np.isin(hashes_of(documents.column("id").to_pylist()), np.array(hashes, np.uint64)))


def without(documents: pa.Table, hashes: Sequence[int]) -> pa.Table:
    """Return the documents whose ids have none of these hashes."""
    return documents.filter(pc.invert(among(documents, hashes))) if hashes else documents
