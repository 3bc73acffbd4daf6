"""Deciding a collection: every document of every source, in the order of the recipe, without reading text again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from licenses.combine import RANK, obligation_class
from pipeline import workspace as ws
from pipeline.decide import cuts, laundering, licensing, quality, takedowns
from pipeline.decide.evidence import Evidence
from pipeline.decide.rows import SCHEMA, as_table, decisions, shape
from pipeline.decide.shards import Shard, described
from pipeline.decide.subsets import with_subset
from pipeline.documents import QUARANTINE
from pipeline.similarity.survivors import choose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.load import LoadedCollection, LoadedSource
    from pipeline.proof import Proof
    from pipeline.similarity.survivors import Removal
    from pipeline.workspace import Workspace

DETECTOR_FAILED = "detector_failed"


@dataclass(frozen=True)
class Decided:
    """What was decided: one row per broken rule, one row per kept document, the proofs, and what a person must decide.

    `failed` are the quarantine rows by source of the documents on which a detector failed.
    """

    decisions: pa.Table
    kept: pl.DataFrame
    evidence: list[dict[str, Any]]
    review: list[dict[str, Any]]
    failed: dict[str, pa.Table]


def decide(
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    proofs: Mapping[str, Proof],
    edges: pa.Table,
    as_of: dt.date,
) -> Decided:
    """Return the decisions on all documents read; deterministic, and independent of the order of sources and shards."""
    evidence = Evidence({})
    parts = [
        _source(collection, one, workspace, shards[one.id], proofs[one.id], evidence, as_of)
        for one in collection.sources
        if shards.get(one.id)
    ]
    frames = [part.frame for part in parts]
    everything = pl.concat(frames, how="diagonal") if frames else _nothing()
    rows = [row for part in parts for row in part.decisions]
    everything = everything.filter(~pl.col("is_quarantined"))
    threshold = collection.recipe.duplicates.threshold
    kept = _without(everything, rows)
    judged = everything.with_columns(pl.col("id").is_in(kept["id"].implode()).alias("is_kept"))
    laundered = laundering.judge(edges, threshold, judged, collection.reviews, evidence)
    rows.append(laundered.decisions)
    kept = _ranked(laundered.with_proofs(_without(kept, rows[-1:])), collection)
    removed = choose(kept["id"].to_list(), edges, threshold)
    rows.append(_duplicates(removed, threshold))
    kept = _with_members(_without(kept, rows[-1:]), removed, everything)
    table = as_table(rows)
    refused = everything.filter((pl.col("verdict") != "accept") | pl.col("id").is_in(laundered.ids().implode()))
    standing = {one for ids in pl.concat([kept["evidence"], refused["evidence"]]).to_list() for one in ids}
    proofs_kept = [row for one, row in sorted(evidence.rows.items()) if one in standing]
    review = [*(row for part in parts for row in part.review), *laundered.review]
    return Decided(table, kept, proofs_kept, review, {part.source: part.failed for part in parts})


@dataclass
class _Part:
    frame: pl.DataFrame
    decisions: list[pl.DataFrame]
    review: list[dict[str, Any]]
    source: str
    failed: pa.Table


def _nothing() -> pl.DataFrame:
    kinds = {"id": pl.String, "source": pl.String, "verdict": pl.String, "is_quarantined": pl.Boolean}
    kinds |= {"license": pl.String, "obligation": pl.String, "priority": pl.Int64, "words": pl.Int64, "date": pl.String}
    kinds |= {"license_basis": pl.String, "license_url": pl.String, "domain": pl.String, "accuses": pl.Boolean}
    kinds |= {"language": pl.String, "characters": pl.Int64}
    return pl.DataFrame(schema={**kinds, "evidence": pl.List(pl.String), "attribution": pl.String, "shard": pl.String})


def _source(
    collection: LoadedCollection,
    source: LoadedSource,
    workspace: Workspace,
    shards: Sequence[Shard],
    proof: Proof,
    evidence: Evidence,
    as_of: dt.date,
) -> _Part:
    manifest, recipe = source.manifest, collection.recipe
    reviews = collection.reviews[source.id].decisions if source.id in collection.reviews else ()
    policy = licensing.policy_of(collection.policy)
    judge = licensing.Judge(manifest, proof, policy, reviews, evidence, as_of)
    frames, rows, verdicts = [], [], []
    for shard in shards:
        frame = described(workspace, shard)
        found = licensing.judged(frame, judge, manifest, workspace, shard)
        rows.append(licensing.objections(frame, found))
        verdicts += found
        frames.append(frame.with_columns(*_license_columns(found, is_witness=manifest.witness)))
    frame = pl.concat(frames).with_columns(
        pl.lit(manifest.priority, pl.Int64).alias("priority"),
        pl.lit(manifest.attribution, pl.String).alias("attribution"),
        pl.lit(manifest.domain, pl.String).alias("domain"),
        pl.col("failed").is_not_null().alias("is_quarantined"),
    )
    broken = quality.quality(frame, manifest, recipe)
    rows += _objections(frame, collection, source, workspace, shards)
    rows += [_emptied(collection, source, workspace, shard, broken["id"]) for shard in shards]
    rows += [quality.language(frame, recipe.language), broken]
    review = _review(frame, verdicts, source)
    standing = [_drop_quarantined(one, frame) for one in rows]
    return _Part(frame, standing, review, source.id, _failed(frame, source.id))


def _objections(
    frame: pl.DataFrame,
    collection: LoadedCollection,
    source: LoadedSource,
    workspace: Workspace,
    shards: Sequence[Shard],
) -> list[pl.DataFrame]:
    demands = collection.takedowns.takedowns
    rows = [takedowns.takedowns(frame, workspace, shards, demands)]
    admission = source.manifest.admission
    if admission:
        rows.append(shape(frame, "license", reason=admission.reason, measure="manifest_admission", rank=150))
    return rows


def _emptied(
    collection: LoadedCollection, source: LoadedSource, workspace: Workspace, shard: Shard, before: pl.Series
) -> pl.DataFrame:
    """Return a decision for every document that its rules kept before the cuts (not in `before`) and remove after them."""
    table = ws.read_table(cuts.path_of(workspace, collection.manifest.name, shard))
    after = pl.from_arrow(table.drop_columns(["text", "cuts", "changes"]))
    if not isinstance(after, pl.DataFrame) or after.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    broken = quality.quality(after, source.manifest, collection.recipe)
    return shape(broken.filter(~pl.col("id").is_in(before.implode())), "cuts", reason="emptied_by_cuts")


def _license_columns(found: Sequence[licensing.Verdict], *, is_witness: bool) -> list[pl.Series]:
    resolutions = [one.resolution for one in found]
    accuses = [one.verdict == "reject" and (is_witness or one.reason != "license_unknown") for one in resolutions]
    return [
        pl.Series("accuses", accuses, dtype=pl.Boolean),
        pl.Series("verdict", [one.verdict for one in resolutions], dtype=pl.String),
        pl.Series("license", [one.license for one in resolutions], dtype=pl.String),
        pl.Series("license_url", [one.license_url for one in resolutions], dtype=pl.String),
        pl.Series("license_basis", [one.basis for one in resolutions], dtype=pl.String),
        pl.Series("obligation", [_obligation(one.license) for one in resolutions], dtype=pl.String),
        pl.Series("evidence", [list(one.evidence) for one in found], dtype=pl.List(pl.String)),
    ]


def _obligation(license_id: str | None) -> str | None:
    return obligation_class(license_id) if license_id else None


def _failed(frame: pl.DataFrame, source: str) -> pa.Table:
    """Return the quarantine rows of the documents on which a detector failed: nothing unsearched is published."""
    failed = frame.filter(pl.col("is_quarantined"))
    rows: list[dict[str, Any]] = [
        {"id": one, "source": source, "member": member, "reason": DETECTOR_FAILED, "detail": why, "characters": count}
        for one, member, why, count in failed.select("id", "member", "failed", "characters_read").iter_rows()
    ]
    return pa.Table.from_pylist(rows, schema=QUARANTINE)


def _drop_quarantined(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    quarantined = frame.filter(pl.col("is_quarantined"))["id"]
    return rows.filter(~pl.col("id").is_in(quarantined.implode())) if len(quarantined) else rows


def _review(frame: pl.DataFrame, verdicts: Sequence[licensing.Verdict], source: LoadedSource) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    admission = source.manifest.admission
    for one, words, verdict in zip(frame["id"], frame["words"], verdicts, strict=True):
        judged = verdict.resolution
        if judged.verdict != "review" and not (admission and admission.verdict == "review"):
            continue
        rule = judged.rule if judged.verdict == "review" else "manifest_admission"
        why = judged.why if judged.verdict == "review" else admission.note if admission else ""
        reason = judged.reason if judged.verdict == "review" else admission.reason if admission else ""
        new: dict[str, Any] = {
            "source": source.id,
            "rule": rule,
            "reason": reason,
            "why": why,
            "statement": verdict.statement,
        }
        new |= {"statement_sha256": verdict.statement_sha256, "documents": 0, "words": 0, "example": one}
        group = groups.setdefault((verdict.statement_sha256, rule), new)
        group["documents"] += 1
        group["words"] += words or 0
    return list(groups.values())


def _without(frame: pl.DataFrame, rows: Iterable[pl.DataFrame]) -> pl.DataFrame:
    removed = pl.concat([pl.DataFrame(schema=SCHEMA), *rows])["id"].unique()
    return frame.filter(~pl.col("id").is_in(removed.implode()))


def _ranked(frame: pl.DataFrame, collection: LoadedCollection) -> pl.DataFrame:
    freedom = pl.col("obligation").replace_strict(RANK, default=len(RANK), return_dtype=pl.Int64)
    order = {
        "freedom": (freedom, False),
        "priority": (pl.col("priority"), True),
        "words": (pl.col("words"), True),
        "date": (pl.col("date"), False),
        "id": (pl.col("id"), False),
    }
    named = [*collection.recipe.duplicates.prefer]
    chosen = [order[name] for name in named] + ([] if "id" in named else [order["id"]])
    return frame.sort([one for one, _ in chosen], descending=[down for _, down in chosen], nulls_last=True)


def _duplicates(removed: Mapping[str, Removal], threshold: float) -> pl.DataFrame:
    return decisions(
        [
            {
                "id": one,
                "stage": "duplicates",
                "reason": "exact_duplicate" if removal.kind == "exact" else "near_duplicate",
                "measure": "similarity",
                "value": removal.similarity,
                "limit": threshold,
                "rank": 500,
                "related": removal.survivor,
            }
            for one, removal in sorted(removed.items())
        ]
    )


def _with_members(kept: pl.DataFrame, removed: Mapping[str, Removal], everything: pl.DataFrame) -> pl.DataFrame:
    facts = dict(zip(everything["id"], everything.select("source", "license", "attribution").iter_rows(), strict=True))
    members: dict[str, list[dict[str, Any]]] = {}
    for one, removal in sorted(removed.items()):
        source, license_id, attribution = facts[one]
        row = {"id": one, "source": source, "license": license_id, "attribution": attribution}
        members.setdefault(removal.survivor, []).append(row)
    kind = pl.List(pl.Struct({"id": pl.String, "source": pl.String, "license": pl.String, "attribution": pl.String}))
    listed = [members.get(one, []) for one in kept["id"]]
    return kept.with_columns(
        pl.Series("members", listed, dtype=kind),
        pl.Series("duplicates", [1 + len(one) for one in listed], dtype=pl.Int32),
    )


def decide_collection(
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    proofs: Mapping[str, Proof],
    as_of: str,
    key: str,
) -> None:
    """Write the decisions, the kept documents' facts, the proofs and the groups for review."""
    name = collection.manifest.name
    edges = ws.read_table(workspace.index(name) / "edges.parquet")
    decided = decide(collection, workspace, shards, proofs, edges, dt.date.fromisoformat(as_of))
    folder = workspace.decisions(name)
    # Without it nothing is decided: a kill between here and the end cannot leave old decisions beside new proofs.
    (folder / "kept.parquet").unlink(missing_ok=True)
    for source, failed in decided.failed.items():
        ws.write_table(workspace.quarantine(source) / "detector.parquet", failed, key)
    ws.write_json(folder / "evidence.json", decided.evidence)
    ws.write_json(folder / "review.json", decided.review)
    ws.write_table(folder / "decisions.parquet", decided.decisions, key)
    kept = with_subset(decided.kept, collection.manifest.release)
    ws.write_table(folder / "kept.parquet", kept.to_arrow(), key)
