"""Fingerprints, by which equal and similar texts are recognised.

* `exact`: 16 bytes, the hash of the normalised text (MurmurHash3 x64, 128 bits, little endian), normalised as described in
  `filters.kernels.shingles`: case, white space, long s, ß against ss, format characters and the composition of letters are
  ignored; everything else counts, punctuation included.
* `shingles`: the distinct hashes (32 bits, ascending) of every five consecutive words, folded likewise; or of every n
  characters of the folded text.  With `normalise="historical"` words are replaced by the key of their spelling
  (`filters.kernels.respelling`), so that two editions of a work, or its scan and its transcription, share shingles.
* `signature`: the MinHash of these shingles, bit for bit that of `datasketch.MinHash(num_perm=112, scheme="affine32")`;
  `datasketch.LeanMinHash(seed=1, hashvalues=signature, scheme="affine32")` reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.kernels.minhash import SCHEME, SEED
from filters.kernels.minhash import permutations as draw
from filters.kernels.prints import fingerprint_into, print_space
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Mapping

Normalise = Literal["none", "historical"]

SHINGLE_WORDS: Final = 5
PERMUTATIONS: Final = 112
VERSION: Final = 1
"""Incremented whenever the same text would get another fingerprint: fingerprints of different versions are not comparable."""


class FingerprintError(GemeingutError, ValueError):
    """A shingle has no words, a signature no values, or a column has too many shingles."""


def schema(
    shingle_words: int = SHINGLE_WORDS,
    permutations: int = PERMUTATIONS,
    shingle_characters: int | None = None,
    normalise: Normalise = "none",
) -> pa.Schema:
    """Return the schema of a table of fingerprints; its metadata hold the parameters."""
    columns = [
        pa.field("exact", pa.binary(16), nullable=False),
        pa.field("shingles", pa.list_(pa.field("item", pa.uint32(), nullable=False)), nullable=False),
        pa.field("signature", pa.list_(pa.field("item", pa.uint32(), nullable=False), permutations), nullable=False),
    ]
    made: dict[str, object] = {"version": VERSION, "scheme": SCHEME, "seed": SEED, "shingle_words": shingle_words}
    if shingle_characters is not None:
        made = {name: value for name, value in made.items() if name != "shingle_words"}
        made["shingle_characters"] = shingle_characters
    if normalise != "none":
        made["normalise"] = normalise
    return pa.schema(columns, metadata={f"fingerprint.{name}": str(value) for name, value in made.items()})


def parameters_of(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """Return the parameters of `fingerprint`, except permutations, that give a table with this metadata."""
    stored = {key.decode().removeprefix("fingerprint."): value.decode() for key, value in metadata.items()}
    sizes: dict[str, Any] = {
        name: int(stored[name]) for name in ("shingle_words", "shingle_characters") if name in stored
    }
    return {**sizes, "normalise": stored.get("normalise", "none")}


def fingerprint(
    texts: pa.Array | pa.ChunkedArray,
    *,
    shingle_words: int = SHINGLE_WORDS,
    permutations: int = PERMUTATIONS,
    shingle_characters: int | None = None,
    normalise: Normalise = "none",
) -> pa.Table:
    """Return the fingerprints of a text column, row by row: `exact`, `shingles`, `signature` (see above).

    A text with fewer words (or characters) than a shingle has a single shingle of all of them; a text without words (or null) has
    none, and a signature of 2**32 - 1 throughout, like an empty MinHash.  Raises FingerprintError if a number is not positive,
    or if the column has 2**31 shingles or more (about 14 GB of text: it should be split into shards).
    """
    if shingle_words < 1 or permutations < 1 or (shingle_characters is not None and shingle_characters < 1):
        raise FingerprintError(
            f"shingles of {shingle_words} words or {shingle_characters} characters, {permutations} permutations: all must "
            "be at least 1"
        )
    offsets, data = buffers(texts)
    count = len(offsets) - 1
    longest = int(np.diff(offsets).max(initial=0))
    size = int(offsets[-1]) - int(offsets[0])
    room = (size // 2 if shingle_characters is None else 2 * size) + count
    exact = np.empty((count, 2), np.uint64)
    shingles = np.empty(room, np.uint32)
    ends = np.zeros(count + 1, np.int64)
    signatures = np.empty((count, permutations), np.uint32)
    a, b = draw(permutations)
    sizes = (shingle_words, shingle_characters or 0, normalise != "none")
    fingerprint_into(offsets, data, *sizes, a, b, print_space(longest), exact, shingles, ends[1:], signatures)
    if ends[-1] >= 1 << 31:
        raise FingerprintError(f"{ends[-1]} shingles in one column of text; a list column holds less than 2**31")
    shape = schema(shingle_words, permutations, shingle_characters, normalise)
    return _table(shape, exact, shingles[: ends[-1]], ends, signatures)


def _table(
    shape: pa.Schema,
    exact: np.ndarray[tuple[int, int], np.dtype[np.uint64]],
    shingles: np.ndarray[tuple[int], np.dtype[np.uint32]],
    ends: np.ndarray[tuple[int], np.dtype[np.int64]],
    signatures: np.ndarray[tuple[int, int], np.dtype[np.uint32]],
) -> pa.Table:
    columns = [
        pa.Array.from_buffers(pa.binary(16), len(exact), [None, pa.py_buffer(exact.astype("<u8"))]),
        pa.ListArray.from_arrays(
            pa.array(ends.astype(np.int32)), pa.array(shingles), type=shape.field("shingles").type
        ),
        pa.FixedSizeListArray.from_arrays(pa.array(signatures.reshape(-1)), type=shape.field("signature").type),
    ]
    return pa.Table.from_arrays(columns, schema=shape)
