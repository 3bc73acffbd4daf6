"""Lookup: tells whether a text, or something near it, is in the index.

Every signature is compared with the text's own: that misses nothing that bands would, and takes a tenth of a second for a
million documents.  Where the index holds shingles the similarity is then computed from them; without them it is the
signature's estimate, whose standard error is sqrt(s (1 - s) / permutations).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters.fingerprint import fingerprint
from pipeline.similarity import kernels
from pipeline.similarity.index import IndexFolderError, open_index
from pipeline.similarity.prints import shingle_runs, signature_rows

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.index import Index

_ROWS: Final = 1 << 14
_DEVIATIONS: Final = 4.0
"""Candidates are kept down to so many standard errors below the floor: one in thirty thousand is missed."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document of the index: `exact` if the normalised texts are identical, `estimated` if no shingles were at hand."""

    id: str
    similarity: float
    exact: bool
    estimated: bool = False


def lookup(text: str, index_dir: Path, *, floor: float = 0.5, most: int = 100) -> list[Match]:
    """Return the documents of the index whose similarity to `text` is at least `floor`, best first, `most` at most.

    An exact match comes first; equals are ordered by id.  The checksums are not compared here: see `open_index`.
    Raises IndexFolderError if the folder is no index or was made with another version of the fingerprints.
    """
    return lookup_in(open_index(index_dir, is_checked=False), text, floor=floor, most=most)


def lookup_in(index: Index, text: str, *, floor: float = 0.5, most: int = 100) -> list[Match]:
    """Return what `lookup` does, in an index that has been opened."""
    sought = _sought(index, text)
    found = [match for path in index.prints for match in _matches(path, sought, floor, has_shingles=index.has_shingles)]
    return sorted(found, key=lambda match: (not match.exact, -match.similarity, match.id))[:most]


@dataclass(frozen=True, slots=True)
class _Sought:
    exact: bytes
    shingles: npt.NDArray[np.uint32]
    signature: npt.NDArray[np.uint32]


def _sought(index: Index, text: str) -> _Sought:
    said = index.made
    words, permutations = int(said["fingerprint.shingle_words"]), int(said["fingerprint.permutations"])
    own = fingerprint(pa.array([text], pa.large_string()), shingle_words=words, permutations=permutations)
    made = {key.decode(): value.decode() for key, value in own.schema.metadata.items()}
    if made != {key: value for key, value in said.items() if key != "fingerprint.permutations"}:
        raise IndexFolderError(f"{index.folder}: its fingerprints were made with {said}; ours are made with {made}")
    return _Sought(
        own.column("exact")[0].as_py(),
        np.array(own.column("shingles")[0].as_py(), np.uint32),
        np.array(own.column("signature")[0].as_py(), np.uint32),
    )


def _matches(path: Path, sought: _Sought, floor: float, *, has_shingles: bool) -> list[Match]:
    """Return the matches of one file: signatures first, and only where they agree well enough ids and shingles."""
    with pq.ParquetFile(path) as file:
        found = []
        for group in range(file.num_row_groups):
            rows = _promising(file.read_row_group(group, columns=["exact", "signature"]), sought, floor)
            if len(rows):
                names = ["id", "exact", "signature", *(["shingles"] if has_shingles else [])]
                table = file.read_row_group(group, columns=names).take(pa.array(rows))
                found += [match for match in _measured(table, sought) if match.exact or match.similarity >= floor]
        return found


def _promising(table: pa.Table, sought: _Sought, floor: float) -> npt.NDArray[np.int64]:
    size = len(sought.signature)
    least = (floor - _DEVIATIONS * math.sqrt(floor * (1.0 - floor) / size)) * size if len(sought.shingles) else size + 1
    same = np.array(table.column("exact").to_numpy() == sought.exact, bool)
    return np.flatnonzero(same | (_agreeing(table, sought) >= least))


def _agreeing(table: pa.Table, sought: _Sought) -> npt.NDArray[np.int64]:
    signatures = signature_rows(table.column("signature").combine_chunks())
    signatures.flags.writeable = False
    agreeing = np.empty(len(table), np.int64)
    kernels.agreement(signatures, sought.signature, agreeing)
    return agreeing


def _measured(table: pa.Table, sought: _Sought) -> list[Match]:
    is_exact = [value == sought.exact for value in table.column("exact").to_pylist()]
    has_shingles = "shingles" in table.column_names
    values = _true(table, sought) if has_shingles else _agreeing(table, sought) / len(sought.signature)
    ids = table.column("id").to_pylist()
    return [
        Match(one, 1.0 if exact else float(value), exact, estimated=not (exact or has_shingles))
        for one, exact, value in zip(ids, is_exact, values, strict=True)
    ]


def _true(table: pa.Table, sought: _Sought) -> npt.NDArray[Any]:
    offsets, hashes = shingle_runs(table.column("shingles").combine_chunks())
    own = len(hashes)
    both = np.concatenate([hashes, sought.shingles])
    both.flags.writeable = False
    ends = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    return np.array([kernels.jaccard(both, start, end, own, len(both)) for start, end in ends])
