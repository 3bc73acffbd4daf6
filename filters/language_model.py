"""A quantised fastText classifier, read from its file into flat arrays that the compiled pass can evaluate.

The layout is that of fastText's `FastText::saveModel`, version 12 (Joulin et al. 2016, "FastText.zip",
arXiv:1612.03651): header, dictionary with pruned n-grams, product-quantised input matrix, dense output matrix.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from filters.kernels.buffers import buffers
from filters.language_kernel import score_lines, sum_words
from gemeingut.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from filters.language_lines import Words

_MAGIC: Final = 793_712_314
_VERSION: Final = 12
_HEADER: Final = 64
_HIERARCHICAL: Final = 1
_CENTROIDS: Final = 256
_SOURCE_COUNT: Final = 10**15
_LONGEST_WORD: Final = 4094  # in bytes; longer words are cut off here for their n-grams


class ModelError(DataError, ValueError):
    """A file is not a fastText model, or of a kind that only fastText itself can evaluate."""


@dataclass(frozen=True, slots=True)
class Model:
    """Words and n-gram buckets refer to rows of `rows`; the labels are the leaves of a binary tree.

    `words` are the 64-bit FNV-1a hashes of the vocabulary, ascending, `word_rows` their rows; `pruned[h]` is the row of n-gram
    bucket h, -1 if it was pruned, and `kept` has a bit set for each that was not; `rows` (n, dimension) float32; `nodes`
    (labels - 1, dimension) float32 are the inner nodes of the tree, `left` and `right` (2 * labels - 1) its children, -1 at
    leaves; `end` (1, dimension) is the row of the end of a line, (0, dimension) if there is none.
    """

    labels: tuple[str, ...]
    words: npt.NDArray[np.uint64]
    word_rows: npt.NDArray[np.int32]
    pruned: npt.NDArray[np.int32]
    kept: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.float32]
    nodes: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    shortest: int
    longest: int
    end: npt.NDArray[np.float32]

    def best(self, words: Words) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return numbers and probabilities of the two most likely labels of each line, shapes (n, 2)."""
        sums, counts = self._of_words(words.different)
        lines, dimension = len(words.lines), self.rows.shape[1]
        labels, shares = np.zeros((lines, 2), np.int32), np.zeros((lines, 2), np.float32)
        nodes = len(self.left)
        room = (np.zeros(dimension, np.float32), np.zeros(nodes, np.int32), np.zeros(nodes))
        tree = (self.nodes, self.left, self.right)
        score_lines(words.places, words.numbers, sums, counts, self.end, *tree, room, labels, shares)
        return labels, shares

    def _of_words(self, different: pa.LargeStringArray) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """Return the sum of the rows of each word and its n-grams, shape (n, dimension), and the number of these rows."""
        offsets, letters = buffers(different)
        sums = np.zeros((len(different), self.rows.shape[1]), np.float32)
        counts, room = np.zeros(len(different), np.int32), np.zeros(_LONGEST_WORD + 2, np.uint8)
        limits = np.array([self.shortest, self.longest], np.int64)
        tables = (self.words, self.word_rows, self.pruned, self.kept, self.rows)
        sum_words(offsets, letters, *tables, limits, room, sums, counts)
        return sums, counts


class _Reader:
    """Takes values and arrays from bytes, sequentially."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values

    def word(self) -> bytes:
        end = self.data.index(b"\0", self.place)
        word = self.data[self.place : end]
        self.place = end + 1
        return word


def read_model(path: Path) -> Model:
    """Return the model; raise ModelError unless it is quantised with hierarchical softmax and pruned n-grams."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    _check_header(header, str(path))
    reader = _Reader(path.read_bytes())
    try:
        return _model(reader, str(path))
    except (struct.error, ValueError) as error:
        raise ModelError(f"{path}: {error}") from error


def _check_header(header: bytes, path: str) -> None:
    """Raise ModelError unless the header is that of a model which the compiled pass evaluates; large models are not read."""
    numbers = struct.unpack("<9i", header[:36]) if len(header) == _HEADER else (0,) * 9
    if numbers[:2] != (_MAGIC, _VERSION):
        raise ModelError(f"{path}: begins with {numbers[:2]}; a fastText model begins with {(_MAGIC, _VERSION)}")
    if (numbers[7], numbers[8]) != (1, _HIERARCHICAL):
        raise ModelError(
            f"{path}: word n-grams up to {numbers[7]}, loss {numbers[8]}; compiled are 1 and {_HIERARCHICAL}"
        )


