"""Faults planted in the documents of the collection `real`, and what its profiles make of them.

python -m tests.real.faults WORKSPACE
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from filters.filter import objections
from filters.measures import measure
from filters.profiles import rules
from flows.cli.funnel import columns
from pipeline.decide import quality
from pipeline.decide.quality import described
from pipeline.release_files.data_files import hash_of
from pipeline.stages.open_collection import open_collection
from pipeline.store import workspace as ws
from pipeline.store.schemas import frame_of
from pipeline.store.shard import shards_of
from tests.filters.mutations import FAULTS, planted

EACH = 12  # documents of a source that every kind of fault is planted in
LONGEST = 20_000  # characters: what is mutated has to be read again


@dataclass(frozen=True)
class Outcome:
    """What became of the faulty documents of one kind under one profile."""

    profile: str
    kind: str
    planted: int
    removed: int
    rightly: int


def sound(workspace, source, recipe):
    """Return id and text of the sound documents of a source that faults are planted in, the same every time."""
    frames = []
    for shard in shards_of(workspace, source.id):
        frame = described(workspace, shard).filter(pl.col("failed").is_null())
        broken = pl.concat([quality.language(frame, recipe.language), quality.quality(frame, source.manifest, recipe)])
        texts = frame_of(workspace.store.read_table(shard.documents(workspace), ["id", "text"]))
        frames.append(
            texts.filter(pl.col("id").is_in(frame["id"].implode()) & ~pl.col("id").is_in(broken["id"].implode()))
        )
    found = pl.concat(frames) if frames else pl.DataFrame(schema={"id": pl.String, "text": pl.String})
    order = pl.Series("order", [hash_of(one) for one in found["id"]], dtype=pl.UInt64)
    return found.with_columns(order, pl.col("text").str.slice(0, LONGEST)).sort("order").head(EACH)


def judged(profile, kind, documents):
    """Return what a profile makes of documents in which one kind of fault was planted."""
    texts = [planted(kind, one, text) for one, text in documents]
    found = pl.from_arrow(objections(measure(pa.array(texts, pa.large_string())), rules(profile)))
    removed = found["row"].n_unique()
    rightly = found.filter(pl.col("reason").is_in(list(FAULTS[kind].reasons)))["row"].n_unique()
    return Outcome(profile, kind, len(texts), removed, rightly)


def foreign(workspace, collection):
    """Return what became of real documents in other languages, by what the sources' folders say of them."""
    outcomes = []
    for source, pattern in (
        ("tldr-pages", r"/pages(\.nl|\.da|\.sv)?/"),
        ("europeana-newspapers-ner", r"enp_(NL|FR)"),
        ("cncf-glossary-de", r"/content/en/"),
        ("xsid-dialekte", r"/(da|nl|en)\."),
        ("ud-nachbarsprachen", r"."),
    ):
        frames = [described(workspace, shard) for shard in shards_of(workspace, source)]
        frame = pl.concat(frames).filter(pl.col("id").str.contains(pattern))
        removed = len(quality.language(frame, collection.recipe.language))
        name = next(one for one in collection.sources if one.id == source).manifest.profile_name()
        outcomes.append(Outcome(name, "other_language", len(frame), removed, removed))
    return outcomes


def outcomes(workspace):
    """Return every kind of fault under every profile of the collection's sources."""
    collection = open_collection("real")
    documents = {}
    for source in collection.sources:
        if workspace.store.exists(workspace.read(source.id) / "read.json"):
            rows = sound(workspace, source, collection.recipe).select("id", "text").rows()
            documents.setdefault(source.manifest.profile_name(), []).extend(rows)
    planted_ = [judged(profile, kind, rows) for profile, rows in sorted(documents.items()) for kind in FAULTS if rows]
    return planted_ + foreign(workspace, collection)


def table(found):
    """Return the outcomes as lines: a row per kind, a column per profile, removed for the right reason of planted."""
    profiles = sorted({one.profile for one in found})
    rows = [("fault", *profiles, "all")]
    for kind in dict.fromkeys(one.kind for one in found):
        of_kind = [one for one in found if one.kind == kind]
        cells = [[one for one in of_kind if one.profile == profile] for profile in profiles]
        rows.append((kind, *(_share(one) for one in cells), _share(of_kind)))
    rows.append(("all", *(_share([one for one in found if one.profile == name]) for name in profiles), _share(found)))
    return columns(rows, right=set(range(1, len(rows[0]))))


def _share(found):
    planted_ = sum(one.planted for one in found)
    return f"{sum(one.rightly for one in found) / planted_:.1%}" if planted_ else "–"


if __name__ == "__main__":
    everything = outcomes(ws.open_workspace(sys.argv[1]))
    count, removed = (sum(getattr(one, name) for one in everything) for name in ("planted", "removed"))
    sys.stdout.write("\n".join([*table(everything), f"{count:,} planted, {removed:,} removed for any reason", ""]))
