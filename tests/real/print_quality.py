"""How well the score of text recognition tells clean print from noisy: on pages of known error rate, and on planted noise.

python -m tests.real.print_quality WORKSPACE

The CIS test set holds 195 pages of 1809 and 1841 as five programs read them and as people corrected them: the distance of a
reading to its correction is its error rate.  Noise is planted in clean texts of several sources by misreading letters.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from dataclasses import dataclass

import numba
import numpy as np
import polars as pl
import pyarrow as pa

from filters.measures import measure
from flows.cli.funnel import columns
from pipeline.decide.quality import described
from pipeline.release_files.data_files import hash_of
from pipeline.store import workspace as ws
from pipeline.store.schemas import frame_of
from pipeline.store.shard import shards_of
from tests.filters.mutations import MISREAD

PAGES = "cis-ocrtestset"
CORRECTED = "gt"
MEASURES = {"ocr_score": -1, "letter_bits": 1, "word_bits": 1}
"""What tells noise, and in which direction it does."""
BANDS = ((0.0, 0.01), (0.01, 0.03), (0.03, 0.05), (0.05, 0.1), (0.1, 1.0))
RATES = (0.01, 0.03, 0.05, 0.1)
CLEAN = ("cis-ocrtestset", "dach-gt-alto", "eltec-deu", "schnitzler-briefe", "gesetze-bund", "okfde-website")
"""Sources without errors of recognition: print corrected by people, and texts that never were on paper."""
EACH = 100
LENGTH = (600, 2_000)
"""Characters of a text in which noise is planted: about a page."""
LETTERS = {one: other for one, other in MISREAD.items() if other.isalpha()}
"""Misreadings that leave a word of letters, the harder half: no digit or stroke in it gives them away."""


@dataclass(frozen=True)
class Told:
    """How well a measure tells noisy texts from clean ones: the share of pairs that it orders rightly (AUC)."""

    what: str
    measure: str
    clean: int
    noisy: int
    auc: float


def auc(clean: np.ndarray, noisy: np.ndarray) -> float:
    """Return the share of pairs in which the noisy value is the higher one; a tie counts half."""
    ranks = pl.Series(np.concatenate([clean, noisy])).rank("average").to_numpy()[len(clean) :].sum()
    return float((ranks - len(noisy) * (len(noisy) + 1) / 2) / (len(clean) * len(noisy)))


@numba.njit
def distance(one: np.ndarray, other: np.ndarray) -> int:
    """Return the edit distance of two rows of code points (Levenshtein)."""
    row = np.arange(len(other) + 1)
    for at in range(len(one)):
        diagonal = row[0]
        row[0] = at + 1
        for to in range(len(other)):
            kept = diagonal + (one[at] != other[to])
            diagonal = row[to + 1]
            row[to + 1] = min(kept, diagonal + 1, row[to] + 1)
    return int(row[-1])


def points(text: str) -> np.ndarray:
    """Return a text as code points: long s as s, double hyphens as simple ones, white space as one blank."""
    plain = unicodedata.normalize("NFKC", text).replace("⸗", "-").replace("¬", "-")
    return np.frombuffer(" ".join(plain.split()).encode("utf-32-le"), dtype=np.uint32)


def documents(workspace: ws.Workspace, source: str) -> pl.DataFrame:
    """Return id, text and measures of a source's documents."""
    frames = []
    for shard in shards_of(workspace, source):
        texts = frame_of(workspace.store.read_table(shard.documents(workspace), ["id", "text"]))
        frames.append(described(workspace, shard).select("id", "words", *MEASURES).join(texts, on="id"))
    return pl.concat(frames)


