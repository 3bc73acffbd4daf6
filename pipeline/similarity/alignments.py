"""Which texts are readings of the same page, however misread, and which share a frame alone: found by aligning letters.

For print and its recognition: there a reading shares few runs of words with its correction, but nearly all letters in
their order, while two pages of one book share hardly a third.  Candidates are texts that share sampled runs of letters
which are rare over all texts; each has its nearest candidates only, so that the work grows with the number of texts.

A pair is a form filled twice (`template`), and not two readings, where the words that were replaced are numbers and
names: misreading spoils words of all kinds a little, a new entry replaces numbers and names wholly.  The measures are
those of `alignment_kernel.compare_words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from filters.kernels.buffers import buffers
from pipeline.similarity import alignment_kernel, letters_kernel

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

SCHEMA: Final = pa.schema(
    [
        pa.field("a", pa.string(), nullable=False),  # the smaller id
        pa.field("b", pa.string(), nullable=False),
        pa.field("similarity", pa.float32(), nullable=False),  # aligned letters of the longer text's
        pa.field("kind", pa.string(), nullable=False),  # aligned | template
    ]
)
"""One row per pair, ascending by (a, b)."""

ALIGNED: Final = "aligned"
TEMPLATE: Final = "template"
RUN: Final = 10
"""Letters of a run: of two readings with one letter in ten misread one run in nine is the same."""
ONE_IN: Final = 2
COMMON: Final = 24
"""A run in more texts than this is a phrase, and says nothing."""
LEAST_RUNS: Final = 4
LEAST_SHARE: Final = 0.015
NEAREST: Final = 16
_UPPER: Final = np.uint64(32)
_LOWER: Final = np.uint64(0xFFFFFFFF)


class Letters(NamedTuple):
    """The letters of texts, one after the other: those of text i are codes[starts[i] : starts[i + 1]]."""

    codes: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    def of(self, text: int) -> npt.NDArray[np.uint8]:
        """Return the letters of one text."""
        return self.codes[self.starts[text] : self.starts[text + 1]]


def letters_of(texts: pa.Array | pa.ChunkedArray) -> Letters:
    """Return the letters of a column of texts; null has none."""
    offsets, data = buffers(texts)
    codes = np.empty(2 * (int(offsets[-1]) - int(offsets[0])) + 8, np.uint8)
    starts = np.zeros(len(offsets), np.int64)
    letters_kernel.all_letters(offsets, data, codes, starts)
    return Letters(codes[: starts[-1]].copy(), starts)


def candidates(
    letters: Letters,
    folder: Path,
    is_sought: npt.NDArray[np.bool_] | None = None,
    *,
    threshold: float = 0.0,
    memory_bytes: int = 1 << 29,
) -> npt.NDArray[np.int64]:
    """Return the pairs of texts to align, shape (n, 2), each once; working files are in `folder`.

    Only texts that are sought count, by default all.  Two are candidates if they share LEAST_RUNS sampled runs and
    LEAST_SHARE of those of the one that has fewer; and if the shorter has at least `threshold` of the letters of the
    longer: a page is no reading of the volume that holds it, and would only take the place of one that is.
    """
    texts = np.arange(len(letters.starts) - 1) if is_sought is None else np.flatnonzero(is_sought)
    counts = _write_runs(letters, texts, folder, max(1, 16 * len(letters.codes) // (ONE_IN * memory_bytes)))
    found = [_shared(np.sort(np.fromfile(path, np.uint64))) for path in sorted(folder.glob("letters-*"))]
    pairs, shared = np.unique(np.concatenate([np.zeros(0, np.uint64), *found]), return_counts=True)
    a, b = (pairs >> _UPPER).astype(np.int64), (pairs & _LOWER).astype(np.int64)
    least = np.maximum(LEAST_RUNS, LEAST_SHARE * np.minimum(counts[a], counts[b]))
    sizes = np.diff(letters.starts)
    is_enough = (shared >= least) & (np.minimum(sizes[a], sizes[b]) >= threshold * np.maximum(sizes[a], sizes[b]))
    return _nearest(np.stack([a[is_enough], b[is_enough]], axis=1), shared[is_enough])


def _write_runs(letters: Letters, texts: npt.NDArray[np.int64], folder: Path, parts: int) -> npt.NDArray[np.int64]:
    """Write the sampled runs of the texts (hash << 32 | text) into files by their hash; return how many each text has."""
    counts = np.zeros(len(letters.starts) - 1, np.int64)
    longest = int(np.diff(letters.starts).max(initial=0))
    runs = np.empty(longest, np.uint32)
    files = [(folder / f"letters-{part:04d}").open("wb") for part in range(parts)]
    try:
        for text in texts.tolist():
            found = letters_kernel.sampled_runs(letters.of(text), RUN, ONE_IN, runs)
            distinct = np.unique(runs[:found], return_index=True)[0].astype(np.uint64)  # by sorting: hashing is slow
            counts[text] = len(distinct)
            for part, file in enumerate(files):
                own = distinct if parts == 1 else distinct[distinct // np.uint64(ONE_IN) % np.uint64(parts) == part]
                (own << _UPPER | np.uint64(text)).tofile(file)
    finally:
        for file in files:
            file.close()
    return counts


def _shared(runs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return a pair of texts (smaller << 32 | larger) for every rare run that both have."""
    if not len(runs):
        return runs
    hashes = runs >> _UPPER
    firsts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    sizes = np.diff(np.concatenate([firsts, [len(runs)]]))
    is_rare = (sizes > 1) & (sizes <= COMMON)
    pairs = np.empty(int((sizes[is_rare] * (sizes[is_rare] - 1) // 2).sum()), np.uint64)
    letters_kernel.pairs_of(runs & _LOWER, firsts[is_rare], sizes[is_rare], pairs)
    return pairs


def _nearest(pairs: npt.NDArray[np.int64], shared: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the pairs that are among the NEAREST of one of their ends, by shared runs, then by number."""
    is_near = np.zeros(len(pairs), bool)
    for end in (0, 1):
        order = np.lexsort((pairs[:, 1 - end], -shared, pairs[:, end]))
        own = pairs[order, end]
        first = np.searchsorted(own, own)
        is_near[order[np.arange(len(own)) - first < NEAREST]] = True
    return pairs[is_near]


def compare(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> tuple[float, bool]:
    """Return the share of the longer text's letters that are aligned with equal ones, and whether the pair is a form."""
    partner = alignment_kernel.align(a, b)
    similarity = int((partner >= 0).sum()) / max(len(a), len(b), 1)
    back = alignment_kernel.inverted(partner, len(b))
    there = alignment_kernel.compare_words(a, partner, len(b))
    return similarity, is_template(np.maximum(there, alignment_kernel.compare_words(b, back, len(a))))


LEAST_SLOTS: Final = 2.0
LOOSE, DENSE = (0.33, 0.08), (0.7, 0.03)
"""Of all differences at least so much in slots, and so many of the names and numbers: a page misread now and then, or clean."""
_NAME_LETTERS, _NUMBER_DIGITS = 6, 3
_LUCK: Final = 1.5


def is_template(words: npt.NDArray[np.float64]) -> bool:
    """Return whether two texts are one form filled twice, from what `compare_words` counted.

    Slots are the names replaced and the numbers that differ beyond what misreading explains.
    """
    names, replaced, _, others, _, misread, numbers, differ, expected = words
    further = max(0.0, differ - _LUCK * expected)
    slots = replaced + further
    filled = _NAME_LETTERS * replaced + _NUMBER_DIGITS * further
    differing = misread + _NAME_LETTERS * (replaced + others) + _NUMBER_DIGITS * differ + 1
    share, density = filled / differing, slots / max(names + numbers, 1)
    return bool(slots >= LEAST_SLOTS) and any(share >= least and density >= dense for least, dense in (LOOSE, DENSE))


def judged(ids: pa.Array, letters: Letters, pairs: npt.NDArray[np.int64], threshold: float) -> pa.Table:
    """Return what alignment says of pairs of texts, schema SCHEMA: forms, and readings from `threshold` on."""
    rows, names = [], ids.to_pylist()
    for first, second in pairs.tolist():
        similarity, is_form = compare(*_in_order(letters.of(first), letters.of(second)))
        if is_form or similarity >= threshold:
            a, b = sorted((names[first], names[second]))
            rows.append({"a": a, "b": b, "similarity": similarity, "kind": TEMPLATE if is_form else ALIGNED})
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["a"], row["b"])), schema=SCHEMA)


def _in_order(
    a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return both, the one first that does not depend on the order of documents: ties of an alignment are broken alike."""
    return (a, b) if (len(a), a.tobytes()) <= (len(b), b.tobytes()) else (b, a)
