"""Accuracy and confusion of the language identification on the labelled sets, for windows of 50, 200 and 1000 characters.

    python -m tests.benchmarks.bench_language

Only what the dialect model never saw is measured; `lid.176` alone stands beside it.
"""

from __future__ import annotations

import collections
from pathlib import Path

import pyarrow as pa

from filters.language import identify
from tests.filters.labelled import sentences, windows

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SIZES = (50, 200, 1000)
NAMED = ("deu", "bar", "gsw", "nds", "ltz", "nld", "dan", "eng")
STANDARD = {"deu", "nld", "dan", "eng"}


def named(texts, model):
    return collections.Counter(identify(pa.array(texts), model=model).column("language").to_pylist())


def confusion(sets, size):
    """Print one row per set: windows, the share named right by lid.176 alone and by both, and what they were named."""
    print(f"\n| windows of {size} characters | number | lid.176 | both | {' | '.join(NAMED)} | other |")
    print("|---|---:|---:|---:|" + "---:|" * (len(NAMED) + 1))
    counts = collections.Counter()
    for name, texts in sets.items():
        cut, own = windows(texts, size), name[:3]
        if not cut:
            continue
        alone, both = named(cut, "lid.176"), named(cut, "dialects")
        cells = [both[one] for one in NAMED]
        row = [len(cut), f"{alone[own] / len(cut):.1%}", f"{both[own] / len(cut):.1%}", *cells, len(cut) - sum(cells)]
        print(f"| {name} | " + " | ".join(map(str, row)) + " |")
        if own in STANDARD:
            counts["right"] += both["deu"] * (own == "deu")
            counts["missed"] += (len(cut) - both["deu"]) * (own == "deu")
            counts["false"] += both["deu"] * (own != "deu")
    score = 2 * counts["right"] / (2 * counts["right"] + counts["missed"] + counts["false"])
    print(f"\nstandard German against Dutch, Danish, English: F1 {score:.4f} ({dict(counts)})")


def main():
    if not CORPORA.is_dir():
        print("the corpora do not lie beside the repository")
        return
    sets = sentences(CORPORA)
    for size in SIZES:
        confusion(sets, size)


if __name__ == "__main__":
    main()
