"""Deciding a collection: every document of every source, in the order of the recipe, without reading text again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.decide import cuts, laundering, preference, takedowns, walk
from pipeline.decide.by_source import judge_source
from pipeline.decide.demands import demanded, path_of
from pipeline.decide.gathered_evidence import Evidence
from pipeline.decide.joined_edges import read_edges
from pipeline.decide.splits import with_sample, with_split
from pipeline.decide.subsets import with_subset
from pipeline.manifest import MisreadRecipe
from pipeline.similarity.survivors import joining
from pipeline.store.rows import SCHEMA, as_table, shape
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from pipeline.admit.proof import Proof
    from pipeline.decide.demands import Demand
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
KEPT_GROUP_ROWS = 1 << 14  # each shard is distributed to the release by itself and reads its own rows only


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
    evidence = Evidence({})
    parts = [
        judge_source(collection, source, workspace, shards[source.id], proofs[source.id], evidence, as_of)
        for source in collection.sources
        if shards.get(source.id)
    ]
    everything = pl.concat([part.frame for part in parts], how="diagonal") if parts else _nothing()
    rows = [row for part in parts for row in part.decisions]
    threshold = collection.recipe.duplicates.threshold
    fallen = takedowns.judge(workspace, in_order(shards), edges, threshold, demands)
    everything = everything.filter(~pl.col("is_quarantined"))
    rows.append(fallen.decisions.filter(pl.col("id").is_in(everything["id"].implode())))
    kept = _without(everything, rows)
    judged = everything.with_columns(pl.col("id").is_in(kept["id"].implode()).alias("is_kept"))
    laundered = laundering.judge(edges, threshold, judged, collection.reviews, evidence)
    rows.append(laundered.decisions)
    standing = laundered.with_proofs(_without(kept, rows[-1:]))
    kept = preference.ranked(standing, joining(edges, threshold), collection.recipe.duplicates.prefer)
    walked = walk.walk(collection, workspace, shards, kept, edges, out)
    rows += [_duplicates(walked.removed, collection.recipe.duplicates), walked.emptied]
    kept = _with_members(_without(kept, rows[-2:]), walked.removed, everything).drop("work", "member")
    refused = everything.filter((pl.col("verdict") != "accept") | pl.col("id").is_in(laundered.ids().implode()))
    cited = evidence.cited([kept["evidence"], refused["evidence"], laundered.decisions["evidence"]])
    review = [*(row for part in parts for row in part.review), *laundered.review]
    return Decided(as_table(rows), kept, cited, review, {part.source: part.failed for part in parts}, fallen.outcomes)


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
    edges = read_edges(workspace, collection)
    demands = demanded(collection, tombstones)
    folder = workspace.decisions(name)
    out = cuts.passages_folder(workspace, name)
    decided = decide(collection, workspace, shards, proofs, edges, dt.date.fromisoformat(as_of), demands, out)
    for source, failed in decided.failed.items():
        store.write_table(detector_failures(workspace, source), failed)
    store.write_json(folder / "evidence.json", decided.evidence)
    store.write_json(folder / "review.json", decided.review)
    store.write_json(path_of(workspace, name), decided.demands)
    store.write_table(folder / "decisions.parquet", decided.decisions)
    release = collection.manifest.release
    print_profiles = (collection.recipe.duplicates.misread or MisreadRecipe()).profiles
    of_print = [source.id for source in collection.sources if source.manifest.profile_name() in print_profiles]
    kept = with_split(decided.kept, edges, release.splits)
    kept = with_subset(kept, release, collection.recipe.language, of_print)
    kept = with_sample(kept, release.sample_bytes).sort("source", "shard", "id")
    store.write_table(folder / "kept.parquet", kept.to_arrow(), group_rows=KEPT_GROUP_ROWS)


def detector_failures(workspace: Workspace, source: str) -> Name:
    """Return the name of the table of a source's documents on which a detector failed."""
    return workspace.quarantine(source) / "detector.parquet"
