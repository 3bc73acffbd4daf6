"""Makes the tables of clean German anew from a release: `python -m scripts.tables RELEASE`.

Letters and words are counted over documents of the sources named here whose proven licence sets no condition; anything else in
the release is passed over.  Half of the documents, by the hash of the id, are left out: they stay unseen for calibration.
The same release gives the same bytes.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.kernels.compile import kernel
from filters.kernels.costs import next_code
from filters.kernels.lexicon import word_hash
from filters.kernels.tokens import WORD, Tokens, token_space, tokenise, tokenise_into
from filters.lexicon import CODES
from gemeingut.errors import GemeingutError
from pipeline.release_files.data_files import hash_of
from pipeline.store.ids import works_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

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
"""Of each source at most, so that German is not the language of laws alone."""

FEWEST_DOCUMENTS: Final = 2
"""A word of one document alone may be a misprint or a name there."""

WORDS: Final = 20_000
"""Words in the table: they fit into a processor's cache; a table five times as large makes the pass a third slower."""

WORD_STEPS_PER_BIT: Final = 8
MOST_COSTLY: Final = 255


class TablesError(GemeingutError, RuntimeError):
    """The release holds none of the documents that the tables are counted over."""


def chosen(release: Path) -> pl.DataFrame:
    """Return id, source, license and text of the documents counted, ordered by source and the hash of the id."""
    paths = sorted((release / "data").glob("*/train-*.parquet"))
    if not paths:
        raise TablesError(f"{release}: no data/*/train-*.parquet there; is it the folder of a release?")
    names = pl.col("source", "license").cast(pl.String)
    rows = pl.scan_parquet(paths).select("id", names, "text")
    free = rows.filter(pl.col("source").is_in(SOURCES) & pl.col("license").is_in(list(FREE))).collect()
    works = works_of(free["id"])  # the parts of a work stay together
    order = pl.Series("order", [hash_of(work) for work in works], dtype=pl.UInt64)
    half = free.with_columns(order).filter(pl.col("order") % 2 == 0).sort("source", "order", "id")
    length = pl.col("text").str.len_chars().cast(pl.Int64)
    within = half.filter(length.cum_sum().over("source") - length < MOST_CHARACTERS)
    if within.is_empty():
        raise TablesError(f"{release}: none of its documents is free and of {', '.join(SOURCES)}")
    return within.drop("order")


@kernel
def add_trigrams(
    offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], tokens: Tokens, counts: npt.NDArray[np.int64]
) -> None:
    """Add every sequence of three letter codes of every word to `counts`, shape (32768,), word edges included."""
    for document in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[document], offsets[document + 1], tokens)
        for token in range(count):
            if tokens.kinds[token] & WORD == 0:
                continue
            context = 0
            place = tokens.starts[token]
            end = tokens.ends[token]
            while place < end:
                code, width = next_code(data, place, end)
                place += width
                if code < 0:
                    continue
                context = (context << 5 | code) & 0x7FFF
                counts[context] += 1
            counts[(context << 5) & 0x7FFF] += 1


def count_letters(texts: pl.Series) -> npt.NDArray[np.int64]:
    """Return how often each sequence of three letter codes occurs in the words of the texts, shape (32, 32, 32)."""
    offsets, data = buffers(pa.chunked_array([texts.to_arrow()]))
    counts = np.zeros(CODES**3, np.int64)
    add_trigrams(offsets, data, token_space(int(np.diff(offsets).max(initial=0))), counts)
    return counts.reshape(CODES, CODES, CODES)


def count_words(texts: pl.Series) -> tuple[dict[str, int], int]:
    """Return how often each word with a letter occurs, by its most frequent lower-case form, and the number of all words.

    Words of fewer than FEWEST_DOCUMENTS texts are left out.
    """
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


def cost_words(counts: Mapping[str, int], total: int) -> tuple[list[str], npt.NDArray[np.uint8]]:
    """Return the WORDS most frequent words in alphabetical order and their costs, -log2(count / total) in eighths of a bit."""
    frequent = sorted(sorted(counts, key=lambda word: (-counts[word], word))[:WORDS])
    shares = np.array([counts[word] for word in frequent], np.float64) / total
    steps = np.clip(np.rint(-WORD_STEPS_PER_BIT * np.log2(shares)), 0, MOST_COSTLY)
    return frequent, steps.astype(np.uint8)


def build(release: Path, out: Path) -> dict[str, int]:
    """Write letters.npz and words.npz into a folder; return the number of characters counted per source."""
    rows = chosen(release)
    np.savez_compressed(out / "letters.npz", counts=count_letters(rows["text"]).astype(np.uint32))
    words, costs = cost_words(*count_words(rows["text"]))
    listed = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez_compressed(out / "words.npz", words=listed, costs=costs)
    sizes = rows.group_by("source").agg(pl.col("text").str.len_chars().sum()).sort("source")
    return dict(sizes.iter_rows())


if __name__ == "__main__":
    for name, characters in build(Path(sys.argv[1]), DATA).items():
        sys.stdout.write(f"{name}: {characters:,} characters\n")
