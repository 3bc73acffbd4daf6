"""What is compared by training: the texts that each set of filters leaves of the same documents, and texts held out of all.

The measures are those stored in the workspace.  FineWeb2's and llmdata's limits are the published ones (FineWeb2's configuration
for deu_Latn, llmdata's defaults), applied as they are meant, not as llmdata's code errs: its own polarity faults would remove
nearly everything or nothing.  Their removal of duplicates is not part of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GENRES = {
    "law": "gesetze-bund",
    "court": "legal-entity-recognition",
    "play": "gerdracor",
    "novel": "eltec-deu",
    "letter": "soldatenbriefe",
    "diary": "schnitzler-tagebuch",
    "technology, 19th century": "dingler-polytechnisches-journal",
    "lecture": "oer-vl-softwareentwicklung",
    "manual": "rustbook-de",
    "web": "okfde-website",
}
"""Genres, each with a source whose publisher corrected or edited its texts: what is clean is not what our filters say."""

HELD_OUT_CHARACTERS = 40_000
PIECE_CHARACTERS = 2_000


def above(measure: str, limit: float) -> pl.Expr:
    return pl.col(measure).fill_null(0.0) > limit


FINEWEB2 = ~pl.any_horizontal(
    pl.col("language") != "deu",
    pl.col("language_score") < 0.821,
    ~pl.col("words").is_between(50, 100_000),
    pl.col("distinct_stop_words") < 2,
    above("mean_word_characters", 15.0),
    pl.col("alphabetic_words_ratio").fill_null(0.0) < 0.774,
    above("bullet_lines_ratio", 0.9),
    above("ellipsis_lines_ratio", 0.3),
    above("symbol_words_ratio", 0.1),
    above("duplicate_lines_ratio", 0.263),
    *(above(f"top_{n}gram_characters_ratio", limit) for n, limit in zip((2, 3, 4), (0.169, 0.153, 0.137), strict=True)),
    *(
        above(f"duplicate_{n}gram_characters_ratio", limit)
        for n, limit in zip(range(5, 11), (0.141, 0.134, 0.126, 0.117, 0.108, 0.098), strict=True)
    ),
    above("newline_ratio", 0.152),
    above("character_duplicates_ratio", 0.1),
)

LLMDATA = ~pl.any_horizontal(
    pl.col("language") != "deu",
    pl.col("language_score") < 0.65,
    pl.col("words") < 10,
    pl.col("distinct_stop_words") < 6,
    ~pl.col("mean_word_characters").is_between(4.8, 7.3),
    above("bullet_lines_ratio", 0.7),
    above("ellipsis_lines_ratio", 0.3),
    above("symbol_words_ratio", 0.1),
    above("duplicate_lines_ratio", 0.25),
    above("duplicate_paragraphs_ratio", 0.30),
    above("duplicate_paragraphs_characters_ratio", 0.20),
    above("duplicate_lines_characters_ratio", 0.15),
    *(above(f"top_{n}gram_characters_ratio", limit) for n, limit in zip((2, 3, 4), (0.07, 0.10, 0.13), strict=True)),
    *(
        above(f"duplicate_{n}gram_characters_ratio", limit)
        for n, limit in zip(range(5, 11), (0.39, 0.39, 0.38, 0.38, 0.37, 0.37), strict=True)
    ),
)


@dataclass(frozen=True)
class Material:
    """Texts to train on by arm, `{id, text}` each, and texts held out by genre."""

    arms: Mapping[str, pl.DataFrame]
    held_out: Mapping[str, list[str]]


def gather(workspace: Path, release: Path) -> Material:
    """Return what each arm may train on, and the held-out texts, from a finished run's workspace and its release."""
    documents = _judged(workspace, release)
    held_out, works = _hold_out(documents)
    documents = _without(documents, works, workspace)
    by_fate = pl.col("fate") == "kept"
    rules_alone = by_fate | pl.col("stage").is_in(["duplicates", "similarity"])
    chosen = {
        "as read": pl.lit(value=True),
        "llmdata": LLMDATA,
        "FineWeb2-deu": FINEWEB2,
        "our rules alone": rules_alone,
    }
    arms = {name: documents.filter(keeps).select("id", "text") for name, keeps in chosen.items()}
    shipped = pl.read_parquet(str(release / "data" / "*" / "*.parquet"), columns=["id", "text"], glob=True)
    arms["ours"] = shipped.join(documents.filter(by_fate).select("id"), on="id").select("id", "text")
    return Material(arms, held_out)


