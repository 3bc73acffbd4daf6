"""Lookup: finds the documents of an index that equal a text, resemble it, contain it or are part of it.

Every signature is compared with the text's own: that misses nothing that bands would, and takes a tenth of a second for a
million documents.  Where the index holds shingles, similarities are then computed from them; without them they are the
signature's estimate, whose standard error is sqrt(s (1 - s) / permutations).

Texts of different lengths: of 112 values a document agrees in 112 × Jaccard on average, so that a text which makes up a
twentieth of a document (or holds it as a twentieth of itself) agrees in five.  A long text is looked up in windows too,
which finds documents down to about 200 words inside a book; a passage much shorter than a twentieth of a document is not
found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity import verification_kernel
from pipeline.similarity.index import IndexFolderError
from pipeline.similarity.prints import PrintsError, printed, shingle_runs, signature_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.index import Index

LEAST: Final = 4
"""Signature values that must agree: unrelated documents agree in none."""
WINDOW_WORDS: Final = 4000
_NAMES: Final = ("kept_as", "source", "license")


@dataclass(frozen=True, slots=True)
class Match:
    """A document of the index and how it resembles the text, by shared shingles.

    `similarity` is the Jaccard similarity, `contained` the share of the text found in the document, `covered` the share of
    the document found in the text; `exact` if the normalised texts are identical, `estimated` if no shingles were at hand.
    `facts` are the further columns of the index, where it has them.
    """

    id: str
    similarity: float
    exact: bool
    estimated: bool = False
    contained: float = field(default=0.0, compare=False)
    covered: float = field(default=0.0, compare=False)
    facts: dict[str, Any] = field(default_factory=dict, compare=False)


def lookup_in(index: Index, forms: Sequence[str], *, floor: float = 0.5, most: int = 100) -> list[Match]:
    """Return the documents of an index that resemble, hold or make up a text by at least `floor`, best first, `most` at most.

    `forms` are the text as it is, cleaned, or its parts.  An exact match comes first; equals are ordered by id.  A file
    of the index is in memory at a time.  Raises IndexFolderError if it was made with another version of the fingerprints.
    """
    like = sought_in(index, forms)
    return best((match for path in index.prints for match in find(Held(path), like, floor)), most)


def best(matches: Iterable[Match], most: int) -> list[Match]:
    """Return the matches best first: exact ones, then by similarity, by the share of the text, by id."""
    ordered = sorted(matches, key=lambda match: (not match.exact, -match.similarity, -match.contained, match.id))
    return ordered[:most]


@dataclass(frozen=True, slots=True)
class Sought:
    """The text looked up: the exact hashes and shingles of its forms, and the signatures compared, with their sizes.

    `form` is the number of the form of each signature; `is_window` marks those of windows.
    """

    exact: list[bytes]
    shingles: list[npt.NDArray[np.uint32]]
    signatures: npt.NDArray[np.uint32]
    sizes: npt.NDArray[np.int64]
    form: npt.NDArray[np.int64]
    is_window: npt.NDArray[np.bool_]


def sought_in(index: Index, forms: Sequence[str]) -> Sought:
    """Return the fingerprints to look for in an index; raise IndexFolderError if this code makes them in another way."""
    try:
        return sought(forms, index.made)
    except PrintsError as error:
        raise IndexFolderError(f"{index.folder}: its {error}") from error


def sought(forms: Sequence[str], made: Mapping[str, str]) -> Sought:
    """Return the fingerprints to look for: of each distinct form of a text, and of the windows of the first, if it is long.

    Forms are the text as it is, cleaned, or a part of it; a document of the index may equal each of them.  `made` says
    how the fingerprints of the index were made.  Raises PrintsError if this code makes them in another way.
    """
    words = forms[0].split()
    windows = [
        " ".join(words[start : start + WINDOW_WORDS])
        for start in range(0, len(words) if len(words) > WINDOW_WORDS else 0, WINDOW_WORDS)
    ]
    table = printed(pa.array([*forms, *windows], pa.large_string()), made)
    offsets, hashes = shingle_runs(table.column("shingles").combine_chunks())
    exact = table.column("exact").to_pylist()
    distinct = [row for row in range(len(forms)) if exact.index(exact[row]) == row]
    rows = [*distinct, *range(len(forms), len(forms) + len(windows))]
    return Sought(
        [exact[row] for row in distinct],
        [hashes[offsets[row] : offsets[row + 1]] for row in distinct],
        signature_rows(table.column("signature").combine_chunks())[rows],
        np.diff(offsets)[rows],
        np.array([*range(len(distinct)), *([0] * len(windows))]),
        np.array([False] * len(distinct) + [True] * len(windows)),
    )


class Held:
    """A file of fingerprints in memory: loading takes its time once, finding in it is quick."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns = pq.read_schema(path).names
        names = ["exact", "signature", *(["shingle_count"] if "shingle_count" in self.columns else [])]
        self._table = pq.read_table(path, columns=names, partitioning=None)

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint32]:
        """The signatures, shape (n, permutations)."""
        rows = signature_rows(self._table.column("signature").combine_chunks())
        rows.flags.writeable = False
        return rows

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """The number of shingles of each document."""
        return np.asarray(self._table.column("shingle_count").to_numpy(), np.int64)

    def same(self, exact: Sequence[bytes]) -> npt.NDArray[np.bool_]:
        """Return which documents have one of these exact hashes."""
        wanted = pa.array(exact, pa.binary(16))
        return np.asarray(pc.is_in(self._table.column("exact"), value_set=wanted).to_numpy(), bool)

    def rows(self, places: npt.NDArray[np.int64], columns: list[str]) -> pa.Table:
        """Return some columns of the rows at these ascending places, reading only the groups that hold them."""
        with pq.ParquetFile(self.path) as file:
            ends = np.cumsum([file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)])
            groups = np.searchsorted(ends, places, side="right")
            parts = [
                file.read_row_group(int(group), columns=columns).take(
                    pa.array(places[groups == group] - (ends[group - 1] if group else 0))
                )
                for group in np.unique(groups)
            ]
        return pa.concat_tables(parts).select(columns)


