"""Speed of fingerprints against datatrove, datasketch and rensa: the same documents, one core, the same run.

    python -m tests.benchmarks.bench_fingerprint [DOCUMENTS]

datatrove needs spaCy for German; where that is missing, its own shingles are made with a plain split instead, which is
faster than what its users get, and the line says so.  datasketch and rensa are given shingles made by Python.
"""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

import datasketch
import numpy as np
import pyarrow as pa
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig, create_hash_func

from filters.fingerprint import fingerprint
from tests.pipeline.similarity.planted import text

if TYPE_CHECKING:
    from collections.abc import Callable

_RUNS = 5


def shingled(one: str) -> list[bytes]:
    """Return the word 5-grams of a text as a Python user makes them."""
    words = one.lower().split()
    return [" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))]


def with_datasketch(texts: list[str]) -> None:
    """Make signatures as the documentation of datasketch says, in batches."""
    for one in texts:
        datasketch.MinHash(num_perm=112, scheme="affine32").update_batch(shingled(one))


def with_rensa(texts: list[str]) -> None:
    """Make signatures with rensa's RMinHash."""
    from rensa import RMinHash  # noqa: PLC0415  not everyone who runs the benchmarks has it

    for one in texts:
        sketch = RMinHash(num_perm=112, seed=1)
        sketch.update([shingle.decode() for shingle in shingled(one)])
        sketch.digest()


def signature_step(*, is_plain: bool) -> MinhashDedupSignature:
    """Return datatrove's signature step, 14 bands of 8 rows, 64 bits: with its own tokenizer, or with a plain split."""
    config = MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8)
    step = MinhashDedupSignature.__new__(MinhashDedupSignature)
    if is_plain:
        step.config, step.num_hashes, step._parameters = config, 112, None
        step.word_tokenizer = _Split()
    else:
        step = MinhashDedupSignature("/dev/null", config=config, language="deu")
    hash_bytes = create_hash_func(config.hash_config)
    step._hash_func = lambda shingle: hash_bytes(shingle.encode())  # xxhash 4 takes bytes only, datatrove gives it text
    return step


def datatrove_step() -> tuple[str, Callable[[list[str]], None]]:
    """Return the name and the signature step of datatrove, with spaCy where that is installed."""
    has_spacy = find_spec("spacy") is not None
    step = signature_step(is_plain=not has_spacy)

    def run(texts: list[str]) -> None:
        for one in texts:
            step.get_signature(step.get_shingles(one))

    return f"datatrove signature ({'spaCy' if has_spacy else 'split in place of spaCy'})", run


class _Split:
    def word_tokenize(self, one: str) -> list[str]:
        return one.split()


def measure(work: Callable[[list[str]], object], texts: list[str], runs: int) -> float:
    """Return the best speed of `runs` runs in MB of UTF-8 per second."""
    size = sum(len(one.encode()) for one in texts) / 1e6
    best = min(_seconds(work, texts) for _ in range(runs))
    return size / best


def _seconds(work: Callable[[list[str]], object], texts: list[str]) -> float:
    started = time.perf_counter()
    work(texts)
    return time.perf_counter() - started


def main(documents: int = 20_000) -> None:
    """Print the speeds and how many times faster ours is."""
    texts = [text(230, seed) for seed in range(documents)]
    column = pa.array(texts, pa.large_string())
    fingerprint(column.slice(0, 2))
    ours = measure(lambda _texts: fingerprint(column), texts, _RUNS)
    print(f"{'fingerprint (ours)':55} {ours:8.2f} MB/s")
    name, step = datatrove_step()
    peers: list[tuple[str, Callable[[list[str]], None]]] = [(name, step), ("datasketch 112", with_datasketch)]
    if find_spec("rensa"):
        peers.append(("rensa RMinHash 112", with_rensa))
    sample = texts[: int(np.clip(documents // 20, 50, 1000))]
    for peer, work in peers:
        speed = measure(work, sample, 2)
        print(f"{peer:55} {speed:8.2f} MB/s  ours is {ours / speed:6.0f} times as fast")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
