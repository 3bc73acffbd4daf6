"""Makes the tables of clean German anew from a release: `python -m scripts.tables RELEASE`.

Letters and words are counted over documents of the sources named here whose proven licence sets no condition; anything else in
the release is passed over.  Half of the documents, by the hash of the id, are left out: they stay unseen for calibration.
The same release gives the same bytes.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters import frequencies, letters
from filters.kernels.buffers import buffers
from filters.kernels.tokens import tokenise
from filters.lexicon import word_hash
from gemeingut.errors import GemeingutError
from pipeline.release_files.data_files import hash_of
from pipeline.store.ids import works_of

DATA: Final = Path(__file__).parent.parent / "filters" / "data"
FREE: Final = frozenset({"CC0-1.0", "LicenseRef-DE-UrhG-5-1"})
SOURCES: Final = (
    "dach-gt-alto",
    "gerdracor",
    "gesetze-bund",
    "oer-vl-softwareentwicklung",
    "reichsanzeiger-page",
)
"""Written or corrected by people; nothing recognised by machine and left as it was."""

MOST_CHARACTERS: Final = 10_000_000
"""Of one source, so that German is not the language of laws alone."""

FEWEST_DOCUMENTS: Final = 2
"""A word of one document alone may be its misprint or a name."""


class TablesError(GemeingutError, RuntimeError):
    """The release holds none of the documents that the tables are counted over."""


def chosen(release: Path) -> pl.DataFrame:
    """Return id, source, license and text of the documents counted over, ordered by the hash of the id within a source."""
    paths = sorted((release / "data").glob("*/train-*.parquet"))
    if not paths:
        raise TablesError(f"{release}: no data/*/train-*.parquet there; is it the folder of a release?")
    names = pl.col("source", "license").cast(pl.String)
    rows = pl.scan_parquet(paths).select("id", names, "text")
    found = rows.filter(pl.col("source").is_in(SOURCES) & pl.col("license").is_in(list(FREE))).collect()
    works = works_of(found["id"])  # the parts of a work stay together
    order = pl.Series("order", [hash_of(one) for one in works], dtype=pl.UInt64)
    half = found.with_columns(order).filter(pl.col("order") % 2 == 0).sort("source", "order", "id")
    length = pl.col("text").str.len_chars().cast(pl.Int64)
    within = half.filter(length.cum_sum().over("source") - length < MOST_CHARACTERS)
    if within.is_empty():
        raise TablesError(f"{release}: none of its documents is free and of {', '.join(SOURCES)}")
    return within.drop("order")


def count_words(texts: pl.Series) -> tuple[dict[str, int], int]:
    """Return how often each word with a letter stands in the texts, by its most frequent form in small letters, and all."""
    forms, documents = Counter[str](), Counter[str]()
    total = 0
    for text in texts:
        words = [word.lower().replace("ſ", "s") for word in tokenise(text) if not word[0].isdigit()]
        total += len(words)
        forms.update(words)
        documents.update(set(words))
    counts: dict[int, int] = {}
    shown: dict[int, str] = {}
    for word, count in forms.most_common():
        if documents[word] >= FEWEST_DOCUMENTS:
            key = word_hash(word)
            counts[key] = counts.get(key, 0) + count
            shown.setdefault(key, word)
    return {shown[key]: count for key, count in counts.items()}, total


def build(release: Path, out: Path) -> dict[str, int]:
    """Write letters.npz and words.npz into a folder; return the characters counted per source."""
    rows = chosen(release)
    offsets, data = buffers(pa.chunked_array([rows["text"].to_arrow()]))
    np.savez_compressed(out / "letters.npz", counts=letters.counted(offsets, data).astype(np.uint32))
    words, costs = frequencies.table(*count_words(rows["text"]))
    listed = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez_compressed(out / "words.npz", words=listed, costs=costs)
    sizes = rows.group_by("source").agg(pl.col("text").str.len_chars().sum()).sort("source")
    return dict(sizes.iter_rows())


if __name__ == "__main__":
    for name, characters in build(Path(sys.argv[1]), DATA).items():
        sys.stdout.write(f"{name}: {characters:,} characters\n")