def pages(workspace: ws.Workspace) -> pl.DataFrame:
    """Return every reading of a page with its measures and `error_rate`: edits per character of the corrected page."""
    parts = pl.col("id").str.extract_groups(r"/(?<book>[^/]+)/(?<reading>[^/]+)/(?<page>\d+)[^/]*$")
    found = documents(workspace, PAGES).with_columns(parts.alias("place")).unnest("place")
    truth = {(row["book"], row["page"]): points(row["text"]) for row in found.to_dicts() if row["reading"] == CORRECTED}
    rates = [
        distance(points(row["text"]), right) / len(right)
        if (right := truth.get((row["book"], row["page"]))) is not None
        else None
        for row in found.to_dicts()
    ]
    return found.with_columns(error_rate=pl.Series(rates, dtype=pl.Float64)).drop_nulls()


def on_pages(workspace: ws.Workspace) -> list[Told]:
    """Return how well corrected pages are told from readings of each band of error rates."""
    found = pages(workspace)
    clean = found.filter(pl.col("reading") == CORRECTED)
    read = found.filter(pl.col("reading") != CORRECTED)
    told = []
    for least, most in BANDS:
        noisy = read.filter(pl.col("error_rate").is_between(least, most, closed="left"))
        what = f"{least:.0%} to {most:.0%}" if most < 1 else f"{least:.0%} and more"
        told += _told(what, clean, noisy) if len(noisy) else []
    return told


def _told(what: str, clean: pl.DataFrame, noisy: pl.DataFrame) -> list[Told]:
    return [
        Told(what, name, len(clean), len(noisy), auc(sign * clean[name].to_numpy(), sign * noisy[name].to_numpy()))
        for name, sign in MEASURES.items()
    ]


def misread(text: str, rate: float, seed: str) -> str:
    """Return a text in which this share of its characters is read as another letter."""
    places = [at for at, one in enumerate(text) if one in LETTERS]
    luck = random.Random(seed)  # noqa: S311  noise, not a secret
    chosen = set(luck.sample(places, min(len(places), round(rate * len(text)))))
    return "".join(LETTERS[one] if at in chosen else one for at, one in enumerate(text))


def planted(workspace: ws.Workspace) -> dict[tuple[str, float], list[Told]]:
    """Return by source and rate how well clean texts are told from the same with noise; under `all` those of all sources."""
    clean: dict[str, list[tuple[str, str]]] = {source: _clean(workspace, source) for source in CLEAN}
    clean["all"] = [row for rows in clean.values() for row in rows]
    found = {}
    for source, rows in clean.items():
        sound = _measured([text for _, text in rows])
        for rate in RATES:
            found[source, rate] = _told(
                f"{rate:.0%}", sound, _measured([misread(text, rate, one) for one, text in rows])
            )
    return found


def _clean(workspace: ws.Workspace, source: str) -> list[tuple[str, str]]:
    least, most = LENGTH
    rows = documents(workspace, source).filter(pl.col("text").str.len_chars() >= least).select("id", "text").rows()
    chosen = [row for row in rows if source != PAGES or f"/{CORRECTED}/" in row[0]]
    return [(one, text[:most]) for one, text in sorted(chosen, key=lambda row: hash_of(row[0]))[:EACH]]


def _measured(texts: list[str]) -> pl.DataFrame:
    measured = pl.from_arrow(measure(pa.array(texts, pa.large_string())))
    assert isinstance(measured, pl.DataFrame)
    return measured


def table(workspace: ws.Workspace) -> list[str]:
    """Return both tables as lines."""
    rows = [("errors", "pages", *MEASURES)]
    of_pages = on_pages(workspace)
    for what in dict.fromkeys(one.what for one in of_pages):
        here = [one for one in of_pages if one.what == what]
        rows.append((what, str(here[0].noisy), *(f"{one.auc:.3f}" for one in here)))
    noise = planted(workspace)
    other = [("planted in", *(f"{rate:.0%}" for rate in RATES))]
    for source in (*CLEAN, "all"):
        scores = [next(one.auc for one in noise[source, rate] if one.measure == "ocr_score") for rate in RATES]
        other.append((source, *(f"{score:.3f}" for score in scores)))
    return [*columns(rows, right={1, 2, 3, 4}), "", *columns(other, right={1, 2, 3, 4})]


if __name__ == "__main__":
    sys.stdout.write("\n".join([*table(ws.open_workspace(sys.argv[1])), ""]))
