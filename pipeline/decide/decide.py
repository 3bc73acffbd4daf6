"""Deciding a collection: every document of every source, in the order of the recipe, without reading text again.

A document that no edge joins to another is decided by itself: it is put aside on disk with its shard (`shelf`).  Only the
others, and renditions that a source declares, are held in memory together; where the recipe cuts repeated passages, all are.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from pipeline.decide import cuts, laundering, preference, takedowns, walk
from pipeline.decide.by_source import Part, joined_reviews, judge_source
from pipeline.decide.demands import demanded, path_of
from pipeline.decide.final import write_decided
from pipeline.decide.gathered_evidence import Evidence
from pipeline.decide.joined_edges import read_edges
from pipeline.decide.shelf import KEPT, ROWS, Shelf
from pipeline.similarity.survivors import REMOVED, joining
from pipeline.store.rows import SCHEMA, as_table, shape
from pipeline.store.schemas import QUARANTINE
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.admit.proof import Proof
    from pipeline.decide.demands import Demand
    from pipeline.decide.shelf import Key
    from pipeline.manifest import DuplicateRecipe
    from pipeline.manifest.load import LoadedCollection
    from pipeline.manifest.tombstones import Tombstones
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

MEMBER = {"id": pl.String, "source": pl.String, "license": pl.String, "attribution": pl.String}
REASONS = {"exact": "exact_duplicate", "same": "other_rendition"}
MEASURES = {"same": "same", "aligned": "similarity_aligned"}
"""Reason and measure of a duplicate by the kind of what joins it to the survivor."""
RENDITION = ("work", "member")


@dataclass(frozen=True)
class Decided:
    """What was decided: one row per broken rule, one row per kept document, the proofs, and what a person must decide.

    `failed` are the quarantine rows by source of the documents on which a detector failed; `demands` is what became of each.
    """

    decisions: pa.Table
    kept: pl.DataFrame
    evidence: list[dict[str, Any]]
    review: list[dict[str, Any]]
    failed: dict[str, pa.Table]
    demands: list[dict[str, Any]]


def decide(  # noqa: PLR0913, PLR0917  all that a decision rests on
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    proofs: Mapping[str, Proof],
    edges: pa.Table,
    as_of: dt.date,
    demands: Sequence[Demand] = (),
    out: Name | None = None,
) -> Decided:
    """Return the decisions on all documents read; deterministic, and independent of the order of sources and shards.

    Documents that lose repeated passages are written to the folder `out`, if one is given.
    """
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        shelf = Shelf(Path(folder))
        facts = shelve(collection, workspace, shards, proofs, edges, as_of, demands, out, shelf)
        rows = [shelf.get(key, ROWS) for key in shelf.shards()]
        kept = pl.concat([shelf.get(key, KEPT) for key in shelf.shards()], how="diagonal")
    return Decided(as_table(rows), kept, facts.evidence, facts.review, facts.failed, facts.demands)


def shelve(  # noqa: PLR0913, PLR0917  all that a decision rests on
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    proofs: Mapping[str, Proof],
    edges: pa.Table,
    as_of: dt.date,
    demands: Sequence[Demand],
    out: Name | None,
    shelf: Shelf,
) -> Shelved:
    """Put the kept documents (KEPT) and the decisions (ROWS) of every shard on the shelf, and return the rest.

    `out` as in `decide`.
    """
    evidence, duplicates = Evidence({}), collection.recipe.duplicates
    fallen = takedowns.judge(workspace, in_order(shards), edges, duplicates.threshold, demands)
    review, failed = list[dict[str, Any]](), dict[str, list[pa.Table]]()
    hall = _Hall(edges, fallen.decisions, shelf, holds_all=collection.recipe.repeated_passages is not None)
    for source in collection.sources:
        if shards.get(source.id):
            listed, proof = shards[source.id], proofs[source.id]
            for part in judge_source(collection, source, workspace, listed, proof, evidence, as_of):
                hall.admit(part)
                review += part.review
                failed.setdefault(source.id, []).append(part.failed)
    if not hall.linked:
        hall.admit(Part(_nothing(), [], [], "", QUARANTINE.empty_table(), ""))
    linked = pl.concat(hall.linked, how="diagonal")
    laundered = laundering.judge(edges, duplicates.threshold, linked, collection.reviews, evidence)
    standing = laundered.with_proofs(_without(linked.filter("is_kept"), [laundered.decisions]).drop("is_kept"))
    ranked = preference.ranked(standing, joining(edges, duplicates.threshold), duplicates.prefer)
    walked = walk.walk(collection, workspace, shards, ranked, edges, out)
    rows = [laundered.decisions, _duplicates(walked.removed, duplicates), walked.emptied]
    kept = _with_members(_without(ranked, rows[1:]), walked.removed, linked)
    hall.settle(linked, kept, pl.concat([pl.DataFrame(schema=SCHEMA), *rows]))
    hall.cite(kept["evidence"], _refused(linked, laundered.ids())["evidence"], laundered.decisions["evidence"])
    tables = {source: pa.concat_tables(parts) for source, parts in failed.items()}
    return Shelved(evidence.cited(hall.cited), [*joined_reviews(review), *laundered.review], tables, fallen.outcomes)


@dataclass(frozen=True)
class Shelved:
    """What deciding gives beside the tables on the shelf, as in `Decided`."""

    evidence: list[dict[str, Any]]
    review: list[dict[str, Any]]
    failed: dict[str, pa.Table]
    demands: list[dict[str, Any]]


@dataclass
class _Hall:
    """Where documents wait that have to be compared; all others are put on the shelf."""

    edges: pa.Table
    fallen: pl.DataFrame
    shelf: Shelf
    holds_all: bool
    linked: list[pl.DataFrame] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        ends = [pl.Series("id", self.edges.column(name), dtype=pl.String) for name in ("a", "b")]
        self._ends = pl.concat(ends).unique().sort()

    def admit(self, part: Part) -> None:
        """Take in a shard: what resembles another document waits, the rest is decided."""
        key = (part.source, part.shard)
        frame = part.frame.filter(~pl.col("is_quarantined"))
        own = self.fallen.filter(pl.col("id").is_in(frame["id"].implode()))
        rows = [*part.decisions, own]
        kept = _without(frame, rows)
        is_linked = self._is_linked(frame)
        waiting = frame.filter(is_linked)
        self.linked.append(waiting.with_columns(pl.col("id").is_in(kept["id"].implode()).alias("is_kept")))
        alone = frame.filter(~is_linked)
        decided = kept.filter(~pl.col("id").is_in(waiting["id"].implode()))
        self.cite(decided["evidence"], alone.filter(pl.col("verdict") != "accept")["evidence"])
        self.shelf.put(key, KEPT, _with_members(decided, _removed(), decided).drop(RENDITION))
        self.shelf.put(key, ROWS, pl.concat([pl.DataFrame(schema=SCHEMA), *rows]))

    def _is_linked(self, frame: pl.DataFrame) -> pl.Series:
        if self.holds_all:
            return pl.Series([True] * len(frame), dtype=pl.Boolean)
        is_declared = frame["work"].is_not_null()
        if self._ends.is_empty():
            return is_declared
        places = self._ends.search_sorted(frame["id"]).clip(0, len(self._ends) - 1)
        return is_declared | (self._ends.gather(places) == frame["id"])

    def settle(self, linked: pl.DataFrame, kept: pl.DataFrame, rows: pl.DataFrame) -> None:
        """Put what came of the documents that waited to their shards: those kept, and decisions on the others."""
        placed = rows.join(linked.select("id", "source", "shard"), on="id", how="left", maintain_order="left")
        for kind, frame in ((KEPT, kept.drop(RENDITION)), (ROWS, placed)):
            for (source, shard), part in frame.partition_by(
                "source", "shard", maintain_order=True, as_dict=True
            ).items():
                key: Key = (str(source), str(shard))
                before = self.shelf.get(key, kind)
                self.shelf.put(key, kind, pl.concat([before, part.select(before.columns)]))

    def cite(self, *columns: pl.Series) -> None:
        """Note the evidence that the columns cite; each holds a list of ids per document."""
        for column in columns:
            self.cited.update(column.explode().drop_nulls().unique().to_list())


def _refused(documents: pl.DataFrame, laundered: pl.Series) -> pl.DataFrame:
    return documents.filter((pl.col("verdict") != "accept") | pl.col("id").is_in(laundered.implode()))


def _removed() -> pl.DataFrame:
    return pl.DataFrame(schema=REMOVED)


def _nothing() -> pl.DataFrame:
    kinds = {"id": pl.String, "source": pl.String, "verdict": pl.String, "is_quarantined": pl.Boolean}
    kinds |= {"license": pl.String, "obligation": pl.String, "priority": pl.Int64, "words": pl.Int64, "date": pl.String}
    kinds |= {"license_basis": pl.String, "license_url": pl.String, "domain": pl.String, "accuses": pl.Boolean}
    kinds |= {"language": pl.String, "variety": pl.String, "characters": pl.Int64, "damage": pl.Float32}
    kinds |= {"letters": pl.Int64, "work": pl.String, "member": pl.String}
    kinds |= {"origin": pl.String, "unit": pl.String}
    return pl.DataFrame(schema={**kinds, "evidence": pl.List(pl.String), "attribution": pl.String, "shard": pl.String})


def _without(frame: pl.DataFrame, rows: Iterable[pl.DataFrame]) -> pl.DataFrame:
    removed = pl.concat([pl.DataFrame(schema=SCHEMA), *rows])["id"].unique()
    return frame.filter(~pl.col("id").is_in(removed.implode()))


def _duplicates(removed: pl.DataFrame, recipe: DuplicateRecipe) -> pl.DataFrame:
    """Return the decisions on duplicates: `measure` says by what they resemble the survivor, `limit` from where on it counts."""
    kind = pl.col("kind")
    limits = {
        "same": None,
        "aligned": recipe.misread.threshold if recipe.misread else None,
        "edition": recipe.editions.threshold if recipe.editions else None,
    }
    measure = kind.replace_strict(MEASURES, default="similarity", return_dtype=pl.String)
    return shape(
        removed.sort("id"),
        "duplicates",
        reason=kind.replace_strict(REASONS, default="near_duplicate", return_dtype=pl.String),
        measure=pl.when("is_estimated").then(pl.lit("similarity_estimated")).otherwise(measure),
        value=pl.when(kind != "same").then(pl.col("similarity")),
        limit=kind.replace_strict(limits, default=recipe.threshold, return_dtype=pl.Float64),
        related=pl.col("survivor"),
    )


def _with_members(kept: pl.DataFrame, removed: pl.DataFrame, everything: pl.DataFrame) -> pl.DataFrame:
    gone = removed.select("id", "survivor").sort("id")
    facts = gone.join(everything.select(list(MEMBER)), on="id", how="left", maintain_order="left")
    members = facts.group_by("survivor", maintain_order=True).agg(pl.struct(list(MEMBER)).alias("members"))
    joined = kept.join(members, left_on="id", right_on="survivor", how="left", maintain_order="left")
    listed = pl.col("members").fill_null(pl.lit([], dtype=pl.List(pl.Struct(MEMBER))))
    return joined.with_columns(listed).with_columns(
        (1 + pl.col("members").list.len()).cast(pl.Int32).alias("duplicates")
    )


def decide_collection(
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    proofs: Mapping[str, Proof],
    as_of: str,
    tombstones: Tombstones,
) -> None:
    """Write the decisions, the kept documents' facts, the proofs, the groups for review and what became of each demand."""
    name, store = collection.manifest.name, workspace.store
    edges, folder = read_edges(workspace, collection), workspace.decisions(name)
    demands, day = demanded(collection, tombstones), dt.date.fromisoformat(as_of)
    with store.scratch() as scratch:
        shelf = Shelf(scratch)
        out = cuts.passages_folder(workspace, name)
        facts = shelve(collection, workspace, shards, proofs, edges, day, demands, out, shelf)
        for source, failed in facts.failed.items():
            store.write_table(detector_failures(workspace, source), failed)
        store.write_json(folder / "evidence.json", facts.evidence)
        store.write_json(folder / "review.json", facts.review)
        store.write_json(path_of(workspace, name), facts.demands)
        write_decided(workspace, collection, shelf, edges)


def detector_failures(workspace: Workspace, source: str) -> Name:
    """Return the name of the table of a source's documents on which a detector failed."""
    return workspace.quarantine(source) / "detector.parquet"
