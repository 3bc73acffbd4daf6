"""Varieties of German: lid.176 corrected by the dialect model and by words, and the standards of Austria and Switzerland.

The thresholds were chosen on the training half of the labelled sets (`tests/filters/labelled.py`); a dialect is named only
where the dialect model is sure, because standard German is far more frequent than all of them together.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from filters import dialects, neighbours
from filters.language_codes import EARLY, GERMAN, VARIETIES
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from filters.language_lines import Words

DATA_FILES: Final = ("filters/data/standards.yaml",)
SURE: Final = 0.5  # least probability at which a dialect is named: more likely than all others together
SURE_IN_SHORT: Final = 0.8  # the same in lines of less than LONG code points, which are mostly standard German
LONG: Final = 200
STANDING: Final = 0.9  # a language other than German is not corrected from this score on
DOUBTFUL: Final = 0.5  # below this score a language other than German may be corrected to German
SHORTEST: Final = 30  # code points of a line; headings and single words are not given to the dialect model
LETTERS: Final = 300  # least number of bytes in which a national standard can be recognised
WORDS: Final = 2  # distinct Austrian words
SPELLINGS: Final = 3  # distinct words spelled with ss for ß, without any ß


def correct(words: Words, base: pl.DataFrame) -> pl.DataFrame:
    """Return `base` (the result of lid.176 for the lines) corrected by the dialect model and by words, with `variety`.

    Where the dialect model is sure of a dialect, it replaces German and uncertain languages; where it is sure of German, German
    replaces a dialect.  What the words of a line name (`neighbours`) replaces both.  The language that was replaced becomes
    the runner-up.
    """
    model = dialects.bundled()
    shares = model.shares(words)
    of = {name: shares[:, place] for place, name in enumerate(model.labels)}
    german = of[GERMAN] + of[EARLY]
    length = pc.utf8_length(words.lines).to_numpy()
    is_short = length < SHORTEST
    own = [name for name in model.labels if name in VARIETIES]
    best = np.argmax(np.stack([of[name] for name in own]), axis=0)
    share = np.where(is_short, 0.0, np.max(np.stack([of[name] for name in own]), axis=0))
    frame = base.with_columns(
        pl.Series("dialect", own).gather(best),
        pl.Series("share", share),
        pl.Series("sure", np.where(length < LONG, SURE_IN_SHORT, SURE)),
        pl.Series("german", np.where(is_short, 0.0, german)),
        pl.Series("early", np.where(is_short, 0.0, of[EARLY])),
    )
    corrected = frame.select(*_corrected()).hstack(neighbours.named(words)).select(*_named(), "early")
    is_german = pl.col("language") == GERMAN
    early = pl.when(is_german).then("early")
    variety = pl.coalesce(early, pl.when(is_german).then(_standard(words))).alias("variety")
    return corrected.with_columns(variety).drop("early")


def _corrected() -> list[pl.Expr]:
    language, score = pl.col("language"), pl.col("language_score")
    is_dialect = language.is_in(list(VARIETIES))
    is_known = language.is_in([label for label in dialects.bundled().labels if label in VARIETIES])
    stands = ~is_dialect & (language != GERMAN) & (score >= STANDING)
    to_dialect = (pl.col("share") >= pl.col("sure")) & ~stands & (pl.col("dialect") != language)
    uncertain = is_known | ((language != GERMAN) & (score < DOUBTFUL))
    to_german = (pl.col("german") >= SURE_IN_SHORT) & uncertain
    new = pl.when(to_dialect).then("dialect").when(to_german).then(pl.lit(GERMAN))
    share = pl.when(to_dialect).then("share").when(to_german).then("german").cast(pl.Float32)
    changed = to_dialect | to_german
    agreed = is_dialect & (pl.col("dialect") == language)
    kept = pl.when(agreed).then(pl.max_horizontal(score, pl.col("share").cast(pl.Float32))).otherwise(score)
    return [
        new.otherwise(language).alias("language"),
        pl.when(changed).then(share).otherwise(kept).alias("language_score"),
        pl.when(changed).then(language).otherwise("runner_up").alias("runner_up"),
        pl.when(changed).then(score).otherwise("runner_up_score").alias("runner_up_score"),
        pl.when((new.otherwise(language) == GERMAN) & (pl.col("early") >= SURE_IN_SHORT))
        .then(pl.lit(EARLY))
        .alias("early"),
    ]


def _named() -> list[pl.Expr]:
    language, score, neighbour = pl.col("language"), pl.col("language_score"), pl.col("neighbour")
    listed = list(neighbours.lists())
    is_far = ~language.is_in([GERMAN, *VARIETIES, *listed]) & (score >= STANDING)
    changed = neighbour.is_not_null() & (neighbour != language) & ~is_far
    agreed = neighbour.is_not_null() & (neighbour == language)
    sure = pl.when(agreed).then(pl.max_horizontal(score, "certainty")).otherwise(score)
    return [
        pl.when(changed).then(neighbour).otherwise(language).alias("language"),
        pl.when(changed).then("certainty").otherwise(sure).alias("language_score"),
        pl.when(changed).then(language).otherwise("runner_up").alias("runner_up"),
        pl.when(changed)
        .then(pl.min_horizontal(score, 1 - pl.col("certainty")))
        .otherwise("runner_up_score")
        .alias("runner_up_score"),
    ]


@cache
def _lists() -> tuple[list[str], int]:
    """Return Austrian words and Swiss spellings, and how many of them are Austrian."""
    lists = load_yaml((resources.files("filters") / "data" / "standards.yaml").read_text(encoding="utf-8"))
    austria, switzerland = lists["austria"].split(), lists["switzerland"].split()
    return austria + switzerland, len(austria)


def _standard(words: Words) -> pl.Series:
    """Return `deu-AT` or `deu-CH` where a line has words or spellings of that standard, else null."""
    names, austrian = _lists()
    small = pc.utf8_lower(words.different)
    number = pc.fill_null(pc.index_in(small, pa.array(names, pa.large_string())), -1).to_numpy()
    hits = np.flatnonzero((number >= 0)[words.numbers])
    lines = np.searchsorted(words.places, hits, side="right") - 1
    pairs = np.unique(lines * len(names) + number[words.numbers[hits]])
    lines_hit, is_austrian = pairs // len(names), pairs % len(names) < austrian
    is_long = pc.binary_length(words.lines).to_numpy() >= LETTERS
    swiss = np.flatnonzero((np.bincount(lines_hit[~is_austrian], minlength=len(is_long)) >= SPELLINGS) & is_long)
    unsharp = ~pc.match_substring_regex(words.lines.take(pa.array(swiss)), "[ßẞ]").to_numpy(zero_copy_only=False)
    standards = pl.Series([None], dtype=pl.String).new_from_index(0, len(is_long)).scatter(swiss[unsharp], "deu-CH")
    austrians = np.bincount(lines_hit[is_austrian], minlength=len(is_long)) >= WORDS
    return standards.scatter(np.flatnonzero(austrians & is_long), "deu-AT")
