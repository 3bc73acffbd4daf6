"""Decisions on the documents of one source, shard by shard: licence, language, quality, cuts and contamination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from licenses.combine import obligation_class
from pipeline.annotate import user_filters
from pipeline.decide import cuts, licensing, nature, preference, quality, shard_licenses
from pipeline.decide.quality import described
from pipeline.decontaminate import contamination
from pipeline.manifest.policy import policy_of
from pipeline.store.rows import SCHEMA, shape
from pipeline.store.schemas import QUARANTINE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.admit.proof import Proof
    from pipeline.decide.gathered_evidence import Evidence
    from pipeline.manifest.load import LoadedCollection, LoadedSource
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

DETECTOR_FAILED = "detector_failed"
FILTER_FAILED = "filter_failed"
ONLY_JUDGED = ("authors", "url", "characters_read", "failed")
JUDGED = (*ONLY_JUDGED, "id", "source", "shard", "date", "language", "variety", "words", "characters", "origin", "unit")


@dataclass
class Part:
    """The result for one shard: its documents for comparison, decisions, groups for review, and documents not searched."""

    frame: pl.DataFrame
    decisions: list[pl.DataFrame]
    review: list[dict[str, Any]]
    source: str
    failed: pa.Table
    shard: str


def judge_source(
    collection: LoadedCollection,
    source: LoadedSource,
    workspace: Workspace,
    shards: Sequence[Shard],
    proof: Proof,
    evidence: Evidence,
    as_of: dt.date,
) -> Iterator[Part]:
    """Yield the decisions on one source's documents, shard by shard, without comparing them with other documents."""
    reviews = collection.reviews[source.id].decisions if source.id in collection.reviews else ()
    policy = policy_of(collection.policy)
    judge = licensing.Judge(source.manifest, proof, policy, reviews, evidence, as_of)
    for shard in shards:
        yield _judge_shard(collection, source, workspace, shard, judge)


def _judge_shard(
    collection: LoadedCollection, source: LoadedSource, workspace: Workspace, shard: Shard, judge: licensing.Judge
) -> Part:
    manifest, recipe = source.manifest, collection.recipe
    measured = described(workspace, shard, is_judged=bool(recipe.filters or recipe.datatrove))
    measured = quality.settled(measured, manifest, recipe.language)
    dated = nature.with_nature(measured.with_columns(own_date="date"), manifest)
    verdicts = shard_licenses.judged(dated, judge, manifest, workspace, shard)
    broken = quality.quality(measured, manifest, recipe, collection.own)
    rows = [quality.judges(measured)]
    rows += [shard_licenses.objections(measured, verdicts), quality.language(measured, recipe.language), broken]
    rows.append(quality.mixed(measured, recipe.language))
    rows.append(_emptied(collection, source, workspace, shard, broken["id"]))
    compared = contamination.objections(workspace, collection.manifest.name, shard, collection.decontamination)
    witnesses = _witnessed(measured, source)
    rows += [witnesses, compared.filter(~pl.col("id").is_in(witnesses["id"].implode()))]
    # The measures have been judged: for ten million documents they would not fit into memory.
    columns = [*_license_columns(verdicts, is_witness=manifest.witness), *preference.reading(measured)]
    columns += renditions(measured["member"], source.id, manifest.same)
    columns.append(pl.when(measured["failed"].is_not_null()).then(measured["member"]).alias("failed_member"))
    frame = (
        dated.select(JUDGED)
        .with_columns(columns)
        .with_columns(
            pl.lit(manifest.priority, pl.Int64).alias("priority"),
            pl.lit(manifest.attribution, pl.String).alias("attribution"),
            pl.lit(manifest.domain, pl.String).alias("domain"),
            pl.col("failed").is_not_null().alias("is_quarantined"),
        )
    )
    rows += _admission(frame, source)
    review = _review(frame, verdicts, source)
    standing = [_drop_quarantined(part, frame) for part in rows]
    failed = _failed(frame, source.id)
    return Part(frame.drop(*ONLY_JUDGED, "failed_member"), standing, review, source.id, failed, shard.name)