def find(held: Held, like: Sought, floor: float) -> list[Match]:
    """Return the matches of one file, in its order."""
    agreeing = np.empty((len(like.signatures), len(held.signatures)), np.int64)
    for place, signature in enumerate(like.signatures):
        verification_kernel.agreement(held.signatures, signature, agreeing[place])
    same = held.same(like.exact)
    agreeing[like.sizes == 0] = 0
    rows = np.flatnonzero(same | (agreeing.max(axis=0) >= LEAST))
    if not len(rows):
        return []
    if "shingles" in held.columns:
        sizes, shared = _counted(held, rows, like)
    else:
        sizes = held.sizes[rows]
        shared = _estimated(agreeing[:, rows] / like.signatures.shape[1], sizes, like)
    return _matches(held, rows, same[rows], sizes, shared, like, floor)


def _counted(
    held: Held, rows: npt.NDArray[np.int64], like: Sought
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the shingles of each row, and how many of them each form shares: shape (forms, rows)."""
    offsets, hashes = shingle_runs(held.rows(rows, ["shingles"]).column("shingles").combine_chunks())
    shared = np.array(
        [
            [
                len(np.intersect1d(hashes[offsets[row] : offsets[row + 1]], own, assume_unique=True))
                for row in range(len(rows))
            ]
            for own in like.shingles
        ],
        np.float64,
    )
    return np.diff(offsets), shared


def _estimated(
    similarity: npt.NDArray[np.float64], sizes: npt.NDArray[np.int64], like: Sought
) -> npt.NDArray[np.float64]:
    """Return how many shingles each form shares with each document by the signatures: of the whole, or of its windows."""
    own = like.sizes[:, None]
    parts = similarity / (1.0 + similarity) * (own + sizes[None, :])
    parts = np.minimum(parts, np.minimum(own, sizes[None, :]))
    least = LEAST / like.signatures.shape[1]
    shared = np.zeros((len(like.exact), len(sizes)))
    for form in range(len(shared)):
        of_form = like.form == form
        whole = parts[of_form & ~like.is_window].max(axis=0)
        windows = np.where(similarity >= least, parts, 0.0)[of_form & like.is_window].sum(axis=0)
        most = np.minimum(like.sizes[form], sizes)
        shared[form] = np.where(whole > 0, np.minimum(np.maximum(whole, windows), most), np.minimum(windows, most))
    return shared


def _matches(
    held: Held,
    rows: npt.NDArray[np.int64],
    same: npt.NDArray[np.bool_],
    sizes: npt.NDArray[np.int64],
    shared: npt.NDArray[np.float64],
    like: Sought,
    floor: float,
) -> list[Match]:
    own = np.array([len(own_shingles) for own_shingles in like.shingles])[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        similarity = np.nan_to_num(shared / (own + sizes - shared)).max(axis=0)
        contained = np.nan_to_num(shared / own)[0]
        covered = np.nan_to_num(shared / sizes).max(axis=0)
    good = np.flatnonzero(same | (np.maximum(similarity, np.maximum(contained, covered)) >= floor))
    if not len(good):
        return []
    table = held.rows(rows[good], ["id", *(name for name in _NAMES if name in held.columns)])
    return [
        Match(
            facts.pop("id"),
            1.0 if same[place] else float(similarity[place]),
            bool(same[place]),
            estimated=not (same[place] or "shingles" in held.columns),
            contained=max(float(contained[place]), float(same[place] and len(like.exact) == 1)),
            covered=1.0 if same[place] else float(covered[place]),
            facts=facts,
        )
        for place, facts in zip(good.tolist(), table.to_pylist(), strict=True)
    ]
