"""The subset that a kept document belongs to: by domain and obligation, or by the keys of the collection.

Licences that exclude each other get separate subsets; those that forbid a free collection end the run with an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from filters.language_codes import STANDARDS
from licenses.combine import apart, collection
from pipeline.decide.quality import routed
from pipeline.manifest.vocabulary import MACHINE, OCR, SENTENCE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.manifest import LanguageRecipe, Release
    from pipeline.release_files.facts import Apart


MISREAD: Final = 0.85
"""Reading damage (`pipeline.decide.preference`) from which print read by a machine stands apart: corrected pages of the 19th century
have 0.57 to 0.82, raw readings of Fraktur of which readers say that most lines hold errors 0.87 to 1.15."""


def named(
    kept: pl.DataFrame, release: Release, languages: LanguageRecipe, print_sources: Collection[str] = ()
) -> pl.DataFrame:
    """Return the kept documents with the column `subset`: the values of the release's keys, joined by a hyphen.

    What stands apart from the default configuration ends the name, and is listed in the column `apart`: a variety of
    German that the recipe sends to a subset of its own (`web-attribution-bar`), words of a machine
    (`…-machine-translated`), single sentences (`…-sentences`), print of `print_sources` that a machine misread (`…-misread`).
    """
    cleaned = [_cleaned(pl.col(column).fill_null("und")) for column in release.subsets]
    name = pl.concat_str(cleaned, separator="-") if cleaned else pl.lit("all")
    variety, misread = _variety(languages), _misread(print_sources)
    endings = _in_name(variety, release) + _ending(_machine()) + _ending(_sentences()) + _ending(misread)
    return kept.with_columns((name + endings).alias("subset"), _apart(variety, misread))


def divided(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return which part each `subset` and `license` goes to, of subsets whose copyleft licences have no common one.

    `pairs` holds every subset with every licence in it.  Raises CombinationError, which names them, if licences forbid a
    free collection.
    """
    licenses = pairs["license"].drop_nulls().unique().sort().to_list()
    if licenses:
        collection(licenses)
    parts = [_parts(documents) for _, documents in pairs.group_by("subset", maintain_order=True)]
    return pl.concat([part for part in parts if part is not None] or [_NONE])


def with_part(kept: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Return the documents, the part of a divided subset (`divided`) at the end of its name."""
    joined = kept.join(parts, on=["subset", "license"], how="left", maintain_order="left")
    suffix = "-" + _cleaned(pl.col("part"))
    return joined.with_columns(
        pl.when(pl.col("part").is_null()).then("subset").otherwise(pl.col("subset") + suffix).alias("subset")
    ).drop("part")


def _variety(languages: LanguageRecipe) -> pl.Expr:
    """Return the variety of German that has a subset of its own, else null."""
    own = [variety for variety, fate in languages.varieties.items() if fate == "subset"]
    counted_as = routed(languages)
    return pl.when(counted_as.is_in(own)).then(counted_as)


def _in_name(variety: pl.Expr, release: Release) -> pl.Expr:
    """Return the variety as the end of a name, empty where it is a language that stands in the name already."""
    if "language" in release.subsets:
        variety = pl.when(variety.is_in(list(STANDARDS))).then(variety)
    return _ending(variety.str.to_lowercase())


def _machine() -> pl.Expr:
    return pl.when(pl.col("origin").is_in(list(MACHINE))).then(pl.col("origin").str.replace("_", "-", literal=True))


def _sentences() -> pl.Expr:
    return pl.when(pl.col("unit") == SENTENCE).then(pl.lit("sentences"))


def _misread(print_sources: Collection[str]) -> pl.Expr:
    """Return `misread` for print that nobody is known to have corrected, where the reading is doubtful."""
    is_raw = (pl.col("origin") == OCR) | ((pl.col("origin") == UNKNOWN) & pl.col("source").is_in(list(print_sources)))
    return pl.when(is_raw & (pl.col("damage") >= MISREAD)).then(pl.lit("misread"))


def _ending(value: pl.Expr) -> pl.Expr:
    return ("-" + value).fill_null("")


def _apart(variety: pl.Expr, misread: pl.Expr) -> pl.Expr:
    """Return why a document is outside the default configuration: a list without nulls, empty where it is inside."""
    why: dict[Apart, pl.Expr] = {
        "variety": variety,
        "machine": _machine(),
        "sentences": _sentences(),
        "misread": misread,
    }
    named = [pl.when(value.is_not_null()).then(pl.lit(name)) for name, value in why.items()]
    return pl.concat_list(named).list.drop_nulls().alias("apart")


_NONE = pl.DataFrame(schema={"subset": pl.String, "license": pl.String, "part": pl.String})


def _parts(documents: pl.DataFrame) -> pl.DataFrame | None:
    """Return which part of a split subset each copyleft licence goes to, None where the subset may stay whole."""
    parts = apart(documents["license"].unique().sort().to_list())
    targets = {target for target in parts.values() if target}
    if len(targets) < 2:
        return None
    rows = {license_: target for license_, target in parts.items() if target}
    return pl.DataFrame(
        {"subset": [documents["subset"][0]] * len(rows), "license": list(rows), "part": list(rows.values())},
        schema=_NONE.schema,
    )


def _cleaned(value: pl.Expr) -> pl.Expr:
    return value.str.to_lowercase().str.replace_all(r"[^a-z0-9._]+", "-").str.strip_chars("-")