def joined_reviews(groups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups for review of all shards, those of one statement and rule of a source as one, in their first order."""
    known: dict[tuple[str, str, str], dict[str, Any]] = {}
    for group in groups:
        key = (group["source"], group["statement_sha256"], group["rule"])
        if key not in known:
            known[key] = dict(group)
            continue
        for name in ("documents", "words"):
            known[key][name] += group[name]
    return list(known.values())


def renditions(members: pl.Series, source: str, pattern: str | None) -> list[pl.Series]:
    """Return the columns `work`, what `pattern` says which text a member is a rendition of, and `member`, null without one."""
    if pattern is None:
        return [pl.Series(name, [None] * len(members), dtype=pl.String) for name in ("work", "member")]
    groups = members.alias("member").str.extract_groups(pattern).struct.unnest()
    is_named = groups.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    names = groups.select(pl.concat_str(pl.lit(source), pl.all().fill_null(""), separator="\x1f")).to_series()
    return [
        pl.select(pl.when(is_named).then(column)).to_series().alias(name)
        for name, column in (("work", names), ("member", members))
    ]


def _admission(frame: pl.DataFrame, source: LoadedSource) -> list[pl.DataFrame]:
    admission = source.manifest.admission
    if not admission:
        return []
    return [shape(frame, "license", reason=admission.reason, measure="manifest_admission", rank=150)]


def _witnessed(frame: pl.DataFrame, source: LoadedSource) -> pl.DataFrame:
    """Return a decision for every document that is a witness, before every other reason but a takedown."""
    rows = [pl.DataFrame(schema=SCHEMA)]
    for entry in source.manifest.compared:
        chosen = [entry.chooses(*names) for names in frame.select("id", "member").iter_rows()]
        witnesses = frame.filter(pl.Series(chosen, dtype=pl.Boolean))
        rows.append(shape(witnesses, "witness", reason=entry.reason, measure="manifest_witness"))
    return pl.concat(rows)


def _emptied(
    collection: LoadedCollection, source: LoadedSource, workspace: Workspace, shard: Shard, before: pl.Series
) -> pl.DataFrame:
    """Return a decision for every document that its rules kept before the cuts (not in `before`) and remove after them."""
    cut = workspace.store.read_table(cuts.path_of(workspace, collection.manifest.name, shard))
    broken = quality.after_cuts(cut, source.manifest, collection.recipe, collection.own)
    return broken.filter(~pl.col("id").is_in(before.implode()))


def _license_columns(verdicts: Sequence[licensing.Verdict], *, is_witness: bool) -> list[pl.Series]:
    """Return the columns on licences; documents share verdicts, so each distinct one is turned into values once."""
    places: dict[int, int] = {}
    codes = [places.setdefault(id(verdict), len(places)) for verdict in verdicts]
    distinct = list({id(verdict): verdict for verdict in verdicts}.values())
    resolutions = [verdict.resolution for verdict in distinct]
    accuses = [
        resolution.verdict == "reject" and (is_witness or resolution.reason != "license_unknown")
        for resolution in resolutions
    ]
    columns = [
        pl.Series("accuses", accuses, dtype=pl.Boolean),
        pl.Series("verdict", [resolution.verdict for resolution in resolutions], dtype=pl.String),
        pl.Series("license", [resolution.license for resolution in resolutions], dtype=pl.String),
        pl.Series("license_url", [resolution.license_url for resolution in resolutions], dtype=pl.String),
        pl.Series("license_basis", [resolution.basis for resolution in resolutions], dtype=pl.String),
        pl.Series("obligation", [_obligation(resolution.license) for resolution in resolutions], dtype=pl.String),
        pl.Series("evidence", [list(verdict.evidence) for verdict in distinct], dtype=pl.List(pl.String)),
    ]
    return [column.gather(codes) for column in columns]


def _obligation(license_id: str | None) -> str | None:
    return obligation_class(license_id) if license_id else None


def _failed(frame: pl.DataFrame, source: str) -> pa.Table:
    """Return the quarantine rows of the documents on which a detector failed: nothing unsearched is published."""
    failed = frame.filter(pl.col("is_quarantined"))
    rows: list[dict[str, Any]] = [
        {
            "id": document_id,
            "source": source,
            "member": member,
            "reason": _why_failed(why),
            "detail": why,
            "characters": count,
        }
        for document_id, member, why, count in failed.select(
            "id", "failed_member", "failed", "characters_read"
        ).iter_rows()
    ]
    return pa.Table.from_pylist(rows, schema=QUARANTINE)


def _why_failed(why: str) -> str:
    return FILTER_FAILED if why.startswith(user_filters.FAILED) else DETECTOR_FAILED


def _drop_quarantined(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    quarantined = frame.filter(pl.col("is_quarantined"))["id"]
    return rows.filter(~pl.col("id").is_in(quarantined.implode())) if len(quarantined) else rows


def _review(frame: pl.DataFrame, verdicts: Sequence[licensing.Verdict], source: LoadedSource) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    admission = source.manifest.admission
    for document_id, words, verdict in zip(frame["id"], frame["words"], verdicts, strict=True):
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
            "passage": verdict.passage,
        }
        new |= {"statement_sha256": verdict.statement_sha256, "documents": 0, "words": 0, "example": document_id}
        group = groups.setdefault((verdict.statement_sha256, rule), new)
        group["documents"] += 1
        group["words"] += words or 0
    return list(groups.values())
