"""Speed of fingerprints against datatrove, datasketch and rensa: the same documents (of the peers a part), the same run.

    python -m tests.benchmarks.bench_fingerprint [DOCUMENTS]

Two readings, both printed, for random words and, where the corpora are, for sections of German federal law:

* as used: each tool as its documentation shows it, on shingles as its users make them (`lower().split()`; datatrove with its
  own German tokenizer, spaCy, where that is installed);
* same job: each tool's signature of the very shingles that ours has, from text folded and split by Unicode in Python, with
  `unicodedata` and `regex`; that it finds as many distinct shingles in each document is checked first.

Speed is megabytes of UTF-8 in a second of processor time, of all threads.  Ours makes the exact hash, sorted distinct shingles
and an Arrow table too; the others make signatures alone.
"""

from __future__ import annotations

import sys
import time
import unicodedata
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import datasketch
import numpy as np
import pyarrow as pa
import regex
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig, create_hash_func

from filters.fingerprint import fingerprint
from tests.filters.real_texts import ARCHIVE, law_sections
from tests.pipeline.similarity.planted import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RUNS = 7
_WORDS = regex.compile(  # a token of `filters.kernels.tokens`, in folded text
    r"""[\p{L}\p{N}] (?: [\p{L}\p{N}\p{M}]
    | (?<=\p{L}\p{M}*) ['’] (?=\p{L})
    | (?<=\p{L}\p{M}*) [-‐‑⸗] (?=[\p{L}\p{N}]) | (?<=\p{N}\p{M}*) [-‐‑⸗] (?=\p{L})
    | (?<=\p{N}\p{M}*) [.,:] (?=\p{N}) )*+""",
    regex.VERBOSE,
)
_FORMAT = regex.compile(r"\p{Cf}+")


def split_words(one: str) -> list[str]:
    """Return the words of a text as most Python users make them."""
    return one.lower().split()


def unicode_words(one: str) -> list[str]:
    """Return the words of a text as ours finds them, folded."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", _FORMAT.sub("", one)).casefold())
    return _WORDS.findall(folded.replace("\u0364", "\u0308").replace("\ua75b", "r"))


def shingled(words: list[str]) -> list[str]:
    """Return every five words that follow each other."""
    return [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]


class Peer(NamedTuple):
    """Something that makes signatures of texts, given how to find words."""

    name: str
    sign: Callable[[Iterator[list[str]]], object]  # of the words of each text


def with_update_batch(documents: Iterator[list[str]]) -> None:
    """Make signatures as the documentation of datasketch says first."""
    for words in documents:
        datasketch.MinHash(num_perm=112, scheme="affine32").update_batch([one.encode() for one in shingled(words)])


def with_bulk(documents: Iterator[list[str]]) -> None:
    """Make signatures as the documentation of datasketch says for many texts."""
    shingles = ([one.encode() for one in shingled(words)] for words in documents)
    datasketch.MinHash.bulk(shingles, num_perm=112, scheme="affine32")


def with_rensa(documents: Iterator[list[str]]) -> None:
    """Make signatures with rensa's RMinHash, as its documentation says first."""
    from rensa import RMinHash  # noqa: PLC0415  not everyone who runs the benchmarks has it

    for words in documents:
        sketch = RMinHash(num_perm=112, seed=1)
        sketch.update(shingled(words))
        sketch.digest()


def with_matrix(documents: Iterator[list[str]]) -> None:
    """Make signatures with rensa's RMinHash, as its documentation says for many texts."""
    from rensa import RMinHash  # noqa: PLC0415

    RMinHash.digest_matrix_from_token_sets([shingled(words) for words in documents], 112, 1)


def peers() -> list[Peer]:
    """Return the libraries that are there."""
    found = [Peer("datasketch update_batch", with_update_batch), Peer("datasketch bulk", with_bulk)]
    if find_spec("rensa"):
        found += [Peer("rensa RMinHash.update", with_rensa), Peer("rensa digest matrix", with_matrix)]
    return found


