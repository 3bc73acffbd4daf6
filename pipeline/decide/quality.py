"""What was measured of documents, and objections to their language and text by profile and recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from filters.filter import objections
from filters.language_codes import ENGLISH, GERMAN, VARIETIES, is_german
from pipeline.decide import nature
from pipeline.manifest.recipe_files import Own, rules_of
from pipeline.store.rows import RANK, SCHEMA, shape
from pipeline.store.schemas import frame_of
from pipeline.store.workspace import WorkspaceError

if TYPE_CHECKING:
    from pipeline.manifest import LanguageRecipe, Recipe, Source
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

DESCRIBED = ("source", "authors", "url", "characters_read", "damage", *nature.READ)
OTHERS = RANK["quality"] + 90  # behind all rules of a profile
GERMAN_CODES = (GERMAN, *VARIETIES)
NO_LANGUAGE = "und"  # ISO 639-3: undetermined


def described(workspace: Workspace, shard: Shard, *, is_judged: bool = False) -> pl.DataFrame:
    """Return one row per document: its metadata and everything measured on it, without text, spans and shingles.

    With `is_judged`, also the verdicts of the recipe's other filters; `failed` then holds their failures too.

    Raises WorkspaceError if an annotation is not aligned with the documents.
    """
    documents = workspace.store.read_table(shard.documents(workspace), list(DESCRIBED))
    documents = documents.append_column("shard", pa.repeat(pa.scalar(shard.name), len(documents)))
    frames = [frame_of(documents)]
    for annotator, columns in (
        ("license", ["id", "statements_key"]),
        ("language", None),
        ("measures", None),
        ("pii", ["id", "failed"]),
        *([("judges", None)] if is_judged else []),
    ):
        table = workspace.store.read_table(shard.annotation(workspace, annotator), columns)
        if not table.column("id").equals(documents.column("id")):
            raise WorkspaceError(f"{shard.annotation(workspace, annotator)}: not aligned with its documents")
        frames.append(frame_of(table.drop_columns(["id"])))
    frame = pl.concat(frames, how="horizontal")
    return frame.with_columns(failed=pl.coalesce("failed", "filter_failed")) if is_judged else frame


def routed(recipe: LanguageRecipe) -> pl.Expr:
    """Return what a document counts as: a variety of German that the recipe names, else its language."""
    variety = pl.col("variety")
    return pl.when(variety.is_in(list(recipe.varieties))).then(variety).otherwise(pl.col("language"))


def settled(frame: pl.DataFrame, source: Source, recipe: LanguageRecipe) -> pl.DataFrame:
    """Return the frame with the language as which each document is judged.

    A text too short to be identified counts as the German that its source names: as the one identified or the runner-up if the
    source names it, else as the first; so does a longer one of which nothing is likely, if German is among the two likeliest
    languages, or the source is one of dialects.  Other languages stand where the source names them too, or where they are likely
    enough; not in a source of dialects alone, whose sentences are taken for Dutch, English or Danish with certainty.
    """
    german = [code for code in source.language if is_german(code)]
    if not german:
        return frame
    is_of_dialects = set(german) <= set(VARIETIES)
    found, score = pl.col("language"), pl.col("language_score").fill_nan(0.0).fill_null(0.0)
    is_likely = pl.lit(value=False) if is_of_dialects else score >= recipe.short_at_least
    stands = (found.is_in(list(source.language)) & (score >= recipe.at_least)) | is_likely
    could_be = pl.lit(is_of_dialects) | found.is_in(GERMAN_CODES) | pl.col("runner_up").is_in(GERMAN_CODES)
    is_unsure = (pl.col("words") < recipe.short_words) | ((score < recipe.at_least) & could_be)
    is_settled = is_unsure & found.is_not_null() & ~stands
    named = [pl.when(code.is_in(list(source.language))).then(code) for code in (found, pl.col("runner_up"))]
    return frame.with_columns(
        pl.when(is_settled).then(pl.coalesce(*named, pl.lit(german[0]))).otherwise(found).alias("language"),
        pl.when(is_settled).then(pl.lit(recipe.at_least)).otherwise("language_score").alias("language_score"),
    )


def language(frame: pl.DataFrame, recipe: LanguageRecipe) -> pl.DataFrame:
    """Return a decision for every document in another language, or whose language is too uncertain.

    A document without a letter has no language and fails.  Where German and English take turns, `mixed` says so instead.
    `related` names the language found, or the variety that the recipe removes.  For an unwanted language the measure is `language`, without value and limit; for an uncertain one
    it is the score.
    """
    counted_as = routed(recipe).fill_null(NO_LANGUAGE)
    removed = [name for name, fate in recipe.varieties.items() if fate == "remove"]
    wanted = counted_as.is_in([*recipe.keep, *recipe.varieties]) & ~counted_as.is_in(removed)
    sure = pl.col("language_score").fill_nan(0.0).fill_null(0.0) >= recipe.at_least
    rejected = frame.filter(~(wanted & sure) & ~alternates(recipe))
    return shape(
        rejected,
        "language",
        reason="wrong_language",
        measure=pl.when(wanted).then(pl.lit("language_score")).otherwise(pl.lit("language")),
        value=pl.when(wanted).then(pl.col("language_score")),
        limit=pl.when(wanted).then(pl.lit(recipe.at_least)),
        related=counted_as,
    )


def mixed(frame: pl.DataFrame, recipe: LanguageRecipe) -> pl.DataFrame:
    """Return a decision for every document of which more is in another language than the recipe admits.

    `related` names that language.  A text without a passage long enough to be identified has no such share, and passes.
    """
    by_spans, by_turns = _above("foreign_ratio", recipe.foreign_at_most), alternates(recipe)
    return shape(
        frame.filter(by_spans | by_turns),
        "language",
        reason="mixed_language",
        measure=pl.when(by_spans).then(pl.lit("foreign_ratio")).otherwise(pl.lit("mixed_ratio")),
        value=pl.when(by_spans).then("foreign_ratio").otherwise("mixed_ratio"),
        limit=pl.when(by_spans).then(pl.lit(recipe.foreign_at_most)).otherwise(pl.lit(recipe.mixed_at_most)),
        related=pl.when(by_spans)
        .then("foreign_language")
        .when(pl.col("language") == ENGLISH)
        .then(pl.lit(GERMAN))
        .otherwise(pl.lit(ENGLISH)),
        rank=pl.lit(RANK["language"] + 1),
    )


def alternates(recipe: LanguageRecipe) -> pl.Expr:
    """Return whether a text is in German and English by turns, by the limit of the recipe."""
    return _above("mixed_ratio", recipe.mixed_at_most)


def _above(measure: str, limit: float | None) -> pl.Expr:
    return pl.lit(value=False) if limit is None else (pl.col(measure) > limit).fill_null(value=False)


def quality(frame: pl.DataFrame, source: Source, recipe: Recipe, own: Own | None = None) -> pl.DataFrame:
    """Return a decision for every rule of the source's profile that a document breaks."""
    rules = rules_of(recipe, own or Own(), source.profile_name())
    rows = frame_of(objections(frame.to_arrow(), rules, RANK["quality"]))
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    ids = frame.select("id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return shape(rows.join(ids, on="row"), "quality", rank=pl.col("rank"))


def after_cuts(cut: pa.Table, source: Source, recipe: Recipe, own: Own) -> pl.DataFrame:
    """Return a decision for every rule that a document breaks by what was measured on it after cuts."""
    measured = frame_of(cut.drop_columns(["text", "cuts", "changes"]))
    if measured.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    return shape(quality(measured, source, recipe, own), "cuts", reason="emptied_by_cuts")


def judges(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a decision for every filter of the recipe that refused a document; `measure` is the filter's answer."""
    if "objections" not in frame.columns:
        return pl.DataFrame(schema=SCHEMA)
    objected = frame.select("id", "objections").explode("objections").drop_nulls("objections").unnest("objections")
    return shape(objected, "quality", measure=pl.col("says"), rank=pl.lit(OTHERS))
