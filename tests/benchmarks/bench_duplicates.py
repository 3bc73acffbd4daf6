"""Which near-duplicates are found: planted in real law, by kind of edit and by similarity, beside the peers, in one run.

    python -m tests.benchmarks.bench_duplicates [DOCUMENTS]

Truth is the Jaccard similarity of the word 5-grams as tuples of words, with no hash.  Every tool gets the same documents:
original and edit together.  A pair counts as found if the tool calls it a duplicate at 0.8; what it calls so and is below 0.8
is false.  datatrove: 14 bands of 8 rows, 64 bits, with words by a plain split in place of its tokenizer, and shingles encoded,
since xxhash 4 takes bytes only.  text-dedup is reimplemented from its published settings: 250 permutations, word 5-grams of
`\\W`, bands by datasketch's optimiser at 0.7, clusters by union-find, no verification.
"""

from __future__ import annotations

import itertools
import re
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import datasketch
import pyarrow.parquet as pq

from pipeline.similarity.edges import find_edges
from tests.benchmarks.bench_fingerprint import shingled, signature_step, split_words
from tests.filters.real_texts import law_sections
from tests.pipeline.similarity.edits import KINDS, SHARES, jaccard, planted, shingle_set
from tests.pipeline.similarity.planted import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Pairs = set[tuple[int, int]]

BINS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0001)
THRESHOLD = 0.8


def ours(texts: list[str]) -> Pairs:
    """Return the pairs with a verified edge."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        find_edges(
            write(folder, {f"{place:07d}": text for place, text in enumerate(texts)}),
            folder / "edges.parquet",
            threshold=0.8,
        )
        rows = pq.read_table(folder / "edges.parquet").to_pylist()
    return {(int(row["a"]), int(row["b"])) for row in rows if row["similarity"] >= THRESHOLD}


def with_datasketch(texts: list[str]) -> Pairs:
    """Return the pairs that datasketch's index names, built as its documentation says."""
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=112)
    return _indexed(texts, index, 112, _split)


def with_text_dedup(texts: list[str]) -> Pairs:
    """Return the pairs inside one cluster, with text-dedup's published settings."""
    index = datasketch.MinHashLSH(threshold=0.7, num_perm=250)
    parents = list(range(len(texts)))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for a, b in _indexed(texts, index, 250, _words):
        parents[max(root(a), root(b))] = min(root(a), root(b))
    return _joined((root(one), one) for one in range(len(texts)))


def _split(text: str) -> list[bytes]:
    return [one.encode() for one in shingled(split_words(text))]


def _words(text: str) -> list[bytes]:
    words = [word for word in re.split(r"\W", text.lower()) if word]
    return [" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))]


def _indexed(texts: list[str], index: datasketch.MinHashLSH, size: int, cut: Callable[[str], list[bytes]]) -> Pairs:
    found: Pairs = set()
    for place, text in enumerate(texts):
        sketch = datasketch.MinHash(num_perm=size)
        sketch.update_batch(cut(text))
        found.update((other, place) for other in index.query(sketch))
        index.insert(place, sketch)
    return found


def with_rensa(texts: list[str]) -> Pairs:
    """Return the pairs that rensa's index names, 16 bands of 7 rows as its README does with 128."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415  not everyone who runs the benchmarks has it

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=112, num_bands=16)
    found: Pairs = set()
    for place, text in enumerate(texts):
        sketch = RMinHash(num_perm=112, seed=1)
        sketch.update(shingled(split_words(text)))
        found.update((other, place) for other in index.query(sketch))
        index.insert(place, sketch)
    return found


def with_datatrove(texts: list[str]) -> Pairs:
    """Return the pairs that agree in one of the 14 bands of datatrove's signature."""
    step = signature_step(split_words)
    buckets: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        shingles = step.get_shingles(text)
        for band, values in enumerate(step.get_signature(shingles) if len(shingles) else []):
            buckets[band, tuple(values)].append(place)
    return _joined(((number, place) for number, places in enumerate(buckets.values()) for place in places))


def _joined(members: Iterable[tuple[int, int]]) -> Pairs:
    groups: dict[int, list[int]] = defaultdict(list)
    for group, one in members:
        groups[group].append(one)
    return {(a, b) for group in groups.values() for place, a in enumerate(group) for b in group[place + 1 :]}


TOOLS: dict[str, Callable[[list[str]], Pairs]] = {
    "ours": ours,
    "datasketch": with_datasketch,
    "text-dedup": with_text_dedup,
    "rensa": with_rensa,
    "datatrove": with_datatrove,
}


def main(documents: int = 2000) -> None:
    """Print recall by similarity for every tool, its precision, and for ours recall by kind of edit."""
    originals = [text for text in law_sections(12_000) if len(text.split()) >= 80][:documents]
    pairs = planted(originals)
    texts = [text for row in pairs for text in row[2:]]
    sets = [shingle_set(text) for text in texts]
    true = [jaccard(sets[2 * number], sets[2 * number + 1]) for number in range(len(pairs))]
    print(f"{len(pairs)} planted pairs in {len(texts)} documents")
    print("similarity   " + "".join(f"{low:>9.2f}-" for low in BINS[:-1]) + "  precision  false  seconds")
    counts = [sum(low <= one < high for one in true) for low, high in itertools.pairwise(BINS)]
    print("pairs        " + "".join(f"{count:>10}" for count in counts))
    kept: Pairs = set()
    for name, tool in TOOLS.items():
        started = time.perf_counter()
        found = tool(texts)
        seconds = time.perf_counter() - started
        kept = found if name == "ours" else kept
        recall = [_recall(true, found, low, high) for low, high in itertools.pairwise(BINS)]
        false = sum(jaccard(sets[a], sets[b]) < THRESHOLD for a, b in found)
        precision = 1 - false / len(found) if found else 1.0
        print(f"{name:<13}" + "".join(f"{one:>10}" for one in recall) + f"{precision:>11.4f}{false:>7}{seconds:>9.1f}")
    print("ours, recall at 0.8 and more, by kind and share of edit (pairs at 0.8 and more)")
    for kind in KINDS:
        cells = [
            [number for number, row in enumerate(pairs) if row[:2] == (kind, share) and true[number] >= THRESHOLD]
            for share in SHARES
        ]
        shown = [f"{_share(cell, kept)} ({len(cell)})" for cell in cells]
        print(f"{kind:<13}" + "".join(f"{one:>14}" for one in shown))


def _recall(true: list[float], found: Pairs, low: float, high: float) -> str:
    return _share([number for number, one in enumerate(true) if low <= one < high], found)


def _share(numbers: list[int], found: Pairs) -> str:
    hit = sum((2 * number, 2 * number + 1) in found for number in numbers)
    return f"{hit / len(numbers):.3f}" if numbers else "–"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