def _model(reader: _Reader, path: str) -> Model:
    reader.take("ii")
    *_, buckets, shortest, longest, _, _ = reader.take("12id")
    words, labels, counts, pruned = _dictionary(reader, buckets)
    (is_quantised,) = reader.take("?")
    if not is_quantised or pruned is None:
        raise ModelError(f"{path}: only quantised models with pruned n-grams are compiled")
    rows = _quantised(reader)
    (is_output_quantised,) = reader.take("?")
    if is_output_quantised:
        raise ModelError(f"{path}: the output matrix is quantised")
    height, width = reader.take("qq")
    nodes = reader.array("<f4", height * width).reshape(height, width)
    left, right = _tree(counts)
    hashes = np.array([fnv64(word) for word in words], dtype=np.uint64)
    order = np.argsort(hashes)
    ends = [words.index(b"</s>")] if b"</s>" in words else []
    return Model(
        labels, hashes[order], order.astype(np.int32), pruned, _bits(pruned), rows, np.ascontiguousarray(nodes[: len(labels) - 1]),
        left, right, shortest, longest, np.ascontiguousarray(rows[ends]),
    )  # fmt: skip


def _bits(pruned: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    """Return one bit per bucket, the lowest of the first number first, set if the bucket was not pruned."""
    bits = np.packbits(pruned >= 0, bitorder="little")
    return np.pad(bits, (0, -len(bits) % 8)).view("<u8").astype(np.uint64)


def _dictionary(
    reader: _Reader, buckets: int
) -> tuple[list[bytes], tuple[str, ...], list[int], npt.NDArray[np.int32] | None]:
    size, _, _ = reader.take("3i")
    _, pruned_size = reader.take("2q")
    words: list[bytes] = []
    labels: list[tuple[str, int]] = []
    for _ in range(size):
        name = reader.word()
        count, is_label = reader.take("qb")
        if is_label:
            labels.append((name.decode(), count))
        else:
            words.append(name)
    pruned = None
    if pruned_size > 0:
        pairs = reader.array("<i4", 2 * pruned_size).reshape(pruned_size, 2)
        pruned = np.full(buckets, -1, dtype=np.int32)
        pruned[pairs[:, 0]] = pairs[:, 1] + len(words)
    return words, tuple(name for name, _ in labels), [count for _, count in labels], pruned


def _quantised(reader: _Reader) -> npt.NDArray[np.float32]:
    has_norms, height, width, size = reader.take("?qqi")
    codes = reader.array("u1", size)
    rows = _decoded(reader, codes, height, width)
    if has_norms:
        norms = _decoded(reader, reader.array("u1", height), height, 1)
        rows = rows * norms
    return np.ascontiguousarray(rows, dtype=np.float32)


def _decoded(reader: _Reader, codes: npt.NDArray[np.uint8], height: int, width: int) -> npt.NDArray[np.float32]:
    _, parts, part_width, last_width = reader.take("4i")
    centroids = reader.array("<f4", width * _CENTROIDS)
    grid = codes.reshape(height, parts)
    rows = np.empty((height, width), dtype=np.float32)
    for part in range(parts):
        size = last_width if part == parts - 1 else part_width
        start = part * _CENTROIDS * part_width
        table = centroids[start : start + _CENTROIDS * size].reshape(_CENTROIDS, size)
        rows[:, part * part_width : part * part_width + size] = table[grid[:, part]]
    return rows


def _tree(counts: list[int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the children in the Huffman tree that fastText builds over the labels' counts, which are in descending order."""
    size = len(counts)
    weights = [*counts, *([_SOURCE_COUNT] * (size - 1))]
    left, right = (np.full(2 * size - 1, -1, dtype=np.int32) for _ in range(2))
    leaf, node = size - 1, size
    for parent in range(size, 2 * size - 1):
        pair = []
        for _ in range(2):
            if leaf >= 0 and weights[leaf] < weights[node]:
                pair.append(leaf)
                leaf -= 1
            else:
                pair.append(node)
                node += 1
        left[parent], right[parent] = pair
        weights[parent] = weights[pair[0]] + weights[pair[1]]
    return left, right


def fnv64(word: bytes) -> int:
    """Return the 64-bit FNV-1a hash by which the compiled pass looks up words."""
    value = 0xCBF29CE484222325
    for byte in word:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value