def _judged(workspace: Path, release: Path) -> pl.DataFrame:
    """Return the documents whose licence was good enough, with measures, language, fate and the stage that removed them."""
    ledger = pl.read_parquet(str(release / "ledger" / "[!_]*.parquet")).select("id", "fate", "stage")
    ledger = ledger.filter(
        (pl.col("fate") != "quarantined") & ~pl.col("stage").is_in(["license"]).fill_null(value=False)
    )
    tables = [
        pl.scan_parquet(str(workspace / folder / "*" / "*.parquet")).select(columns)
        for folder, columns in (
            ("documents", pl.col("id", "text", "source", "changes")),
            ("annotations/measures", pl.all()),
            ("annotations/language", pl.col("id", "language", "language_score")),
        )
    ]
    texts, measures, languages = tables
    return ledger.lazy().join(texts, on="id").join(measures, on="id").join(languages, on="id").collect().sort("id")


def work_of(column: str = "id") -> pl.Expr:
    """Return the id without the number of its part: parts of one work are held out together."""
    return pl.col(column).str.split("#").list.first()


def _hold_out(documents: pl.DataFrame) -> tuple[dict[str, list[str]], set[str]]:
    """Return held-out texts by genre and their works: whole works in the order of a hash, unchanged by cleaning first."""
    texts: dict[str, list[str]] = {}
    works: set[str] = set()
    for genre, source in GENRES.items():
        of_genre = documents.filter((pl.col("source") == source) & (pl.col("words") > 60)).with_columns(work=work_of())
        order = sorted(of_genre["work"].unique(), key=lambda work: hashlib.sha256(work.encode()).digest())
        texts[genre], size = [], 0
        for work in order[: max(1, len(order) // 5)]:
            works.add(work)
            for text in of_genre.filter(pl.col("work") == work)["text"]:
                middle = max(0, len(text) // 2 - 2 * PIECE_CHARACTERS)
                texts[genre].append(text[middle : middle + 4 * PIECE_CHARACTERS])
                size += len(texts[genre][-1])
                if size > HELD_OUT_CHARACTERS:
                    break
            if size > HELD_OUT_CHARACTERS:
                break
    return texts, works


def _without(documents: pl.DataFrame, works: set[str], workspace: Path) -> pl.DataFrame:
    """Return the documents that are not of a held-out work nor share an edge with one."""
    documents = documents.with_columns(work=work_of())
    edges = pl.read_parquet(str(workspace / "index" / "*" / "edges.parquet")).select(a=pl.col("a"), b=pl.col("b"))
    edges = pl.concat([edges, edges.select(a="b", b="a")]).filter(work_of("a").is_in(list(works)))
    return documents.filter(~pl.col("work").is_in(list(works))).join(edges, left_on="id", right_on="b", how="anti")


def pieces(texts: pl.DataFrame, words: int, seed: int) -> list[str]:
    """Return pieces of about 2,000 characters, drawn by the seed without regard to documents, `words` words in all."""
    cut = [
        (f"{seed}/{document_id}/{start}", text[start : start + PIECE_CHARACTERS])
        for document_id, text in texts.iter_rows()
        for start in range(0, len(text), PIECE_CHARACTERS)
    ]
    cut.sort(key=lambda piece: hashlib.blake2b(piece[0].encode(), digest_size=8).digest())
    drawn: list[str] = []
    total = 0
    for _, text in cut:
        if total >= words:
            return drawn
        drawn.append(text)
        total += len(text.split())
    message = f"an arm has {total} words, {words} are asked for: train on fewer"
    raise ValueError(message)