class _Words:
    """A tokenizer for datatrove."""

    def __init__(self, split: Callable[[str], list[str]]) -> None:
        self.word_tokenize = split


def signature_step(split: Callable[[str], list[str]] | None) -> MinhashDedupSignature:
    """Return datatrove's signature step, 14 bands of 8 rows, 64 bits; with its own tokenizer for German if `split` is None."""
    config = MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8)
    step = MinhashDedupSignature.__new__(MinhashDedupSignature)
    if split is not None:
        step.config, step.num_hashes, step._parameters = config, 112, None
        step.word_tokenizer = _Words(split)
    else:
        step = MinhashDedupSignature("/dev/null", config=config, language="deu")
    hash_bytes = create_hash_func(config.hash_config)
    step._hash_func = lambda shingle: hash_bytes(shingle.encode())  # xxhash 4 takes bytes only, datatrove gives it text
    return step


def with_datatrove(split: Callable[[str], list[str]] | None) -> Callable[[list[str]], None]:
    """Return datatrove's signatures of texts."""
    step = signature_step(split)

    def run(texts: list[str]) -> None:
        for one in texts:
            step.get_signature(step.get_shingles(one))

    return run


def measure(work: Callable[[list[str]], object], texts: list[str], runs: int) -> float:
    """Return the best speed of `runs` runs in MB of UTF-8 per second of processor time."""
    size = sum(len(one.encode()) for one in texts) / 1e6
    return size / min(_seconds(work, texts) for _ in range(runs))


def _seconds(work: Callable[[list[str]], object], texts: list[str]) -> float:
    started = time.process_time()
    work(texts)
    return time.process_time() - started


def check_same_job(texts: list[str]) -> None:
    """Raise SystemExit if Python does not find as many distinct shingles as ours in one of the texts."""
    ours = fingerprint(pa.array(texts, pa.large_string()))["shingles"].to_pylist()
    for one, shingles in zip(texts, ours, strict=True):
        words = unicode_words(one)
        if (len(set(shingled(words))) if words else 0) != len(shingles):
            sys.exit(f"not the same shingles as ours: {one!r}")


def compare(name: str, texts: list[str]) -> None:
    """Print the speeds on these texts and how many times faster ours is."""
    column = pa.array(texts, pa.large_string())
    fingerprint(column.slice(0, 2))
    ours = measure(lambda _texts: fingerprint(column), texts, _RUNS)
    size = sum(len(one.encode()) for one in texts)
    print(f"{name}: {len(texts)} documents, {size / 1e6:.1f} MB; fingerprint (ours) {ours:.0f} MB/s")
    sample = texts[: int(np.clip(len(texts) // 20, 50, 1000))]
    check_same_job(sample)
    german = "its spaCy" if find_spec("spacy") else "split in place of its spaCy, which is missing here"
    as_used = with_datatrove(None if find_spec("spacy") else split_words)
    report("as used", f"datatrove signature ({german})", as_used, sample, ours)
    for peer in peers():
        report("as used", peer.name, lambda some, sign=peer.sign: sign(map(split_words, some)), sample, ours)
    report("same job", "datatrove signature (our words, by regex)", with_datatrove(unicode_words), sample, ours)
    for peer in peers():
        report("same job", peer.name, lambda some, sign=peer.sign: sign(map(unicode_words, some)), sample, ours)


def report(reading: str, peer: str, work: Callable[[list[str]], object], texts: list[str], ours: float) -> None:
    """Measure one peer and print a line."""
    speed = measure(work, texts, 3)
    print(f"  {reading:9} {peer:55} {speed:8.2f} MB/s  ours is {ours / speed:6.1f} times as fast")


def main(documents: int = 20_000) -> None:
    """Compare on random words, and on sections of law where they are."""
    compare("random words", [text(230, seed) for seed in range(documents)])
    if ARCHIVE.exists():
        compare("federal law", law_sections(documents))
    else:
        print(f"{ARCHIVE.name} is not there: no law")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
