"""Objections to a document's language and text, by the profile of its source and the limits of the recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from filters import profiles
from filters.filter import objections
from pipeline.decide.rows import RANK, SCHEMA, shape

if TYPE_CHECKING:
    from pipeline.manifest import LanguageRecipe, Recipe, Source

NO_LANGUAGE = "und"  # ISO 639-3: undetermined


def language(frame: pl.DataFrame, recipe: LanguageRecipe) -> pl.DataFrame:
    """Return a decision for every document in another language, or in a language too uncertain to tell.

    A document without a letter has no language and fails.  `related` names the language found.
    """
    found = pl.col("language").fill_null(NO_LANGUAGE)
    wanted = found.is_in(list(recipe.keep))
    sure = pl.col("language_score").fill_nan(0.0).fill_null(0.0) >= recipe.at_least
    rejected = frame.filter(~(wanted & sure))
    return shape(
        rejected,
        "language",
        reason="wrong_language",
        measure="language_score",
        value=pl.col("language_score"),
        limit=recipe.at_least,
        related=found,
    )


def quality(frame: pl.DataFrame, source: Source, recipe: Recipe) -> pl.DataFrame:
    """Return a decision for every rule of the source's profile that a document breaks."""
    profile = source.profile_name()
    changes = [one for one in recipe.limits if one.profile in {profile, "*"}]
    found = objections(frame.to_arrow(), profiles.rules(profile, changes), RANK["quality"])
    rows = pl.from_arrow(found)
    if not isinstance(rows, pl.DataFrame) or rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    ids = frame.select("id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return shape(rows.join(ids, on="row"), "quality", rank=pl.col("rank"))
